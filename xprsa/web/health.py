"""Whether the service answers: for the machines that watch it, without a detail."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from xprsa.web.access import open_to_all
from xprsa.web.current import current_service

blueprint = Blueprint("health", __name__)


@blueprint.route("/sante")
@open_to_all
def health() -> ResponseReturnValue:
    """Answer 200 when the database does; the handler of `DatabaseAway` answers 503 otherwise."""
    current_service().database.check()
    return "ok", 200, {"Content-Type": "text/plain; charset=utf-8"}
