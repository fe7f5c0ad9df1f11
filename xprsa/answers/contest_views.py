"""The page on which somebody else of the organisation decides of an answer that a person contests."""

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from xprsa.answers.deciding import (
    AnswerContestPage,
    AnswerDecided,
    AnswerDecision,
    decide_answer_contest,
    read_answer_contest,
)
from xprsa.answers.forms import AnswerDecisionForm
from xprsa.domain.permission import Permission
from xprsa.web.access import PersonInPath, requires
from xprsa.web.current import current_service
from xprsa.web.who import me, open_file, opened_file, subject

blueprint = Blueprint("answer_contests", __name__)


@blueprint.route("/gestion/contestations/<uuid:person>/reponse/<uuid:asking>", methods=["GET", "POST"])
@requires(Permission.DECIDE_CONTEST, about=PersonInPath)
def answer(person: UUID, asking: UUID) -> ResponseReturnValue:
    """The person's words, then the answer, then what becomes of it."""
    form, is_sent = AnswerDecisionForm(request.form), request.method == "POST"
    if is_sent and form.validate() and _decide(asking, form):
        return redirect(url_for(".answer", person=person, asking=asking), HTTPStatus.SEE_OTHER)
    page = _read(asking)
    if is_sent and page.contest.decision is not None:
        return render_template("answers/decided.html", page=page, form=form), HTTPStatus.CONFLICT
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_template("answers/contest.html", page=page, form=form), status


def _decide(asking: UUID, form: AnswerDecisionForm) -> bool:
    """Decide of the answer; False when somebody did meanwhile."""
    try:
        decide_answer_contest(
            current_service(),
            actor=me(),
            person=subject().person,
            adviser=subject().adviser,
            asking=asking,
            decision=AnswerDecision(form.chosen, form.reasons),
        )
    except LookupError:
        abort(HTTPStatus.NOT_FOUND)
    except AnswerDecided:
        return False
    return True


def _read(asking: UUID) -> AnswerContestPage:
    """Read the contest; whoever may not decide it does not learn that there is one."""
    if request.method == "POST":
        open_file()
    try:
        return read_answer_contest(current_service(), actor=me(), file=opened_file(), asking=asking)
    except LookupError:
        abort(HTTPStatus.NOT_FOUND)
