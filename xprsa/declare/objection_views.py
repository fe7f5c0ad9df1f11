"""Where « je ne veux pas être noté » is said: by the person, or by staff to whom the person says it."""

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from xprsa.declare.objecting import object_to_scores, take_objection_back
from xprsa.domain.permission import Permission
from xprsa.running.naming import named_to
from xprsa.web.access import Myself, PersonInPath, requires
from xprsa.web.current import current_service
from xprsa.web.who import me, opened_file, subject

blueprint = Blueprint("objection", __name__)


@blueprint.post("/mes-donnees/notation")
@requires(Permission.REFUSE_SCORES, about=Myself)
def own() -> ResponseReturnValue:
    """Say « je ne veux pas être noté », or take it back: one tap each."""
    match request.form.get("objects"):
        case "y":
            object_to_scores(current_service(), actor=me(), person=me().account)
        case "n":
            take_objection_back(current_service(), actor=me())
    return redirect(url_for("own.data", _anchor="notation"), 303)


@blueprint.get("/pour/<uuid:person>/notation")
@requires(Permission.ENTER_WEEK, about=PersonInPath)
def told(person: UUID) -> ResponseReturnValue:  # noqa: ARG001 # `opened_file()` holds who it is
    """What follows when a person says it by phone, on paper or at the desk; not what they said before."""
    about = opened_file().person
    if about.account.disabled_at is not None:
        abort(404)
    also = named_to(current_service(), about)
    return render_template("declare/entry_objection.html", person=about, named_to=also)


@blueprint.post("/pour/<uuid:person>/notation")
@requires(Permission.ENTER_WEEK, about=PersonInPath)
def tell(person: UUID) -> ResponseReturnValue:
    """Type that a person does not want to be scored; only they take it back."""
    object_to_scores(current_service(), actor=me(), person=subject().person)
    return redirect(url_for(".told", person=person, note=1), 303)
