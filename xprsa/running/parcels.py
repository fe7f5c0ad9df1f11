"""What is written to somebody: kept encrypted with the decision that made it, until the worker sends it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from xprsa.domain.contact import Contact, ContactKind
from xprsa.domain.person import Account
from xprsa.domain.reply import NOTICE_EVERY
from xprsa.gateways.contacts import reachable, receives
from xprsa.storage.messages import Way
from xprsa.storage.store import Store

_NOTICE_LIFE = timedelta(days=7)
_NOTICE = "Votre service vous a répondu. Ouvrez votre espace."
_CONTACT_NEWS = (  # plain spaces: an SMS of one part
    "Vos contacts ont changé : ajout, remplacement ou retrait."
    " Si cela ne vient pas de vous, appelez votre service."
)


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is kept, encrypted, until the message leaves.

    :ivar until: ISO instant after which it would only confuse.
    :ivar staff: whether it is for staff; a parcel for nobody we know is dropped.
    :ivar about: internal id of the account that its contact has, leaves or would join: it goes there though
        nobody may hold that contact. None for all that goes to whoever holds it.
    """

    to: str
    subject: str
    text: str
    until: str
    staff: bool
    about: int | None = None


def put(
    store: Store,
    way: Way,
    parcel: Parcel,
    *,
    at: datetime,
    account: int | None = None,
    urgent: bool = False,
) -> None:
    """Put a parcel in the outbox.

    :param at: from when on it may leave.
    :param account: internal id of whom a notice is for.
    :param urgent: whether somebody waits for it.
    """
    store.messages.put(way, _written(parcel), at=at, account=account, urgent=urgent)


def _written(parcel: Parcel) -> str:
    return json.dumps(asdict(parcel), ensure_ascii=False)


def put_notices(store: Store, people: Iterable[int], *, at: datetime) -> None:
    """Write to people that they were answered, once a day at most; never what, nor of which week.

    What is said within a day of a notice is told by the next one, which leaves once that day is over, to the
    contact that reaches them then. To a given contact that waits it leaves once that opens.

    :param people: internal ids; whoever nothing reaches reads it in their space.
    """
    for person in people:
        account = store.people.account(person)
        where, last = _reaches_soon(account, at=at) if account else None, store.messages.last_notice(person)
        if account is None or where is None or (last is not None and last > at):
            continue
        opens_at = account.waiting_contacts(at).get(where, at)
        leaves_at = opens_at if last is None else max(opens_at, last + NOTICE_EVERY)
        until = (leaves_at + _NOTICE_LIFE).isoformat()
        parcel = Parcel(where.value, "Votre espace", _NOTICE, until, staff=False)
        put(store, way_to(where), parcel, at=leaves_at, account=person)


def _reaches_soon(account: Account, *, at: datetime) -> Contact | None:
    """Give the contact that reaches somebody now, else the one that will within a day."""
    return reachable(account, at=at) or reachable(account, at=at + NOTICE_EVERY)


def put_contact_news(store: Store, told: Mapping[int, Iterable[Contact]], *, at: datetime) -> None:
    """Tell contacts that those of an account changed; never whose it is, nor which they are now.

    :param told: by internal id of the account.
    """
    until = (at + _NOTICE_LIFE).isoformat()
    parcels = (
        (way_to(where), Parcel(where.value, "Vos contacts", _CONTACT_NEWS, until, staff=False, about=account))
        for account, contacts in told.items()
        for where in contacts
        if receives(where)
    )
    store.messages.put_all([(way, _written(parcel)) for way, parcel in parcels], at=at)


def way_to(where: Contact) -> Way:
    """Give how a message goes to a contact."""
    return Way.MAIL if where.kind is ContactKind.MAIL else Way.SMS
