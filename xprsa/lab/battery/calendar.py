"""When documents were cut off, and which weeks they are about: near the day of the run, as in an export."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import count
from typing import Self

from xprsa.domain.week import Week
from xprsa.lab.battery.names import Chance
from xprsa.scoring.module import MOST_WEEKS

DAYS_BEFORE = 13  # the most between a cut-off and the day of the run
LEAST_MOVED = 13  # weeks
_LONG_WEEK = 53
_LATEST = 5  # weeks that everybody's history holds, or nearly: a week 53 lies among them
_SHARE_AT_WORK = 0.9
_AT_WORK = (time(6, 30), time(17))  # in UTC, Monday to Friday: an office in Europe
_MIDNIGHT = time()


@dataclass(frozen=True)
class Calendar:
    """The 52 weeks that were over at a cut-off.

    :ivar as_of: the cut-off, in UTC.
    """

    as_of: datetime

    @classmethod
    def drawn(cls, chance: Chance, *purpose: object, asked_on: date) -> Self:
        """Draw a cut-off from the 13 days before a day: mostly from working hours, at no round instant."""
        numbers = chance.numbers("cut-off", *purpose)
        days = [asked_on - timedelta(days=days) for days in range(1, DAYS_BEFORE + 1)]
        opening, closing = _MIDNIGHT, _MIDNIGHT
        if numbers.random() < _SHARE_AT_WORK:
            days = [day for day in days if day.isoweekday() <= 5]
            opening, closing = _AT_WORK
        day = days[numbers.integers(len(days))]
        first, last = (datetime.combine(day, at, UTC) for at in (opening, closing))
        open_for = last - first or timedelta(days=1)
        return cls(first + timedelta(microseconds=int(numbers.integers(open_for // timedelta.resolution))))

    @cached_property
    def weeks(self) -> tuple[Week, ...]:
        """The 52 weeks, oldest first; the latest is the last whole one before the cut-off."""
        latest = Week.of(self.as_of.date()).plus(-1)
        return tuple(latest.plus(-age) for age in reversed(range(MOST_WEEKS)))

    @cached_property
    def moved(self) -> "Calendar":
        """The same so many whole weeks earlier, at least 13, that a week 53 is among the latest five."""
        latest = self.weeks[-_LATEST:]
        back = next(
            back
            for back in count(LEAST_MOVED)
            if any(week.plus(-back).number == _LONG_WEEK for week in latest)
        )
        return Calendar(self.as_of - timedelta(weeks=back))

    @cached_property
    def as_of_text(self) -> str:
        """The cut-off as documents write it: ISO 8601, UTC, `Z`."""
        return self.as_of.isoformat().replace("+00:00", "Z")

    @cached_property
    def week_texts(self) -> tuple[str, ...]:
        """The 52 weeks as documents write them, oldest first."""
        return tuple(map(str, self.weeks))
