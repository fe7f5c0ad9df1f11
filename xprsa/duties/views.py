"""The page on which managers read how each organisation keeps what it owes."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from xprsa.domain.permission import Permission
from xprsa.web.access import requires
from xprsa.web.current import current_service
from xprsa.web.who import me

blueprint = Blueprint("duties", __name__)


@blueprint.get("/gestion/delais")
@requires(Permission.READ_DUTIES)
def listed() -> ResponseReturnValue:
    """Every organisation of the territory; nobody in it is told apart."""
    with current_service().database.reading() as store:
        duties = store.duties.of_territory(me().territory)
    return render_template("duties/listed.html", duties=duties)
