"""The page on which a person reads what a module answered about them, and contests it."""

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from xprsa.answers.contesting import AlreadyContested, contest_answer
from xprsa.answers.person_forms import AnswerContestForm
from xprsa.answers.person_reading import read_own_answer
from xprsa.domain.permission import Permission
from xprsa.web.access import Myself, requires
from xprsa.web.current import current_service
from xprsa.web.who import me

blueprint = Blueprint("own_answers", __name__)


@blueprint.get("/mes-donnees/reponses/<uuid:asking>")
@requires(Permission.SEE_OWN_DATA, about=Myself)
def answer(asking: UUID) -> ResponseReturnValue:
    """Facts, what was said, why, who thought what before, and what became of a contest."""
    return _page(asking, AnswerContestForm(), code=200)


@blueprint.post("/mes-donnees/reponses/<uuid:asking>/contester")
@requires(Permission.CONTEST_ANSWER, about=Myself)
def contest(asking: UUID) -> ResponseReturnValue:
    """Contest an answer: staff read it no longer until somebody else has decided."""
    form = AnswerContestForm(request.form)
    if not form.validate():
        return _page(asking, form, code=422)
    try:
        contest_answer(current_service(), actor=me(), asking=asking, words=form.said)
    except AlreadyContested:
        return _page(asking, form, code=409)
    except LookupError:
        abort(404)
    return redirect(url_for(".answer", asking=asking, _anchor="contestation"), 303)


def _page(asking: UUID, form: AnswerContestForm, *, code: int) -> ResponseReturnValue:
    """Show the answer; words that were not kept stay on the page."""
    page = read_own_answer(current_service(), actor=me(), asking=asking)
    if page is None:
        abort(404)
    return render_template("answers/own.html", page=page, form=form, adviser=page.person.adviser), code
