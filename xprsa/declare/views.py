"""The page on which a person declares a week."""

from uuid import uuid4

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from xprsa.declare import service
from xprsa.declare.forms import WeekForm
from xprsa.declare.giving_back import refused
from xprsa.declare.kept_views import change_draft
from xprsa.declare.proposing import EMPTY_ROW, copying, correcting, is_untouched, readings, total
from xprsa.declare.reading import WeekPage, read_week
from xprsa.declare.showing import preview
from xprsa.declare.typed import TypedWeek
from xprsa.domain.permission import Permission
from xprsa.domain.prevented import REASON_LABELS
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.domain.week import Week
from xprsa.web.access import Myself, requires
from xprsa.web.current import current_service
from xprsa.web.who import me

blueprint = Blueprint("declare", __name__)

_CONFLICTS = {Reason.STALE_VERSION, Reason.KEY_REUSED}
_DRAFT_BUTTONS = ("save", "add", "remove", "means", "copy", "show")


@blueprint.route("/declarer/<week:week>", methods=["GET", "POST"])
@requires(Permission.DECLARE_OWN_WEEK, about=Myself)
def week(week: Week) -> ResponseReturnValue:
    """The whole week on one page."""
    if request.method == "POST":
        return _posted(week)
    current_service().check_open(week, territory=me().territory)
    page = read_week(current_service(), actor=me(), week=week)
    typed, copies = page.typed(), page.can_copy and "copier" in request.args
    if copies and is_untouched(typed):
        typed, copies = copying(typed, page.previous, page.rules.catalogue, keeps=False), False
    return _form_page(page, typed, asks_copy=copies)


def _posted(week: Week) -> ResponseReturnValue:
    try:
        current_service().check_open(week, territory=me().territory)
    except RuleBroken as broken:
        return refused(week, broken)
    if any(button in request.form for button in _DRAFT_BUTTONS):
        return change_draft(week)
    return _send(week)


def _send(week: Week) -> ResponseReturnValue:
    form = WeekForm(request.form.to_dict(flat=False))
    if form.validate():
        try:
            number = service.submit_week(
                current_service(),
                actor=me(),
                week=week,
                content=form.content,
                based_on=form.typed.base,
                key=form.idempotency_key,
            )
        except RuleBroken as broken:
            if broken.reason in _CONFLICTS:
                return _conflict(week, form)
            if not form.explain(broken):
                return refused(week, broken)
        else:
            return redirect(url_for("kept.receipt", week=week, version=number), 303)
    page = read_week(current_service(), actor=me(), week=week)
    return _form_page(page, form.typed, form=form), 422


def _form_page(
    page: WeekPage, typed: TypedWeek, *, form: WeekForm | None = None, asks_copy: bool = False
) -> str:
    return render_template(
        "declare/week.html",
        page=page,
        typed=typed,
        total=total(typed),
        readings=readings(typed),
        empty_row=EMPTY_ROW,
        problems=form.problems if form else {},
        key=form.key.data if form else uuid4(),
        reasons=REASON_LABELS,
        adviser=page.person.adviser,
        known=preview(current_service(), page, typed) if "savoir" in request.args else None,
        asks_copy=asks_copy,
    )


def _conflict(week: Week, form: WeekForm) -> ResponseReturnValue:
    """Show both texts, with a fresh key: neither is lost, and there is a way on."""
    page = read_week(current_service(), actor=me(), week=week)
    mine = correcting(form.typed, key=form.idempotency_key, base=page.declaration.shown)
    fields = mine.as_fields() | {"key": [str(uuid4())]}
    pairs = [(name, value) for name, values in fields.items() for value in values]
    return render_template(
        "declare/conflict.html", page=page, mine=form.content, pairs=pairs, adviser=page.person.adviser
    ), 409
