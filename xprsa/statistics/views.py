"""The pages of statistics: for managers, and for anybody once a territory opens them."""

from http import HTTPStatus

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from xprsa.domain.permission import Permission, may
from xprsa.domain.week import Week
from xprsa.statistics import service
from xprsa.statistics.reading import ToldWeek, published, read_told, statistics_file
from xprsa.web.access import open_to_all, requires
from xprsa.web.current import current_service
from xprsa.web.who import me, recognise

blueprint = Blueprint("statistics", __name__)


@blueprint.get("/statistiques")
@open_to_all
def listed() -> ResponseReturnValue:
    """The weeks of which something was told, of each territory that the reader may read."""
    manages = _manages()
    found = published(current_service(), manages=manages)
    return render_template("statistics/listed.html", published=found, manages=manages)


@blueprint.get("/statistiques/<code>/<week:week>")
@open_to_all
def told(code: str, week: Week) -> ResponseReturnValue:
    """What was told of one week: each chart with its table."""
    return render_template("statistics/told.html", told=_told(code, week))


@blueprint.get("/statistiques/<code>/<week:week>.csv")
@open_to_all
def as_file(code: str, week: Week) -> ResponseReturnValue:
    """The same for a spreadsheet."""
    answer = Response(statistics_file(_told(code, week)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="statistiques-{week}.csv"'
    return answer


@blueprint.get("/gestion/statistiques")
@requires(Permission.SET_TERRITORY)
def ask_opening() -> ResponseReturnValue:
    """What follows when anybody may read them, or managers alone."""
    return render_template("statistics/opening.html", is_open=service.is_open(current_service(), actor=me()))


@blueprint.post("/gestion/statistiques")
@requires(Permission.SET_TERRITORY)
def set_opening() -> ResponseReturnValue:
    """Keep who may read them."""
    opened = request.form.get("ouvrir") == "oui"
    service.set_open(current_service(), actor=me(), opened=opened)
    return redirect(url_for(".listed"), HTTPStatus.SEE_OTHER)


def _manages() -> int | None:
    if recognise() is None or not may(me(), Permission.SET_TERRITORY):
        return None
    return me().territory


def _told(code: str, week: Week) -> ToldWeek:
    found = read_told(current_service(), code=code, week=week, manages=_manages())
    return abort(HTTPStatus.NOT_FOUND) if found is None else found
