"""The page of the charter, that anybody may read."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from xprsa.information.charter import CHARTER
from xprsa.web.access import open_to_all

blueprint = Blueprint("charter", __name__)


@blueprint.get("/charte")
@open_to_all
def page() -> ResponseReturnValue:
    """Ten articles, each with the tests that hold it."""
    return render_template("information/charter.html", articles=CHARTER)
