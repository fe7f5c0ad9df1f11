"""A row a person with the statuses of twelve weeks: derived from the truth, made again at any time."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, text

from xprsa.domain.caseload import STATUS_WEEKS, Possible, WeekStatus
from xprsa.domain.week import Week

SLOTS = tuple(f"slot_{number}" for number in range(STATUS_WEEKS))
_POSSIBLE = tuple(Possible)

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


def slot_of(week: Week) -> str:
    """Give the column that holds a week."""
    return SLOTS[week.ordinal % STATUS_WEEKS]


def statuses_of(row: Any) -> Mapping[Week, WeekStatus]:
    """Give the statuses of a record that holds the slots (or NULL in their place), by week."""
    texts = (getattr(row, slot) for slot in SLOTS)
    statuses = [status_read(text_) for text_ in texts if text_]
    return {status.week: status for status in statuses}


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
