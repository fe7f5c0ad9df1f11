"""What an organisation owes the people whom it refers, and how it kept that of late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_high

LOOKED_AT = timedelta(days=30)
LEAST = 11  # people, answers or promises: of fewer, a figure would be about somebody


@dataclass(frozen=True, slots=True)
class Duty:
    """How an organisation kept its promises in the last 30 days.

    :ivar people: whom it refers.
    :ivar answered: weeks to which somebody answered.
    :ivar median_days: whole days from the sending to the first answer, for half of them at most; None
        without any.
    :ivar oldest_days: whole days for which the oldest week waits today; None when nothing waits.
    :ivar promised: calls promised for a day that is over.
    :ivar kept: those that came by that day.
    """

    counted_on: date
    people: int
    answered: int
    median_days: int | None
    oldest_days: int | None
    promised: int
    kept: int

    def told_to_people(self) -> "Duty | None":
        """Give what the people of the organisation read of it: nothing of a small one, or of few cases."""
        if self.people < LEAST:
            return None
        is_many, is_promised = self.answered >= LEAST, self.promised >= LEAST
        return Duty(
            counted_on=self.counted_on,
            people=self.people,
            answered=self.answered if is_many else 0,
            median_days=self.median_days if is_many else None,
            oldest_days=self.oldest_days,
            promised=self.promised if is_promised else 0,
            kept=self.kept if is_promised else 0,
        )


def median_of(days: Sequence[int]) -> int | None:
    """Give the median of whole days, the greater of two in the middle: we do not flatter ourselves."""
    return median_high(days) if days else None
