"""What is written to somebody: kept encrypted with the decision that made it, until the worker sends it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from xprsa.domain.contact import Contact, ContactKind
from xprsa.domain.person import Account
from xprsa.domain.reply import NOTICE_EVERY
from xprsa.gateways.contacts import reachable, receives
from xprsa.storage.messages import WaitingNotice, Way
from xprsa.storage.store import Store

_NOTICE_LIFE = timedelta(days=7)
_NOTICE = "Votre service vous a répondu. Ouvrez votre espace."
_NEWS = "Du nouveau est à lire dans votre espace, à la page Mes données."
_NOTED = "Du nouveau est à lire dans votre espace, à la page Mes appels et rendez-vous."
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
    :ivar of_notes: whether it tells of calls and visits alone: it leaves while its person can read one.
    """

    to: str
    subject: str
    text: str
    until: str
    staff: bool
    about: int | None = None
    of_notes: bool = False


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


def put_notices(store: Store, people: Sequence[int], *, at: datetime) -> None:
    """Write to people that they were answered, once a day at most; never what, nor of which week.

    What is said within a day of a notice is told by the next one, which leaves once that day is over, to the
    contact that reaches them then. To a given contact that waits it leaves once that opens.

    :param people: internal ids; whoever nothing reaches reads it in their space.
    """
    accounts = (store.people.account(person) for person in people)
    _put_all_notices(store, [account for account in accounts if account is not None], _NOTICE, at=at)


def put_news(store: Store, accounts: Sequence[Account], *, at: datetime) -> None:
    """Write to people that something is to be read about them, as `put_notices` does; never what.

    :param accounts: some hundreds at most.
    """
    _put_all_notices(store, accounts, _NEWS, at=at)


def put_note_notice(store: Store, account: Account, *, at: datetime) -> bool:
    """Write to somebody that a call or a visit was noted, never what; False when nothing reaches them now."""
    where = reachable(account, at=at)
    if where is None:
        return False
    until = (at + _NOTICE_LIFE).isoformat()
    parcel = Parcel(where.value, "Votre espace", _NOTED, until, staff=False, of_notes=True)
    store.messages.put_notices([WaitingNotice(account.id, way_to(where), _written(parcel), at)])
    return True


def _put_all_notices(store: Store, accounts: Sequence[Account], text: str, *, at: datetime) -> None:
    if not accounts:
        return
    last = store.messages.last_notices([account.id for account in accounts])
    notices = (_notice(account, text, last=last.get(account.id), at=at) for account in accounts)
    store.messages.put_notices([notice for notice in notices if notice is not None])


def _notice(account: Account, text: str, *, last: datetime | None, at: datetime) -> WaitingNotice | None:
    """Write a notice; None when nothing reaches its person, or another one waits to leave already."""
    where = _reaches_soon(account, at=at)
    if where is None or (last is not None and last > at):
        return None
    opens_at = account.waiting_contacts(at).get(where, at)
    leaves_at = opens_at if last is None else max(opens_at, last + NOTICE_EVERY)
    until = (leaves_at + _NOTICE_LIFE).isoformat()
    parcel = Parcel(where.value, "Votre espace", text, until, staff=False)
    return WaitingNotice(account.id, way_to(where), _written(parcel), leaves_at)


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
