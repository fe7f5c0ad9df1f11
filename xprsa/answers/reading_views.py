"""The page on which an adviser writes their own view of a person; what programs answered opens after it."""

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from xprsa.answers.forms import ChangedForm, OwnViewForm
from xprsa.answers.reading import (
    AnotherAskingEnded,
    ChangeSaid,
    NoViewWritten,
    ViewWritten,
    note_changed,
    read_own_view,
    write_own_view,
)
from xprsa.domain.permission import Permission
from xprsa.web.access import PersonInPath, requires
from xprsa.web.current import current_service
from xprsa.web.who import me, open_file, opened_file, subject

blueprint = Blueprint("own_view", __name__)

_ANOTHER_ASKING = "Des programmes ont répondu de nouveau depuis. Relisez votre avis, puis gardez-le."
_WRITTEN = "Vous avez déjà écrit un avis. C’est lui qui est gardé."
_NO_VIEW = "Écrivez d’abord votre avis."
_CHANGE_SAID = "Vous avez déjà répondu. C’est cette réponse qui est gardée."


@blueprint.route("/portefeuille/<uuid:person>/avis", methods=["GET", "POST"])
@requires(Permission.READ_PERSON, about=PersonInPath)
def page(person: UUID) -> ResponseReturnValue:
    """Write an own view; then read what stands, if anything."""
    form, late = OwnViewForm(request.form), ""
    if request.method == "POST" and form.validate():
        try:
            write_own_view(
                current_service(),
                actor=me(),
                person=subject().person,
                asking=str(form.asking.data),
                words=form.view,
            )
        except AnotherAskingEnded:
            late = _ANOTHER_ASKING
        except ViewWritten:
            late = _WRITTEN
        else:
            return redirect(url_for(".page", person=person), HTTPStatus.SEE_OTHER)
    return _page(form, late)


@blueprint.post("/portefeuille/<uuid:person>/avis/effet")
@requires(Permission.READ_PERSON, about=PersonInPath)
def effect(person: UUID) -> ResponseReturnValue:
    """Say, once, whether what was read changed the view."""
    form = ChangedForm(request.form)
    asking = form.asking_named
    if form.says is None or asking is None:
        abort(HTTPStatus.BAD_REQUEST)
    try:
        note_changed(current_service(), actor=me(), person=subject().person, asking=asking, changed=form.says)
    except NoViewWritten:
        return _page(OwnViewForm(None), _NO_VIEW)
    except ChangeSaid:
        return _page(OwnViewForm(None), _CHANGE_SAID)
    return redirect(url_for(".page", person=person), HTTPStatus.SEE_OTHER)


def _page(form: OwnViewForm, late: str) -> ResponseReturnValue:
    """Show a person's page.

    :param late: what happened since the form was shown; what was typed is given back.
    """
    if request.method == "POST":
        open_file()
    shown = read_own_view(current_service(), actor=me(), file=opened_file())
    status = HTTPStatus.CONFLICT if late else HTTPStatus.OK
    if form.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render_template("answers/own_view.html", page=shown, form=form, late=late), status
