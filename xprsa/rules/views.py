"""The pages of rules: read those in force and to come, prepare others, take back what has not begun."""

from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from xprsa.domain.permission import Permission, may
from xprsa.domain.rule import RuleBroken
from xprsa.domain.rule_versions import check_withdrawal
from xprsa.domain.week import Week
from xprsa.rules import service, words
from xprsa.rules.forms import RulesForm
from xprsa.rules.service import RulesPage
from xprsa.web.access import requires
from xprsa.web.current import current_service
from xprsa.web.who import me

blueprint = Blueprint("rules", __name__)
_NEW = "/gestion/regles/nouvelles"


@blueprint.get("/gestion/regles")
@requires(Permission.READ_RULES)
def listed() -> ResponseReturnValue:
    """The rules in force, those to come, those before."""
    may_set = may(me(), Permission.SET_TERRITORY)
    return render_template("rules/listed.html", page=_page(), words=words, may_set=may_set)


@blueprint.get(_NEW)
@requires(Permission.SET_TERRITORY)
def write() -> ResponseReturnValue:
    """A form for the next version, filled in with what would hold, or with what is brought along."""
    page = _page()
    form = RulesForm(request.args, page=page)
    form.replaces()
    return _form_page(form, page)


@blueprint.get(f"{_NEW}/apercu")
@requires(Permission.SET_TERRITORY)
def foresee() -> ResponseReturnValue:
    """What a version would change, and whom it touches; nothing is written yet."""
    if not request.args:
        return redirect(url_for(".write"), HTTPStatus.SEE_OTHER)
    page = _page()
    form = RulesForm(request.args, page=page)
    if not form.validate():
        return _form_page(form, page)
    if form.is_stale:
        return _form_page(form, page, is_late=True)
    try:
        found = service.preview(current_service(), page, form.rules)
    except RuleBroken as broken:
        return _explained(broken, form, page)
    return render_template("rules/preview.html", form=form, preview=found, words=words)


@blueprint.post(_NEW)
@requires(Permission.SET_TERRITORY)
def publish() -> ResponseReturnValue:
    """Keep the version that was read; when somebody else was faster, both stay on the screen."""
    page = _page()
    form = RulesForm(request.form, page=page)
    if not form.validate():
        return _form_page(form, page)
    try:
        service.publish(
            current_service(), form.rules, territory=me().territory, seen=form.seen.data, by=me().account
        )
    except service.RulesChanged:
        page = _page()
        return _form_page(RulesForm(request.form, page=page), page, is_late=True)
    except RuleBroken as broken:
        return _explained(broken, form, page)
    return redirect(url_for(".listed", _anchor="a-venir"), HTTPStatus.SEE_OTHER)


@blueprint.get("/gestion/regles/<week:week>/retirer")
@requires(Permission.SET_TERRITORY)
def ask_withdrawal(week: Week) -> ResponseReturnValue:
    """What goes on in place of a version that has not begun."""
    return _withdrawal_page(week)


@blueprint.post("/gestion/regles/<week:week>/retirer")
@requires(Permission.SET_TERRITORY)
def withdraw(week: Week) -> ResponseReturnValue:
    """Take the version back."""
    seen = request.form.get("seen", "")
    try:
        service.withdraw(current_service(), week.monday, territory=me().territory, seen=seen, by=me().account)
    except service.RulesChanged:
        return _withdrawal_page(week, is_late=True)
    return redirect(url_for(".listed"), HTTPStatus.SEE_OTHER)


def _page() -> RulesPage:
    return service.read_rules(current_service(), territory=me().territory)


def _explained(broken: RuleBroken, form: RulesForm, page: RulesPage) -> ResponseReturnValue:
    """Say which rule was broken beside what was typed."""
    if not form.explain(broken):
        raise broken
    return render_template("rules/form.html", form=form, page=page, words=words), HTTPStatus.CONFLICT


def _form_page(form: RulesForm, page: RulesPage, *, is_late: bool = False) -> ResponseReturnValue:
    """Show the form; what is sent from it next replaces the versions that stand on it."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    if is_late:
        form.replaces()
        status = HTTPStatus.CONFLICT
    return render_template("rules/form.html", form=form, page=page, words=words, is_late=is_late), status


def _withdrawal_page(week: Week, *, is_late: bool = False) -> ResponseReturnValue:
    page = _page()
    version = check_withdrawal(week.monday, known=page.territory.rules, today=page.today)
    shown = render_template(
        "rules/withdrawing.html",
        page=page,
        version=version,
        week=week,
        words=words,
        is_late=is_late,
    )
    return shown, HTTPStatus.CONFLICT if is_late else HTTPStatus.OK
