"""The pages on which somebody else of the organisation decides the lines that a person contests."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from xprsa.domain.contest import DAYS_TO_DECIDE
from xprsa.domain.permission import Permission
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.domain.week import Week
from xprsa.review import service
from xprsa.review.contest_listing import list_contests
from xprsa.review.forms import DecisionForm
from xprsa.review.reading import read_review
from xprsa.web.access import PersonInPath, requires
from xprsa.web.current import current_service
from xprsa.web.who import me, open_file, opened_file, subject

blueprint = Blueprint("contests", __name__)

_CONFLICTS = {
    Reason.STALE_VERSION,
    Reason.NOT_SENT,
    Reason.LINE_GONE,
    Reason.SAID_SINCE,
    Reason.NOTHING_TO_CONTEST,
    Reason.ANOTHER_READER,
}


@blueprint.route("/gestion/contestations")
@requires(Permission.LIST_CONTESTS)
def contests() -> ResponseReturnValue:
    """What is contested: lines that the reader decides, answers, then other lines; each oldest first."""
    return render_template(
        "review/contests.html",
        contests=list_contests(current_service(), actor=me()),
        days=DAYS_TO_DECIDE,
    )


@blueprint.route("/gestion/contestations/<uuid:person>/<week:week>", methods=["GET", "POST"])
@requires(Permission.DECIDE_CONTEST, about=PersonInPath)
def week(person: UUID, week: Week) -> ResponseReturnValue:
    """The contested lines of a week, and nothing else of it."""
    form = DecisionForm(request.form)
    if request.method == "POST" and not form.is_reading and form.validate():
        try:
            service.decide_contest(
                current_service(), actor=me(), person=subject().person, week=week, choice=form.choice
            )
        except RuleBroken as broken:
            if broken.reason in _CONFLICTS:
                return _conflict(week, form)
            if not form.explain(broken):
                raise
        else:
            return redirect(url_for(".week", person=person, week=week), 303)
    if request.method == "POST":
        open_file()
    page = read_review(current_service(), actor=me(), file=opened_file(), week=week)
    return render_template("review/contest.html", page=page, form=form), 422 if form.errors else 200


def _conflict(week: Week, form: DecisionForm) -> ResponseReturnValue:
    """Show what was decided and the line as it stands now; the rest of the week stays shut."""
    open_file()
    page = read_review(current_service(), actor=me(), file=opened_file(), week=week)
    return render_template("review/conflict.html", page=page, form=form, whole=False), 409
