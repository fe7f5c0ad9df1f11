"""Whether the clock may be believed when something is about to be deleted: one input is never enough."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LONGEST_SILENCE = timedelta(hours=48)  # of the worker; beyond it, time may have leapt
SLACK = timedelta(minutes=10)  # by which machines that share a database may differ


class ClockDoubt(StrEnum):
    """Why nothing is deleted for the time being."""

    BEHIND = "behind"
    LEAPT = "leapt"


@dataclass(frozen=True, slots=True)
class Witnesses:
    """What else tells the time.

    :ivar beat_at: when the worker last believed the clock; None before it ever did.
    :ivar newest: the newest line of the journal; None while it is empty.
    :ivar settled: what the newest line was when somebody last confirmed the clock.
    """

    beat_at: datetime | None = None
    newest: datetime | None = None
    settled: datetime | None = None

    def doubt(self, now: datetime) -> ClockDoubt | None:
        """Compare a clock with them; None when it may be believed."""
        unsettled = None if self.newest == self.settled else self.newest
        if any(seen is not None and seen > now + SLACK for seen in (self.beat_at, unsettled)):
            return ClockDoubt.BEHIND
        last = self.beat_at or self.newest
        return ClockDoubt.LEAPT if last is not None and now - last > LONGEST_SILENCE else None
