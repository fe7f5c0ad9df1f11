"""The rule of `activity-trend`: what rose, fell, stopped or began among a person's minutes.

The latest weeks that compare are held against as many before them, twelve in all at most: each late week
against each early one. A difference counts in full from a tenth of the contract's duration on (in a family of
activities, from half an hour on): so one extraordinary week decides nothing, and where nothing changes
uneven hours are told as a move no more often than even ones. What the rule never sees, it cannot hold against
anyone: dates, so no silence; organisation, département, what is unread or contested. All of it is whole
numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from xprsa.helping.activity_trend_card import (
    FALLING,
    FEWEST_WEEKS,
    LEAST_MINUTES,
    RISING,
    SHARE,
    TOLD_FROM,
    UNCHANGED,
    WEEKS,
)
from xprsa.scoring.document import MinutesByFamily
from xprsa.scoring.module import Row

FAMILIES = tuple(MinutesByFamily.model_fields)


class Movement(StrEnum):
    """Where minutes went, from the earlier weeks to the latest ones."""

    ROSE = "rose"
    FELL = "fell"
    STOPPED = "stopped"
    BEGAN = "began"
    STEADY = "steady"


GRADES: Mapping[Movement, str] = {
    Movement.ROSE: RISING,
    Movement.BEGAN: RISING,
    Movement.STEADY: UNCHANGED,
    Movement.FELL: FALLING,
    Movement.STOPPED: FALLING,
}


@dataclass(frozen=True)
class Comparison:
    """Minutes of some weeks, and of as many weeks before them.

    :ivar full: minutes from which the difference between two weeks counts in full.
    """

    earlier: tuple[int, ...]
    latest: tuple[int, ...]
    full: int

    @property
    def before(self) -> int:
        """Minutes a week before, on average, to the nearest whole."""
        return _mean(self.earlier)

    @property
    def after(self) -> int:
        """Minutes a week of late, on average, to the nearest whole."""
        return _mean(self.latest)

    @cached_property
    def points(self) -> int:
        """How far the latest weeks lie from those before, from -100 to 100, never further than they do.

        100 where each of them is above each earlier one by a full difference at least.
        """
        moved = sum(
            max(-self.full, min(self.full, late - early)) for late in self.latest for early in self.earlier
        )
        size = 100 * abs(moved) // (self.full * len(self.latest) * len(self.earlier))
        return size if moved > 0 else -size

    @property
    def movement(self) -> Movement:
        """Where the minutes went; steady where chance alone could bring as much."""
        if abs(self.points) < TOLD_FROM[len(self.latest)]:
            return Movement.STEADY
        if self.points > 0:
            return Movement.ROSE if any(self.earlier) else Movement.BEGAN
        return Movement.FELL if any(self.latest) else Movement.STOPPED


@dataclass(frozen=True)
class WeeksCompared:
    """What the weeks of one person show.

    :ivar families: by name, each of the five.
    """

    total: Comparison
    families: Mapping[str, Comparison]

    @property
    def moved(self) -> Mapping[str, Comparison]:
        """The families that are not steady, those first whose minutes changed most."""
        moved = {name: one for name, one in self.families.items() if one.movement is not Movement.STEADY}
        return dict(sorted(moved.items(), key=lambda item: -abs(item[1].after - item[1].before)))


def comparable_weeks(documents: Sequence[Row]) -> list[Row]:
    """Give the weeks that stand, compare, and have a contract's duration, oldest first."""
    needed = ("comparable", "target_minutes", "minutes_by_family")
    return [row for row in documents if all(row[name] for name in needed)]


def of_one_duration(weeks: Sequence[Row]) -> list[Row]:
    """Leave the weeks under the duration of the latest: a contract made lighter is never read as a fall."""
    return [row for row in weeks if row["target_minutes"] == weeks[-1]["target_minutes"]]


def compared_weeks(weeks: Sequence[Row]) -> WeeksCompared | None:
    """Compare the latest of these weeks with as many before them; None when they are too few.

    :param weeks: that compare, oldest first, all under one duration.
    """
    if len(weeks) < FEWEST_WEEKS:
        return None
    side = min(len(weeks), WEEKS) // 2
    taken = [row["minutes_by_family"] for row in weeks[-2 * side :]]

    def compared(minutes: Sequence[int], full: int) -> Comparison:
        return Comparison(tuple(minutes[:side]), tuple(minutes[side:]), full)

    of_a_total = max(weeks[-1]["target_minutes"] // SHARE, LEAST_MINUTES)
    return WeeksCompared(
        total=compared([sum(minutes[name] for name in FAMILIES) for minutes in taken], of_a_total),
        families={name: compared([minutes[name] for minutes in taken], LEAST_MINUTES) for name in FAMILIES},
    )


def _mean(minutes: Sequence[int]) -> int:
    return (2 * sum(minutes) + len(minutes)) // (2 * len(minutes))
