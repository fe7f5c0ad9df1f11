"""The pages by which people change adviser: who, to whom, what follows, and then it is done."""

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from xprsa.accounts.staff import handing_over as service
from xprsa.accounts.staff.handing_forms import HandingForm
from xprsa.accounts.staff.handing_over import CannotFollow, Handing, MovedMeanwhile
from xprsa.domain.permission import Permission
from xprsa.web.access import requires
from xprsa.web.current import current_service
from xprsa.web.forms import say
from xprsa.web.who import me

blueprint = Blueprint("handing", __name__)


@blueprint.route("/gestion/equipe/<uuid:member>/confier", methods=["GET", "POST"])
@requires(Permission.HAND_OVER)
def followed(member: UUID) -> ResponseReturnValue:
    """Confide people whom somebody follows to somebody else."""
    return _handed(member)


@blueprint.route("/gestion/personnes/sans-referent/confier", methods=["GET", "POST"])
@requires(Permission.HAND_OVER)
def unfollowed() -> ResponseReturnValue:
    """Confide people whom nobody follows to somebody."""
    return _handed(None)


def _handed(adviser: UUID | None) -> ResponseReturnValue:
    found = _found(adviser)
    form = HandingForm(request.form, handing=found)
    if request.method != "POST":
        return _page(found, form, HTTPStatus.OK)
    if form.confirmed:
        return _confided(found, form, *form.confirmed)
    if form.missing:
        return _page(found, form, HTTPStatus.CONFLICT)
    if not form.validate():
        return _page(found, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _page(found, form, HTTPStatus.OK, template="accounts/handing_sure.html")


def _confided(found: Handing, form: HandingForm, people: list[UUID], taker: UUID) -> ResponseReturnValue:
    """Keep what the last page said, or show again what is there by now."""
    adviser = found.adviser.public_id if found.adviser else None
    try:
        service.hand_over(current_service(), actor=me(), adviser=adviser, people=people, to=taker)
    except MovedMeanwhile:
        found = _found(adviser)
        form = HandingForm(request.form, handing=found)
    except CannotFollow:
        say(form.successor, "Cette personne n’a plus d’accès. Choisissez quelqu’un d’autre.")
    else:
        return redirect(url_for("team.team"), HTTPStatus.SEE_OTHER)
    return _page(found, form, HTTPStatus.CONFLICT)


def _found(adviser: UUID | None) -> Handing:
    found = service.read_handing(current_service(), actor=me(), adviser=adviser)
    return abort(HTTPStatus.NOT_FOUND) if found is None else found


def _page(
    found: Handing, form: HandingForm, status: HTTPStatus, *, template: str = "accounts/handing.html"
) -> ResponseReturnValue:
    """Show names, which each of these people reads."""
    service.note_names(current_service(), found.people, actor=me())
    return render_template(template, form=form, handing=found), status
