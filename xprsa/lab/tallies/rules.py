"""One rule, tallied: in how many pairs it was broken, and by how much."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from xprsa.lab.tallies.differences import STEPS, Differences
from xprsa.lab.tallies.pairs import Side
from xprsa.scoring.audit import Rule
from xprsa.scoring.module import ModuleCard
from xprsa.scoring.rules import NEARLY, TERMS, Holds, RuleTerms


@dataclass
class RuleTally:
    """What the pairs of one rule came to.

    :ivar differences: answer after the change less the answer before, in points.
    """

    rule: Rule
    card: ModuleCard
    asked: int = 0
    broken: int = 0
    largest: float = 0.0
    differences: Differences = field(init=False)

    def __post_init__(self) -> None:
        """Make room."""
        self.differences = Differences(self.card.scale.span)

    @property
    def terms(self) -> RuleTerms:
        """What the rule asks."""
        return TERMS[self.rule]

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
        span = self.card.scale.span
        if self.terms.holds is Holds.ABSTAINS:
            return after.answered
        limit = span * NEARLY if self.terms.holds is Holds.NEARLY else span / STEPS
        too_far = (moved if self.terms.holds is Holds.NEVER_WORSE else np.abs(moved)) > limit
        if self.terms.holds is Holds.NEARLY or self.terms.allows_silence(self.card):
            return too_far
        silenced = before.answered & after.abstained
        if self.terms.holds is Holds.SAME:
            silenced |= before.abstained & after.answered
        broken: NDArray[np.bool_] = too_far | silenced
        return broken
