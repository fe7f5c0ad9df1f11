"""How fast somebody opens files: reading takes time, copying does not (docs/decisions/0037)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

TOLD_EVERY = timedelta(hours=1)  # the same account is told about so often at most


class Speed(StrEnum):
    """What is made of it."""

    USUAL = "usual"
    MANY = "many"  # whoever is in charge is told
    TOO_FAST = "too_fast"  # and nothing more opens before the next minute


@dataclass(frozen=True, slots=True)
class PaceLimits:
    """From how many openings on it is out of the ordinary.

    :ivar minute: openings in a minute; those beyond wait.
    :ivar hour: openings in an hour; those beyond do not.
    """

    minute: int
    hour: int


@dataclass(frozen=True, slots=True)
class Pace:
    """How often an account asked for a file, this minute and this hour, the present time included.

    :ivar told: what somebody was last told of, and `told_at` when.
    """

    in_minute: int
    in_hour: int
    told: Speed = Speed.USUAL
    told_at: datetime | None = None

    def speed(self, limits: PaceLimits) -> Speed:
        """Tell whether this is out of the ordinary."""
        if self.in_minute > limits.minute:
            return Speed.TOO_FAST
        return Speed.MANY if self.in_hour > limits.hour else Speed.USUAL

    def is_told(self, speed: Speed, at: datetime) -> bool:
        """Tell whether somebody was told of it, or of worse, within the hour.

        What a clock that was ahead wrote is not told.
        """
        lately = self.told_at is not None and at - TOLD_EVERY < self.told_at <= at
        return lately and self.told in {speed, Speed.TOO_FAST}


def minute_of(at: datetime) -> datetime:
    """Give when the minute of an instant began."""
    return at.replace(second=0, microsecond=0)


def hour_of(at: datetime) -> datetime:
    """Give when its hour began."""
    return at.replace(minute=0, second=0, microsecond=0)


def wait_for_next_minute(at: datetime) -> timedelta:
    """Give how long whoever was too fast waits; never more than a minute, on any clock."""
    return minute_of(at) + timedelta(minutes=1) - at
