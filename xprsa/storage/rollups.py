"""A row a person with the marks of twelve weeks: derived from the truth, made again at any time."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, text

from xprsa.domain.caseload import MARKED_WEEKS, Possible, WeekMark
from xprsa.domain.week import Week

SLOTS = tuple(f"slot_{number}" for number in range(MARKED_WEEKS))
_POSSIBLE = tuple(Possible)

# A slot begins with the week's number on six digits: an older week never replaces a newer one.
MARK_SQL = {
    slot: (
        f"INSERT INTO rollup (person_id, {slot}) VALUES (:person, :mark) ON CONFLICT (person_id)"
        f" DO UPDATE SET {slot} = excluded.{slot}"
        f" WHERE rollup.{slot} IS NULL OR substr(rollup.{slot}, 1, 6) <= substr(excluded.{slot}, 1, 6)"
    )
    for slot in SLOTS
}


class Rollups:
    """The marks behind the caseload."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def mark(self, person: int, mark: WeekMark) -> None:
        """Keep the mark of a week in its slot."""
        self.mark_all(mark.week, {person: mark})

    def mark_all(self, week: Week, marks: Mapping[int, WeekMark]) -> None:
        """Keep the marks of one week of several people, always in the same order: writers take turns."""
        values = [{"person": person, "mark": mark_written(marks[person])} for person in sorted(marks)]
        if values:
            self._connection.execute(text(MARK_SQL[slot_of(week)]), values)


def slot_of(week: Week) -> str:
    """Give the column that holds a week."""
    return SLOTS[week.ordinal % MARKED_WEEKS]


def marks_of(row: Any) -> Mapping[Week, WeekMark]:
    """Give the marks of a record that holds the slots (or NULL in their place), by week."""
    texts = (getattr(row, slot) for slot in SLOTS)
    marks = [mark_read(text_) for text_ in texts if text_]
    return {mark.week: mark for mark in marks}


def mark_written(mark: WeekMark) -> str:
    """Write a mark as short text, the week's number on six digits first."""
    return "|".join(
        (
            f"{mark.week.ordinal:06d}",
            str(mark.version),
            "" if mark.declared is None else str(mark.declared),
            str(_POSSIBLE.index(mark.possible)),
            str(mark.asked),
            str(mark.answered),
            str(mark.contested),
            _seconds(mark.waiting_since),
            _seconds(mark.newest_wait),
            "1" if mark.wants_to_talk else "",
        )
    )


def mark_read(written: str) -> WeekMark:
    """Read a mark back (instants to the second)."""
    week, version, declared, possible, asked, answered, contested, since, newest, talk = written.split("|")
    return WeekMark(
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
