"""The manager's pages: the team, and the letters that carry codes."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from xprsa.accounts.codes import letters
from xprsa.accounts.codes.forms import LetterOrderForm
from xprsa.accounts.codes.letters import Receiver, StillGood
from xprsa.accounts.staff import closing
from xprsa.accounts.staff import team as service
from xprsa.accounts.staff.closing import FollowsOthers, StillNeeded
from xprsa.accounts.staff.forms import ROLE_LABELS, InviteForm
from xprsa.accounts.staff.handing_forms import ClosingForm
from xprsa.accounts.staff.handing_over import CannotFollow, note_names
from xprsa.accounts.staff.team import AlreadyIn
from xprsa.domain.permission import Permission
from xprsa.running.reading_pace import limits
from xprsa.web.access import requires
from xprsa.web.current import current_service
from xprsa.web.errors import sentence_page
from xprsa.web.forms import say
from xprsa.web.who import me

blueprint = Blueprint("team", __name__)

_NEEDED = (
    "Sans cet accès, plus personne ne répondrait de tout le territoire."
    " Invitez d’abord quelqu’un d’autre comme responsable du territoire."
    " Une fois son accès ouvert, vous pourrez fermer celui-ci."
)

_FOLLOWS_OTHERS = (
    "Cette personne suit des personnes d’un autre organisme que le vôtre."
    " Demandez à un responsable de son organisme, ou du territoire, de leur donner un autre référent."
)

_REPLACED = (
    "Il a été imprimé ailleurs, ou un autre l’a remplacé, dont les codes sont les seuls bons."
    " Jetez ce que vous avez imprimé, puis ouvrez la liste des courriers."
)


@blueprint.route("/gestion/equipe", methods=["GET", "POST"])
@requires(Permission.INVITE_STAFF)
def team() -> ResponseReturnValue:
    """Who has access; invite somebody."""
    form = InviteForm(request.form)
    form.offer(service.organisations(current_service(), actor=me()))
    if request.method == "POST" and form.validate():
        try:
            service.invite(current_service(), actor=me(), newcomer=form.newcomer)
        except AlreadyIn:
            say(form.email, "Cette adresse a déjà un accès. Vérifiez la liste.")
        else:
            return redirect(url_for(".team"), 303)
    members = service.team(current_service(), actor=me())
    page = render_template(
        "accounts/team.html",
        form=form,
        members=members,
        closed=service.closed(current_service(), actor=me()),
        roles=ROLE_LABELS,
        fast=service.fast_readings(current_service(), actor=me()),
        limits=limits(current_service()),
    )
    return page, 422 if form.errors else 200


@blueprint.post("/gestion/equipe/<uuid:member>/inviter")
@requires(Permission.INVITE_STAFF)
def invite_again(member: UUID) -> ResponseReturnValue:
    """Send a new link."""
    if not service.invite_again(current_service(), actor=me(), member=member):
        abort(404)
    return redirect(url_for(".team"), 303)


@blueprint.post("/gestion/equipe/<uuid:member>/rouvrir")
@requires(Permission.INVITE_STAFF)
def reopen(member: UUID) -> ResponseReturnValue:
    """Give an access again to whoever lost it, by a new link."""
    try:
        done = service.reopen(current_service(), actor=me(), member=member)
    except AlreadyIn:
        return sentence_page("Cette adresse a déjà un accès", "Vérifiez la liste de l’équipe.", 409)
    return redirect(url_for(".team"), 303) if done else abort(404)


@blueprint.route("/gestion/equipe/<uuid:member>/fermer", methods=["GET", "POST"])
@requires(Permission.INVITE_STAFF)
def disable(member: UUID) -> ResponseReturnValue:
    """Take access away, once it was said whom that touches and who follows them from now on."""
    try:
        return _closing(member)
    except StillNeeded:
        return sentence_page("Cet accès reste ouvert", _NEEDED, 409)
    except FollowsOthers:
        return sentence_page("Cet accès reste ouvert", _FOLLOWS_OTHERS, 409)


def _closing(member: UUID) -> ResponseReturnValue:
    found = closing.read_closing(current_service(), actor=me(), member=member)
    if found is None:
        abort(404)
    if found.is_needed:
        raise StillNeeded
    form = ClosingForm(request.form, leaving=found)
    if request.method == "POST" and form.validate():
        try:
            done = closing.disable(current_service(), actor=me(), member=member, successor=form.successor_id)
        except CannotFollow:
            say(form.successor, "La liste a changé. Choisissez de nouveau qui suit ces personnes.")
        else:
            return redirect(url_for(".team"), 303) if done else abort(404)
    note_names(current_service(), found.people, actor=me())
    page = render_template("accounts/closing.html", form=form, leaving=found, roles=ROLE_LABELS)
    return page, 422 if form.errors else 200


@blueprint.route("/gestion/courriers", methods=["GET", "POST"])
@requires(Permission.INVITE_STAFF)
def pending() -> ResponseReturnValue:
    """The letters to print; prepare one, or choose for whom."""
    form = LetterOrderForm(request.form)
    if request.method == "POST" and form.validate():
        found = letters.receivers(current_service(), actor=me(), file_reference=form.file_reference.data)
        if len(found) == 1:
            return _ordered(found[0].person.account.public_id)
        if found:
            return _asked(found)
        say(form.file_reference, "Aucun dossier ne porte ce numéro. Vérifiez-le.")
    page = render_template(
        "accounts/letters.html",
        form=form,
        letters=letters.pending(current_service(), actor=me()),
        out_of_reach=letters.out_of_reach(current_service(), actor=me()),
    )
    return page, 422 if form.errors else 200


@blueprint.post("/gestion/courriers/<uuid:receiver>/preparer")
@requires(Permission.INVITE_STAFF)
def prepare(receiver: UUID) -> ResponseReturnValue:
    """Prepare the letter of one person, whom the manager chose."""
    return _ordered(receiver)


def _ordered(receiver: UUID) -> ResponseReturnValue:
    """Prepare a letter, unless it replaces codes that were not shown: they are shown then."""
    seen = request.form.get("seen", "")
    try:
        letters.order(current_service(), actor=me(), receiver=receiver, seen=seen, card=_wants_card())
    except LookupError:
        abort(404)
    except StillGood as good:
        return _asked([good.receiver])
    return redirect(url_for(".pending"), 303)


def _asked(found: Sequence[Receiver]) -> str:
    return render_template("accounts/letter_receivers.html", receivers=found, is_card=_wants_card())


def _wants_card() -> bool:
    return request.form.get("kind") == LetterOrderForm.CARD


@blueprint.get("/gestion/courriers/<uuid:receiver>")
@requires(Permission.INVITE_STAFF)
def to_print(receiver: UUID) -> ResponseReturnValue:
    """The letter of one person, to print."""
    try:
        page = letters.to_print(current_service(), actor=me(), receiver=receiver)
    except LookupError:
        abort(404)
    if page is None:
        return redirect(url_for(".pending"), 303)  # it is printed, by somebody else or in another tab
    return render_template(
        "accounts/printed_letter.html", page=page, site=current_service().settings.base_url
    )


@blueprint.post("/gestion/courriers/<uuid:receiver>")
@requires(Permission.INVITE_STAFF)
def printed(receiver: UUID) -> ResponseReturnValue:
    """It is printed: its codes leave this service."""
    prepared_at = request.form.get("prepared_at", "")
    try:
        done = letters.printed(current_service(), actor=me(), receiver=receiver, prepared_at=prepared_at)
    except LookupError:
        abort(404)
    if not done:
        return sentence_page("Ce courrier n’attend plus", _REPLACED, 409)
    return redirect(url_for(".pending"), 303)
