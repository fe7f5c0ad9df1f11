"""A row a person with the statuses of twelve weeks: derived from the truth, made again at any time."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, text

from xprsa.domain.caseload import STATUS_WEEKS, Possible, Received, WeekStatus
from xprsa.domain.week import Week

SLOTS = tuple(f"slot_{number}" for number in range(STATUS_WEEKS))
_POSSIBLE = tuple(Possible)
_DIGITS = 6
_NOTHING_WAITS = "|0|0|||"  # how a status ends when no line was answered or contested and nothing is unread
_slots_of = attrgetter(*SLOTS)

# A slot begins with the week's number on six digits: an older week never replaces a newer one.
STATUS_SQL = {
    slot: (
        f"INSERT INTO rollup (person_id, {slot}) VALUES (:person, :status) ON CONFLICT (person_id)"
        f" DO UPDATE SET {slot} = excluded.{slot}"
        f" WHERE rollup.{slot} IS NULL OR substr(rollup.{slot}, 1, 6) <= substr(excluded.{slot}, 1, 6)"
    )
    for slot in SLOTS
}


class Rollups:
    """The statuses behind the caseload."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, person: int, status: WeekStatus) -> None:
        """Keep the status of a week in its slot."""
        self.keep_all(status.week, {person: status})

    def keep_all(self, week: Week, statuses: Mapping[int, WeekStatus]) -> None:
        """Keep the statuses of one week of several people, always in the same order: writers take turns."""
        values = [
            {"person": person, "status": status_written(statuses[person])} for person in sorted(statuses)
        ]
        if values:
            self._connection.execute(text(STATUS_SQL[slot_of(week)]), values)


class WrittenStatuses(Mapping[Week, WeekStatus]):
    """The statuses of one person, each read from its slot when it is asked for."""

    def __init__(self, slots: Sequence[str | None]) -> None:
        self._slots = slots

    def __getitem__(self, week: Week) -> WeekStatus:
        """Give the status of a week."""
        written = self._slots[week.ordinal % STATUS_WEEKS]
        if not written or int(written[:_DIGITS]) != week.ordinal:
            raise KeyError(week)
        return status_read(written)

    def __iter__(self) -> Iterator[Week]:
        """Yield the weeks, in the order of their slots."""
        return (Week.from_ordinal(int(written[:_DIGITS])) for written in self._slots if written)

    def __len__(self) -> int:
        """Count the weeks."""
        return sum(written is not None for written in self._slots)

    def received(self, week: Week) -> Received | None:
        """Give what stands of a week, or None; the rest of its status is not read."""
        written = self._slots[week.ordinal % STATUS_WEEKS]
        if not written:
            return None
        number, _, declared, possible, _ = written.split("|", 4)
        if not declared or int(number) != week.ordinal:
            return None
        return _received(declared, possible)

    def is_received(self, week: Week) -> bool:
        """Tell whether a version of a week stands."""
        return self.received(week) is not None

    @property
    def waiting(self) -> list[WeekStatus]:
        """The statuses in which something waits; no other is read."""
        return [
            status_read(written)
            for written in self._slots
            if written and not written.endswith(_NOTHING_WAITS)
        ]


@lru_cache(maxsize=2048)  # small numbers that say nothing of anybody: the same come back in every list
def _received(declared: str, possible: str) -> Received:
    return Received(int(declared), _POSSIBLE[int(possible)])


def slot_of(week: Week) -> str:
    """Give the column that holds a week."""
    return SLOTS[week.ordinal % STATUS_WEEKS]


def statuses_of(row: Any) -> "WrittenStatuses":
    """Give the statuses of a record that holds the slots (or NULL in their place), by week."""
    return WrittenStatuses(_slots_of(row))


def status_written(status: WeekStatus) -> str:
    """Write a status as short text, the week's number on six digits first."""
    return "|".join(
        (
            f"{status.week.ordinal:06d}",
            str(status.version),
            "" if status.declared is None else str(status.declared),
            str(_POSSIBLE.index(status.possible)),
            str(status.asked),
            str(status.answered),
            str(status.contested),
            _seconds(status.waiting_since),
            _seconds(status.newest_wait),
            "1" if status.wants_to_talk else "",
        )
    )


def status_read(written: str) -> WeekStatus:
    """Read a status back (instants to the second)."""
    week, version, declared, possible, asked, answered, contested, since, newest, talk = written.split("|")
    return WeekStatus(
        week=Week.from_ordinal(int(week)),
        version=int(version),
        declared=int(declared) if declared else None,
        possible=_POSSIBLE[int(possible)],
        asked=int(asked),
        answered=int(answered),
        contested=int(contested),
        wants_to_talk=bool(talk),
        waiting_since=_instant(since),
        newest_wait=_instant(newest),
    )


def _seconds(instant: datetime | None) -> str:
    return "" if instant is None else str(int(instant.timestamp()))


def _instant(seconds: str) -> datetime | None:
    return datetime.fromtimestamp(int(seconds), UTC) if seconds else None
