"""Where seals of the journal are kept, and the lines that they hold are read."""

import heapq
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, Table, func, insert, select

from xprsa.domain.journal_seal import LEAF_BYTES, JournalEntry, JournalSeal
from xprsa.storage.tables import PersonAuditRow, ServiceAuditRow, table
from xprsa.storage.tables_journal import JournalSealRow

_SEAL = table(JournalSealRow)
_OF_PERSONS = table(PersonAuditRow)
_OF_SERVICE = table(ServiceAuditRow)


class JournalSeals:
    """Seals, only ever added to."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def last(self) -> JournalSeal | None:
        """Give the newest seal, or None."""
        return next(iter(self.newest(1)), None)

    def newest(self, most: int) -> tuple[JournalSeal, ...]:
        """Give the newest seals, newest first."""
        query = _seals().order_by(_SEAL.c.number.desc()).limit(most)
        return tuple(_seal(row) for row in self._connection.execute(query))

    def all(self) -> tuple[JournalSeal, ...]:
        """Give every seal, oldest first."""
        return tuple(_seal(row) for row in self._connection.execute(_seals().order_by(_SEAL.c.number)))

    def add(self, seal: JournalSeal, lines: Collection[JournalEntry]) -> None:
        """Keep a seal.

        :raises Collision: when another worker kept one of that number meanwhile.
        """
        self._connection.execute(
            insert(JournalSealRow).values(
                number=seal.number,
                since=seal.since,
                until=seal.until,
                lines=seal.lines,
                root=seal.root,
                chain=seal.chain,
                leaves=b"".join(sorted(line.leaf for line in lines)),
            )
        )

    def leaves(self, *, after: datetime, until: datetime) -> dict[int, tuple[bytes, ...]]:
        """Give the leaves of the seals that end in a span (`after` < end <= `until`), by number."""
        query = select(_SEAL.c.number, _SEAL.c.leaves).where(_SEAL.c.until > after, _SEAL.c.until <= until)
        return {row.number: tuple(_parted(row.leaves)) for row in self._connection.execute(query)}

    def first_after(self, instant: datetime) -> datetime | None:
        """Give when the first line from an instant on was written, or None."""
        ats = (journal.c.at for journal in (_OF_PERSONS, _OF_SERVICE))
        found = (self._connection.execute(select(func.min(at)).where(at >= instant)).scalar() for at in ats)
        return min(filter(None, found), default=None)

    def lines(self, since: datetime, until: datetime) -> Iterator[JournalEntry]:
        """Yield the lines of both journals from one instant until before another, oldest first."""
        found = (self._of(journal, since, until) for journal in (_OF_PERSONS, _OF_SERVICE))
        yield from heapq.merge(*found, key=lambda line: line.at)

    def _of(self, journal: Table, since: datetime, until: datetime) -> Iterator[JournalEntry]:
        query = select(journal).where(journal.c.at >= since, journal.c.at < until)
        for row in self._connection.execute(query.order_by(journal.c.at, *journal.primary_key)):
            person, week = getattr(row, "person_id", None), getattr(row, "week", None)
            yield JournalEntry(person, row.id, row.at, row.actor_id, row.event, week, row.detail)


def _seals() -> Select[Any]:
    return select(_SEAL.c.number, _SEAL.c.since, _SEAL.c.until, _SEAL.c.lines, _SEAL.c.root, _SEAL.c.chain)


def _seal(row: Any) -> JournalSeal:
    return JournalSeal(row.number, row.since, row.until, row.lines, row.root, row.chain)


def _parted(leaves: bytes) -> Iterator[bytes]:
    for start in range(0, len(leaves), LEAF_BYTES):
        yield leaves[start : start + LEAF_BYTES]
