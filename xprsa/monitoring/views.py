"""The managers' page of how the service is."""

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from xprsa.domain.permission import Permission
from xprsa.domain.vital_sign import Condition
from xprsa.monitoring.figures import figures
from xprsa.monitoring.words import lines
from xprsa.web.access import requires
from xprsa.web.current import current_service

blueprint = Blueprint("monitoring", __name__)


@blueprint.get("/gestion/service")
@requires(Permission.WATCH_SERVICE)
def today() -> ResponseReturnValue:
    """How the service is, line by line, and what to do."""
    found = tuple(lines(figures(current_service(), current_app.extensions["xprsa.write_probe"])))
    amiss = sum(line.condition is not Condition.WELL for line in found)
    return render_template("monitoring/service.html", lines=found, amiss=amiss)
