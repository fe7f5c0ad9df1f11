"""Whole lives, one at a time: the same plan gives the same people, however many came before."""

from collections.abc import Iterator
from dataclasses import dataclass

from xprsa.demo.casting import CastMember, part
from xprsa.demo.stage import DemoPlan, Stage
from xprsa.demo.weeks import LivedWeek, Unsent, Weeks
from xprsa.domain.week import Week


@dataclass(frozen=True)
class Life:
    """A person with everything that was ever sent, said or kept as a draft."""

    part: CastMember
    weeks: tuple[LivedWeek, ...]
    unsent: Unsent | None


def lives(plan: DemoPlan, stage: Stage, *, first: int = 0) -> Iterator[Life]:
    """Yield the people of a plan in order, from the one with this number on, in constant store."""
    current = Week.of(plan.today)
    oldest = current.plus(1 - plan.weeks)
    for number in range(first, plan.people):
        chance = plan.chance(f"life {number}")
        who = part(plan, stage, number, chance)
        weeks = Weeks(who, stage, chance)
        lived = weeks.told(oldest, current)
        yield Life(who, lived, weeks.unsent)
