"""The manager's page of the contacts that wait; what everybody's pages say of those of one account."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from xprsa.accounts.contacts import waiting as service
from xprsa.accounts.contacts.waiting import ChangedSince, Hindered, Hindrance
from xprsa.domain.contact import Contact
from xprsa.domain.permission import Permission
from xprsa.domain.person import Account
from xprsa.gateways.contacts import receives
from xprsa.web.access import requires
from xprsa.web.current import current_service
from xprsa.web.errors import sentence_page
from xprsa.web.who import me

blueprint = Blueprint("waiting", __name__)

_HINDRANCES = {
    Hindrance.GAVE_IT: (
        "Vous avez donné ce contact. Un autre responsable peut l’ouvrir, ou il s’ouvre seul à l’heure dite."
    ),
    Hindrance.OWNER_S: (
        "La personne l’a mis elle-même, sans ancien contact qui le confirme. Il s’ouvre seul à l’heure dite."
    ),
    Hindrance.GIVER_IS_NEW: (
        "Qui l’a donné avait son accès depuis moins de sept jours. Il s’ouvre seul à l’heure dite."
    ),
    Hindrance.OPENER_IS_NEW: (
        "Vous aviez votre accès depuis moins de sept jours quand ce contact a changé."
        " Un responsable plus ancien peut l’ouvrir, ou il s’ouvre seul à l’heure dite."
    ),
}
_CHANGED = "Ces contacts ont changé, ou ne sont plus en attente. Relisez la liste."


@blueprint.app_template_filter("waiting")
def waiting_of(account: Account) -> Mapping[Contact, datetime]:
    """Give the contacts of an account that wait."""
    return account.waiting_contacts(current_service().now())


@blueprint.app_template_filter("gets_codes")
def gets_codes(value: str) -> bool:
    """Tell whether a code can reach a contact, as it is kept: an address, or a number that an SMS reaches."""
    return receives(Contact.kept(value))


@blueprint.get("/gestion/contacts")
@requires(Permission.IMPORT_PEOPLE)
def waiting() -> ResponseReturnValue:
    """Whose new contacts wait, and until when."""
    people = service.waiting(current_service(), actor=me())
    return render_template("accounts/waiting_contacts.html", people=people, hindrances=_HINDRANCES)


@blueprint.post("/gestion/contacts/<uuid:receiver>")
@requires(Permission.IMPORT_PEOPLE)
def open_now(receiver: UUID) -> ResponseReturnValue:
    """A second manager knows the person and the contact: codes go there at once."""
    try:
        service.open_now(current_service(), actor=me(), receiver=receiver, seen=request.form.get("seen", ""))
    except LookupError:
        abort(404)
    except Hindered as hindered:
        return sentence_page("Ce contact attend", _HINDRANCES[hindered.why], 409)
    except ChangedSince:
        return sentence_page("Ces contacts ont changé", _CHANGED, 409)
    return redirect(url_for(".waiting"), 303)
