"""The page on which weeks that raise no question are counted together, and taken back as a whole."""

from datetime import datetime
from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from xprsa.domain.permission import Permission
from xprsa.review import together
from xprsa.review.filtering import ListFilter
from xprsa.review.forms import CountTogetherForm
from xprsa.review.service import note_listing
from xprsa.review.together import Together
from xprsa.web.access import requires
from xprsa.web.current import current_service
from xprsa.web.who import me

blueprint = Blueprint("together", __name__)

_COUNTED, _UNCOUNTED = "counted", "uncounted"


@blueprint.get("/portefeuille/compter")
@requires(Permission.COUNT_PLAIN_WEEKS)
def plain_weeks() -> ResponseReturnValue:
    """Every week that raises no question, of everybody whom the adviser follows."""
    note_listing(current_service(), actor=me())
    told = request.args.get("fait", "")
    return render_template(
        "review/together.html",
        plain=together.read_plain_weeks(current_service(), actor=me()),
        counted=_read(told, _COUNTED),
        uncounted=_read(told, _UNCOUNTED),
        told=told,
        shown=ListFilter.of(request.args),
    )


@blueprint.post("/portefeuille/compter")
@requires(Permission.COUNT_PLAIN_WEEKS)
def count() -> ResponseReturnValue:
    """Count the weeks that the page named."""
    read = CountTogetherForm(request.form).read.data or {}
    done = together.count_plain_weeks(current_service(), actor=me(), read=read)
    return _told(_COUNTED, done)


@blueprint.post("/portefeuille/compter/annuler")
@requires(Permission.COUNT_PLAIN_WEEKS)
def uncount() -> ResponseReturnValue:
    """Take back what was just counted together."""
    made = _read(request.form.get("fait", ""), _COUNTED)
    if made is None:
        return redirect(url_for(".plain_weeks"), HTTPStatus.SEE_OTHER)
    return _told(_UNCOUNTED, together.uncount(current_service(), actor=me(), made=made))


def _told(what: str, done: Together) -> ResponseReturnValue:
    """Lead to the page that says what was done, in an address that nobody else can make."""
    said = f"{what} {me().account} {done.done} {done.left} {done.at.isoformat()}"
    told = current_service().keyring.seal(said)
    address = url_for(".plain_weeks", **ListFilter.of(request.args).query, fait=told)
    return redirect(address, HTTPStatus.SEE_OTHER)


def _read(told: str, what: str) -> Together | None:
    """Read what `_told` wrote for the same account; None for anything else."""
    try:
        said, account, done, left, at = current_service().keyring.open(told).split()
        if (said, int(account)) != (what, me().account):
            return None
        return Together(datetime.fromisoformat(at), int(done), int(left))
    except ValueError:
        return None
