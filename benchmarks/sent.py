"""A week of five activities, ready to be written: everything is decided and signed, nothing is kept."""

from collections.abc import Iterable
from uuid import uuid4

from benchmarks.place import FIVE, Place
from xprsa.declare.service import receipt_for
from xprsa.domain.caseload import status_of
from xprsa.domain.declaration import Channel, Declaration, Version
from xprsa.domain.person import Account
from xprsa.storage.sending import SentWeek

_ANY_MAC = "0" * 64
_TARGET = 900  # minutes


def sent_weeks(place: Place, accounts: Iterable[Account]) -> list[SentWeek]:
    """Make the first version of the week measured, for each of some people."""
    return [_sent_week(place, account) for account in accounts]


def _sent_week(place: Place, account: Account) -> SentWeek:
    service, week = place.service, place.week
    rules = place.territory.rules_of(week)
    version = Version(
        number=0,
        content=FIVE,
        sent_at=service.now(),
        channel=Channel.WEB,
        entered_by=account.id,
        rules=rules.id,
        target_minutes=_TARGET,
    )
    sent = Declaration(account.id, week).send(
        version, based_on=0, rules=rules, today=service.today(place.territory)
    )
    return SentWeek(
        person=account.id,
        week=week,
        version=sent.versions[-1],
        by_family=FIVE.by_family(rules.catalogue),
        key=uuid4(),
        body_mac=_ANY_MAC,
        receipt=receipt_for(service.keyring, week=week, version=sent.versions[-1]),
        status=status_of(sent, (), as_of=version.sent_at),
    )
