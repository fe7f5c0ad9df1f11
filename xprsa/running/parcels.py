"""What is written to somebody: kept encrypted with the decision that made it, until the worker sends it."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from xprsa.domain.contact import ContactKind
from xprsa.domain.reply import NOTICE_EVERY
from xprsa.gateways.contacts import reachable
from xprsa.storage.messages import Way
from xprsa.storage.store import Store

_NOTICE_LIFE = timedelta(days=7)
_NOTICE = "Votre service vous a répondu. Ouvrez votre espace."


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is kept, encrypted, until the message leaves.

    :ivar until: ISO instant after which it would only confuse.
    :ivar staff: whether it is for staff; a parcel for nobody we know is dropped.
    """

    to: str
    subject: str
    text: str
    until: str
    staff: bool


def put(store: Store, way: Way, parcel: Parcel, *, at: datetime, account: int | None = None) -> None:
    """Put a parcel in the outbox.

    :param account: internal id of whom a notice is for.
    """
    store.messages.put(way, json.dumps(asdict(parcel), ensure_ascii=False), at=at, account=account)


def put_notices(store: Store, people: Iterable[int], *, at: datetime) -> None:
    """Write to people that they were answered, once a day at most; never what, nor of which week.

    :param people: internal ids; whoever nothing reaches reads it in their space.
    """
    for person in people:
        account = store.people.account(person)
        where = reachable(account) if account else None
        if where is None or store.messages.noticed(person, since=at - NOTICE_EVERY):
            continue
        way = Way.MAIL if where.kind is ContactKind.MAIL else Way.SMS
        until = (at + _NOTICE_LIFE).isoformat()
        put(
            store,
            way,
            Parcel(where.value, "Votre espace", _NOTICE, until, staff=False),
            at=at,
            account=person,
        )
