"""The page on which a person reads the calls and visits that their adviser noted."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from xprsa.declare.note_reading import read_own_notes
from xprsa.domain.permission import Permission
from xprsa.web.access import Myself, requires
from xprsa.web.current import current_service
from xprsa.web.who import me

blueprint = Blueprint("own_notes", __name__)


@blueprint.get("/mes-appels")
@requires(Permission.SEE_OWN_DATA, about=Myself)
def notes() -> ResponseReturnValue:
    """Calls, visits and appointments."""
    page = read_own_notes(current_service(), actor=me())
    return render_template("declare/notes.html", page=page, adviser=page.person.adviser)
