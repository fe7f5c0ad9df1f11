"""The pages on which a person finds their weeks, what was said of them, and who looked."""

from collections.abc import Callable
from functools import partial

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from xprsa.declare import answering, keeping
from xprsa.declare.answer_form import AnswerForm
from xprsa.declare.note_reading import read_own_appointments
from xprsa.declare.own_data import read_own_data
from xprsa.declare.own_duty import read_own_duty
from xprsa.declare.reading import HistoryPage, read_history, read_sent
from xprsa.declare.traces import trace
from xprsa.domain.caseload import STATUS_WEEKS
from xprsa.domain.permission import Permission, Role
from xprsa.domain.prevented import REASON_LABELS
from xprsa.domain.rule import RuleBroken
from xprsa.domain.territory import Territory
from xprsa.domain.week import Week
from xprsa.web.access import Myself, open_to_all, requires
from xprsa.web.current import current_service
from xprsa.web.document_words import in_words
from xprsa.web.intensity_words import named_in_words
from xprsa.web.requests import week_asked
from xprsa.web.sentences import sentence
from xprsa.web.strip import draw
from xprsa.web.who import me, visitor

blueprint = Blueprint("own", __name__)

_DESKS = {
    Role.BENEFICIARY: "own.home",
    Role.ADVISER: "review.caseload",
    Role.MANAGER: "team.team",
    Role.EXPORTER: "export.runs",
}


@blueprint.route("/")
@open_to_all
def door() -> ResponseReturnValue:
    """Lead each to their own first page."""
    signed_in = visitor()
    if signed_in is None:
        return redirect(url_for("codes.sign_in"), 303)
    return redirect(url_for(_DESKS[signed_in.account.role]), 303)


@blueprint.route("/ma-semaine")
@requires(Permission.SEE_OWN_WEEKS, about=Myself)
def home() -> ResponseReturnValue:
    """The week to declare, what waits for an answer, and whom to call."""
    page = read_history(current_service(), actor=me(), last=current_service().this_week(_territory()))
    meetings = read_own_appointments(current_service(), actor=me())
    return render_template(
        "declare/home.html",
        page=page,
        meetings=meetings,
        duty=read_own_duty(current_service(), organisation=page.person.organisation.id),
        adviser=page.person.adviser,
    )


@blueprint.route("/mes-semaines")
@requires(Permission.SEE_OWN_WEEKS, about=Myself)
def history() -> ResponseReturnValue:
    """Twelve weeks with a small chart, and the older ones page by page."""
    this = current_service().this_week(_territory())
    last = week_asked(newest=this)
    page = read_history(current_service(), actor=me(), last=last)
    return render_template(
        "declare/history.html",
        page=page,
        strip=draw(page.statuses.get, last=last, asked=_asked(page)),
        older=last.plus(-STATUS_WEEKS) if page.has_earlier else None,
        newer=last.plus(STATUS_WEEKS) if last < this else None,
        adviser=page.person.adviser,
    )


@blueprint.route("/mes-semaines/<week:week>", methods=["GET", "POST"])
@requires(Permission.ANSWER_QUESTION, about=Myself)
def week(week: Week) -> ResponseReturnValue:
    """One week as the adviser sees it, every version, and the answer to a question."""
    form = AnswerForm(request.form)
    if request.method == "POST" and form.validate():
        try:
            answering.answer(current_service(), actor=me(), week=week, said=form.said)
        except RuleBroken as broken:
            return _sent_page(week, form, code=409, refused=sentence(broken))
        return redirect(url_for(".week", week=week, _anchor=f"line-{form.said.line}"), 303)
    return _sent_page(week, form, code=422 if form.errors else 200)


@blueprint.post("/mes-semaines/<week:week>/confirmer")
@requires(Permission.ANSWER_QUESTION, about=Myself)
def confirm(week: Week) -> ResponseReturnValue:
    """Say that what somebody else typed is what was told."""
    number = request.form.get("version", default=0, type=int)
    keeping.confirm_week(current_service(), actor=me(), week=week, number=number)
    return redirect(url_for(".week", week=week), 303)


def _sent_page(week: Week, form: AnswerForm, *, code: int, refused: str = "") -> ResponseReturnValue:
    """Show the week; what could not be kept stays on the page, with what to do."""
    page = read_sent(current_service(), actor=me(), week=week)
    if page is None:
        abort(404)
    return render_template(
        "declare/sent.html",
        page=page,
        form=form,
        refused=refused,
        reasons=REASON_LABELS,
        adviser=page.person.adviser,
    ), code


@blueprint.route("/mes-donnees")
@requires(Permission.SEE_OWN_DATA, about=Myself)
def data() -> ResponseReturnValue:
    """Who looked, what left, to whom, field by field."""
    page = read_own_data(current_service(), actor=me(), every_trace="tout" in request.args)
    words = partial(in_words, zone=_territory().zone)
    return render_template(
        "declare/data.html",
        page=page,
        in_words=words,
        named_in_words=named_in_words,
        adviser=page.person.adviser,
        trace=trace,
    )


def _territory() -> Territory:
    return current_service().territory(me().territory)


def _asked(page: HistoryPage) -> Callable[[Week], bool]:
    asked = {line.week for line in page.lines if line.is_asked}
    return lambda week: week in asked
