"""The pages on which an import is undone: those of the last days, what undoing one would do, what it did."""

from http import HTTPStatus

from flask import Blueprint, abort, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from xprsa.domain.permission import Permission
from xprsa.people_import import undoing
from xprsa.people_import.undoing import WHY_KEPT
from xprsa.storage.database import Collision
from xprsa.web.access import requires
from xprsa.web.current import current_service
from xprsa.web.who import me

blueprint = Blueprint("imports", __name__, url_prefix="/gestion/personnes/imports")

MOST_NAMED = 200  # people of a list
_NUMBER = "/<int(max=2147483647):number>"


@blueprint.get("")
@requires(Permission.IMPORT_PEOPLE)
def imports() -> ResponseReturnValue:
    """List the imports that are recent enough to be undone."""
    found = undoing.past_imports(current_service(), territory=g.territory.id)
    return render_template("people_import/imports.html", imports=found)


@blueprint.get(_NUMBER)
@requires(Permission.IMPORT_PEOPLE)
def one(number: int) -> ResponseReturnValue:
    """Say what an import did, and once it is undone who stayed as they were."""
    try:
        past, kept = undoing.read_import(current_service(), number, territory=g.territory.id)
    except LookupError:
        abort(404)
    may_be_undone = past.may_be_undone(current_service().now())
    return render_template(
        "people_import/one.html",
        past=past,
        kept=kept,
        may_be_undone=may_be_undone,
        most=MOST_NAMED,
        why=WHY_KEPT,
    )


@blueprint.get(f"{_NUMBER}/annuler")
@requires(Permission.IMPORT_PEOPLE)
def foresee(number: int) -> ResponseReturnValue:
    """Show whom undoing an import concerns, before anything is undone."""
    return _foreseen(number, crossed=False), HTTPStatus.OK


@blueprint.post(f"{_NUMBER}/annuler")
@requires(Permission.IMPORT_PEOPLE)
def undo(number: int) -> ResponseReturnValue:
    """Undo an import, then say what became of everybody."""
    try:
        undoing.undo_import(current_service(), number, territory=g.territory.id, actor=me().account)
    except LookupError:
        abort(404)
    except Collision:
        return _foreseen(number, crossed=True), HTTPStatus.CONFLICT
    return redirect(url_for(".one", number=number), HTTPStatus.SEE_OTHER)


def _foreseen(number: int, *, crossed: bool) -> str:
    try:
        foreseen = undoing.preview_undoing(current_service(), number, territory=g.territory.id)
    except LookupError:
        abort(404)
    return render_template(
        "people_import/foresee.html", undoing=foreseen, crossed=crossed, most=MOST_NAMED, why=WHY_KEPT
    )
