"""Where weeks are kept: every version ever sent, and which one stands."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, select, tuple_, update

from xprsa.domain.content import Content
from xprsa.domain.declaration import Channel, Declaration, Version
from xprsa.domain.engagement import Engagement
from xprsa.domain.prevented import Prevented, PreventedReason
from xprsa.domain.receipt import Receipt
from xprsa.domain.week import Week
from xprsa.storage.contracts import engagement_of, terms_where
from xprsa.storage.intake import parts
from xprsa.storage.sealer import Sealer, place
from xprsa.storage.sending import SentWeek, send, version_values
from xprsa.storage.statement import Statement
from xprsa.storage.tables import table
from xprsa.storage.tables_weeks import REASON, VersionRow, WeekHeadRow
from xprsa.storage.written_lines import activities_of

_HEAD = table(WeekHeadRow)
_VERSION = table(VersionRow)
READ_COLUMNS = tuple(
    _VERSION.c[name]
    for name in (
        "week",
        "number",
        "lines",
        "prevented_days",
        "prevented_reason",
        "sent_at",
        "channel",
        "entered_by",
        "rules_id",
        "target_minutes",
        "withdrawn_at",
        "confirmed_at",
    )
)  # what `version_of` needs, and the week

_OF_WEEKS = Statement(
    select(*READ_COLUMNS)
    .where(_VERSION.c.person_id == bindparam("person"))
    .where(_VERSION.c.week.between(bindparam("first"), bindparam("last")))
    .order_by(_VERSION.c.week, _VERSION.c.number)
)
_TERMS = terms_where(lambda column: column == bindparam("person")).subquery("terms")
_WITH_TERMS = Statement(
    select(*_TERMS.c, *READ_COLUMNS)
    .outerjoin_from(
        _TERMS,
        _VERSION,
        and_(_VERSION.c.person_id == bindparam("person"), _VERSION.c.week == bindparam("week")),
    )
    .order_by(_VERSION.c.number)
)
_RECEIPTS = Statement(
    select(_VERSION)
    .where(_VERSION.c.person_id == bindparam("person"), _VERSION.c.week == bindparam("week"))
    .order_by(_VERSION.c.number)
)
_SENT_WITH = Statement(
    select(_VERSION.c.week, _VERSION.c.number, _VERSION.c.body_mac)
    .where(_VERSION.c.person_id == bindparam("person"))
    .where(_VERSION.c.idempotency_key == bindparam("key"))
)


@dataclass(frozen=True, slots=True)
class Replay:
    """What was already sent with a key.

    :ivar body_mac: code of the body that came with it.
    """

    week: Week
    number: int
    body_mac: str


class Declarations:
    """Weeks of people."""

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def of_week(self, person: int, week: Week) -> Declaration:
        """Give a week with every version; without any when nothing was ever sent."""
        return self.of_weeks(person, week, week).get(week, Declaration(person, week))

    def with_terms(self, person: int, week: Week) -> tuple[Declaration, Engagement]:
        """Give a week with every version, and all that decides what is asked of the person, in one query."""
        rows = _WITH_TERMS.all(self._connection, person=person, week=week.ordinal)
        versions = {row.number: row for row in rows if row.number is not None}  # each beside every term
        terms = [row for row in rows if row.number == rows[0].number]
        read = tuple(version_of(row, self._sealer, person=person) for row in versions.values())
        return Declaration(person, week, read), engagement_of(terms)

    def of_weeks(self, person: int, first: Week, last: Week) -> dict[Week, Declaration]:
        """Give the weeks of a period for which something was ever sent, oldest first."""
        rows = _OF_WEEKS.all(self._connection, person=person, first=first.ordinal, last=last.ordinal)
        found: dict[Week, list[Version]] = {}
        for row in rows:
            found.setdefault(Week.from_ordinal(row.week), []).append(
                version_of(row, self._sealer, person=person)
            )
        return {week: Declaration(person, week, tuple(versions)) for week, versions in found.items()}

    def of_many(self, person_weeks: Collection[tuple[int, Week]]) -> dict[tuple[int, Week], Declaration]:
        """Give weeks of several people, those for which something was ever sent, in one statement.

        :param person_weeks: internal ids of people, each with a week (some hundreds at most).
        """
        wanted = [(person, week.ordinal) for person, week in person_weeks]
        query = (
            select(_VERSION)
            .where(tuple_(_VERSION.c.person_id, _VERSION.c.week).in_(wanted))
            .order_by(_VERSION.c.number)
        )
        found: dict[tuple[int, Week], list[Version]] = {}
        for row in self._connection.execute(query) if wanted else ():
            person_week = (row.person_id, Week.from_ordinal(row.week))
            found.setdefault(person_week, []).append(version_of(row, self._sealer, person=row.person_id))
        return {
            person_week: Declaration(*person_week, tuple(versions)) for person_week, versions in found.items()
        }

    def lock(self, person: int, week: Week) -> None:
        """Hold the week until the transaction ends, so that a correction and a decision take turns."""
        self.lock_all([(person, week)])

    def lock_all(self, person_weeks: Collection[tuple[int, Week]]) -> None:
        """Hold weeks of several people, always in the same order: two who do so take turns.

        :param person_weeks: internal ids of people, each with a week.
        """
        if self._connection.dialect.name == "postgresql":  # SQLite already holds its one write lock
            ordered = sorted((week.ordinal, person) for person, week in person_weeks)
            query = select(_HEAD.c.version).order_by(_HEAD.c.week, _HEAD.c.person_id).with_for_update()
            for some in parts(ordered):
                self._connection.execute(query.where(tuple_(_HEAD.c.week, _HEAD.c.person_id).in_(some)))

    def lock_weeks(self, person: int, first: Week, last: Week) -> None:
        """Hold the weeks of a period, oldest first, as `lock` holds one."""
        if self._connection.dialect.name == "postgresql":
            period = _HEAD.c.week.between(first.ordinal, last.ordinal)
            query = select(_HEAD.c.version).where(_HEAD.c.person_id == person, period)
            self._connection.execute(query.order_by(_HEAD.c.week).with_for_update())

    def sent_with(self, person: int, key: UUID) -> Replay | None:
        """Give what a key was already used for."""
        row = _SENT_WITH.first(self._connection, person=person, key=key)
        return Replay(Week.from_ordinal(row.week), row.number, row.body_mac) if row else None

    def receipts_of(self, person: int, week: Week) -> dict[int, tuple[Receipt, Version]]:
        """Give the receipts of a week, each with its version, by number."""
        rows = _RECEIPTS.all(self._connection, person=person, week=week.ordinal)
        return {row.number: (receipt_of(row), version_of(row, self._sealer, person=person)) for row in rows}

    def with_receipt(self, number: str) -> tuple[Receipt, Declaration] | None:
        """Give the receipt with this number, and the week of which it was given for a version."""
        row = self._connection.execute(select(_VERSION).where(_VERSION.c.receipt == number)).first()
        if row is None:
            return None
        receipt = receipt_of(row)
        return receipt, self.of_week(row.person_id, receipt.week)

    def send(self, sent: SentWeek) -> None:
        """Keep a version with its receipt, head, mark and line of journal, and drop the draft.

        :raises Collision: when the version, or the key, is there already.
        """
        send(self._connection, sent, version_values(sent, self._sealer))

    def withdraw(self, person: int, week: Week, *, number: int, at: datetime) -> None:
        """Mark a version as taken back."""
        self._mark(person, week, number, withdrawn_at=at)

    def confirm(self, person: int, week: Week, *, number: int, at: datetime) -> None:
        """Mark a version that somebody else typed as what the person told."""
        self._mark(person, week, number, confirmed_at=at)

    def _mark(self, person: int, week: Week, number: int, **instant: datetime) -> None:
        place = (_VERSION.c.person_id == person, _VERSION.c.week == week.ordinal, _VERSION.c.number == number)
        self._connection.execute(update(_VERSION).where(*place).values(**instant))


def version_of(row: Any, sealer: Sealer, *, person: int) -> Version:
    """Build a version of a person from a record of the table."""
    days, reason = days_of(row.prevented_days), None
    if row.prevented_reason:
        there = place(REASON, person, row.week, row.number)
        reason = PreventedReason(sealer.open_at(row.prevented_reason, there))
    return Version(
        number=row.number,
        content=Content(
            activities=activities_of(row.lines),
            prevented=Prevented(days, reason) if days else None,
        ),
        sent_at=row.sent_at,
        channel=Channel(row.channel),
        entered_by=row.entered_by,
        rules=row.rules_id,
        target_minutes=row.target_minutes,
        withdrawn_at=row.withdrawn_at,
        confirmed_at=row.confirmed_at,
    )


@lru_cache(maxsize=128)  # all there are
def days_of(bits: int) -> tuple[int, ...]:
    """Read the days not possible: a bit per ISO day."""
    return tuple(day for day in range(1, 8) if bits & 1 << day)


def receipt_of(row: Any) -> Receipt:
    """Build a receipt from a record of the table of versions."""
    return Receipt(
        number=row.receipt,
        week=Week.from_ordinal(row.week),
        version=row.number,
        sent_at=row.sent_at,
        nonce=row.nonce,
        fingerprint=row.fingerprint,
        key_id=row.key_id,
        signature=row.signature,
    )
