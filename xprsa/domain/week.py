"""An ISO week, Monday to Sunday, as the territory's own clock sees it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_TEXT = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)
_EPOCH = date(1970, 1, 5)  # the first Monday of Unix time: weeks are counted from here in storage
# A wide reach whose arithmetic never leaves the calendar, and whose numbers fit in two bytes.
_FIRST_YEAR, _LAST_YEAR = 1970, 2499


class NoSuchWeek(ValueError):
    """A text or a number that names no ISO week."""


@dataclass(frozen=True, order=True, slots=True)
class Week:
    """One ISO 8601 week, of the years 1970 to 2499.

    :raises NoSuchWeek: when the year has no such week (2027-W53), or is out of reach.
    """

    year: int
    number: int

    def __post_init__(self) -> None:
        try:
            date.fromisocalendar(self.year, self.number, 1)
        except (ValueError, OverflowError) as wrong:
            raise NoSuchWeek(f"{self.year}-W{self.number}") from wrong
        if not _FIRST_YEAR <= self.year <= _LAST_YEAR:
            raise NoSuchWeek(f"{self.year}-W{self.number}")

    @classmethod
    def parse(cls, text: str) -> "Week":
        """Read `2026-W47`.

        :raises NoSuchWeek: for any other shape, and for a week that does not exist.
        """
        found = _TEXT.fullmatch(text)
        if not found:
            raise NoSuchWeek(text)
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> "Week":
        """Give the week that holds this calendar day.

        :raises NoSuchWeek: when the day is out of reach.
        """
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @classmethod
    def at(cls, instant: datetime, zone: ZoneInfo) -> "Week":
        """Give the week of an aware instant on the territory's clock."""
        return cls.of(local_date(instant, zone))

    @classmethod
    def from_ordinal(cls, ordinal: int) -> "Week":
        """Give the week with this absolute number (0 holds 5 January 1970).

        :raises NoSuchWeek: when the number is out of reach.
        """
        try:
            monday = _EPOCH + timedelta(weeks=ordinal)
        except OverflowError as wrong:
            raise NoSuchWeek(str(ordinal)) from wrong
        return cls.of(monday)

    @property
    def ordinal(self) -> int:
        """Number of weeks since the one that holds 5 January 1970."""
        return (self.monday - _EPOCH).days // 7

    @property
    def monday(self) -> date:
        """First day."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        """Last day."""
        return date.fromisocalendar(self.year, self.number, 7)

    @property
    def days(self) -> tuple[date, ...]:
        """The seven days, Monday first."""
        monday = self.monday
        return tuple(monday + timedelta(days=n) for n in range(7))

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
        return f"{self.year:04d}-W{self.number:02d}"


def local_date(instant: datetime, zone: ZoneInfo) -> date:
    """Give the calendar day of an aware instant on the territory's clock.

    :raises ValueError: when the instant has no offset.
    """
    if instant.utcoffset() is None:
        raise ValueError("an instant needs its offset")
    return instant.astimezone(zone).date()


def weeks_between(first: Week, last: Week) -> Iterator[Week]:
    """Yield each week from the first to the last, both included."""
    for ordinal in range(first.ordinal, last.ordinal + 1):
        yield Week.from_ordinal(ordinal)
