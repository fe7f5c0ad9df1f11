"""One rule, tallied: in how many pairs it was broken, and by how much."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from xprsa.lab.tallies.differences import STEPS, Differences
from xprsa.lab.tallies.pairs import Side
from xprsa.scoring.audit import Rule
from xprsa.scoring.module import Scale

NEVER_WORSE = frozenset({Rule.MORE, Rule.EXCUSED})
NEARLY = 100  # a nudge may move an answer by one part in so many of the scale


@dataclass
class RuleTally:
    """What the pairs of one rule came to.

    :ivar differences: answer after the change less the answer before, in points.
    """

    rule: Rule
    scale: Scale
    asked: int = 0
    broken: int = 0
    largest: float = 0.0
    differences: Differences = field(init=False)

    def __post_init__(self) -> None:
        """Make room."""
        self.differences = Differences(self.scale.span)

    def add(self, before: Side, after: Side) -> None:
        """Tally pairs; those in which either side went wrong say nothing of the rule."""
        held = (before.answered | before.abstained) & (after.answered | after.abstained)
        both = before.answered & after.answered
        moved = np.where(both, after.severity - before.severity, 0.0)
        self.differences.add(moved[both])
        broken = self._broken(before, after, moved) & held
        self.asked += int(held.sum())
        self.broken += int(broken.sum())
        if broken.any():
            self.largest = max(self.largest, float(np.abs(moved[broken]).max()))

    def _broken(self, before: Side, after: Side, moved: NDArray[np.float64]) -> NDArray[np.bool_]:
        least = self.scale.span / STEPS
        if self.rule is Rule.SILENT:
            return after.answered
        if self.rule is Rule.MORE:  # an hour more is no reason to say nothing; an excused week may be
            return (moved > least) | (before.answered & after.abstained)
        if self.rule in NEVER_WORSE:
            return moved > least
        if self.rule is Rule.NUDGED:
            return np.abs(moved) > self.scale.span / NEARLY
        unlike: NDArray[np.bool_] = (np.abs(moved) > least) | (before.answered != after.answered)
        return unlike
