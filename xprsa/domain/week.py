"""An ISO week, Monday to Sunday, as the territory's own clock sees it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_TEXT = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)
_EPOCH = date(1970, 1, 5)  # the first Monday of Unix time: weeks are counted from here in storage
# A wide reach whose arithmetic never leaves the calendar, and whose numbers fit in two bytes.
_FIRST, _LAST = -1, 27_653  # 1970-W01 and 2499-W53
_KEPT = 1024  # twenty years: every page speaks of the same few weeks


class NoSuchWeek(ValueError):
    """A text or a number that names no ISO week."""


@dataclass(frozen=True, order=True, slots=True, init=False, repr=False)
class Week:
    """One ISO 8601 week, of the years 1970 to 2499: compared, counted and kept by its number.

    :ivar ordinal: number of weeks since the one that holds 5 January 1970.
    :ivar monday: first day.
    :ivar sunday: last day.
    """

    ordinal: int
    monday: date = field(compare=False)
    sunday: date = field(compare=False)

    def __init__(self, year: int, number: int) -> None:
        """Name a week as the calendar does.

        :raises NoSuchWeek: when the year has no such week (2027-W53), or is out of reach.
        """
        try:
            monday = date.fromisocalendar(year, number, 1)
        except (ValueError, OverflowError) as wrong:
            raise NoSuchWeek(f"{year}-W{number}") from wrong
        self._take(_ordinal_of(monday))

    @staticmethod
    @lru_cache(maxsize=_KEPT)
    def parse(text: str) -> "Week":
        """Read `2026-W47`.

        :raises NoSuchWeek: for any other shape, and for a week that does not exist.
        """
        found = _TEXT.fullmatch(text)
        if not found:
            raise NoSuchWeek(text)
        return Week(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> "Week":
        """Give the week that holds this calendar day.

        :raises NoSuchWeek: when the day is out of reach.
        """
        return cls.from_ordinal(_ordinal_of(day))

    @classmethod
    def at(cls, instant: datetime, zone: ZoneInfo) -> "Week":
        """Give the week of an aware instant on the territory's clock."""
        return cls.of(local_date(instant, zone))

    @staticmethod
    @lru_cache(maxsize=_KEPT)
    def from_ordinal(ordinal: int) -> "Week":
        """Give the week with this absolute number (0 holds 5 January 1970).

        :raises NoSuchWeek: when the number is out of reach.
        """
        week = object.__new__(Week)
        week._take(ordinal)
        return week

    def _take(self, ordinal: int) -> None:
        if not _FIRST <= ordinal <= _LAST:
            raise NoSuchWeek(str(ordinal))
        object.__setattr__(self, "ordinal", ordinal)
        object.__setattr__(self, "monday", _EPOCH + timedelta(weeks=ordinal))
        object.__setattr__(self, "sunday", _EPOCH + timedelta(weeks=ordinal, days=6))

    @property
    def year(self) -> int:
        """The year that holds the week's Thursday."""
        return self.monday.isocalendar().year

    @property
    def number(self) -> int:
        """Its number in that year, from 1."""
        return self.monday.isocalendar().week

    @property
    def days(self) -> tuple[date, ...]:
        """The seven days, Monday first."""
        return tuple(self.monday + timedelta(days=n) for n in range(7))

    def plus(self, weeks: int) -> "Week":
        """Give the week so many weeks later (earlier when negative).

        :raises NoSuchWeek: when it is out of reach.
        """
        return Week.from_ordinal(self.ordinal + weeks)

    def begins(self, zone: ZoneInfo) -> datetime:
        """Give the instant, in UTC, at which Monday begins on the territory's clock."""
        return datetime.combine(self.monday, time(), zone).astimezone(UTC)

    def __str__(self) -> str:
        """Write `2026-W47`."""
        year, number, _ = self.monday.isocalendar()
        return f"{year:04d}-W{number:02d}"

    def __repr__(self) -> str:
        """Write `Week(2026, 47)`."""
        return f"Week({self.year}, {self.number})"


def _ordinal_of(day: date) -> int:
    return (day - _EPOCH).days // 7


def local_date(instant: datetime, zone: ZoneInfo) -> date:
    """Give the calendar day of an aware instant on the territory's clock.

    :raises ValueError: when the instant has no offset.
    """
    if instant.utcoffset() is None:
        raise ValueError("an instant needs its offset")
    return instant.astimezone(zone).date()


def weeks_between(first: Week, last: Week) -> Iterator[Week]:
    """Yield each week from the first to the last, both included."""
    return map(Week.from_ordinal, range(first.ordinal, last.ordinal + 1))
