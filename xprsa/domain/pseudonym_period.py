"""How long a pseudonym serves: the calendar year of a cut-off, on the territory's clock."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Self
from zoneinfo import ZoneInfo

from xprsa.domain.week import local_date

FIRST_TO_END = 2026  # what left until then left before pseudonyms changed: one period, however long


@dataclass(frozen=True, slots=True)
class PseudonymPeriod:
    """The runs that call a person by one pseudonym.

    :ivar year: of their cut-offs; the first period holds those of earlier years too.
    """

    year: int

    @classmethod
    def at(cls, cut_off: datetime, zone: ZoneInfo) -> Self:
        """Give the period of a cut-off.

        :param zone: of the territory's clock.
        """
        return cls(max(local_date(cut_off, zone).year, FIRST_TO_END))

    @property
    def first_day(self) -> date | None:
        """Day of the first cut-off; None for the first period, which has no beginning."""
        return None if self.year == FIRST_TO_END else date(self.year, 1, 1)

    @property
    def last_day(self) -> date:
        """Day of the last cut-off."""
        return date(self.year, 12, 31)

    @property
    def named(self) -> tuple[int, ...]:
        """What tells the names of this period from those of others; nothing in the first one."""
        return () if self.year == FIRST_TO_END else (self.year,)
