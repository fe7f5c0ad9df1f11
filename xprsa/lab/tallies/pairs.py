"""One effect, tallied: the answers to the two sides of its pairs."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from xprsa.lab.hearing.outcomes import State
from xprsa.lab.tallies.differences import Differences
from xprsa.scoring.module import GradeScale, Scale

Severities = NDArray[np.float64]


@dataclass(frozen=True)
class Side:
    """One side of many pairs, by archetype and pair: how severe the answers were, and how they ended."""

    severity: Severities
    state: NDArray[np.int8]

    @property
    def answered(self) -> NDArray[np.bool_]:
        """Which had a value."""
        found: NDArray[np.bool_] = self.state == State.ANSWERED
        return found

    @property
    def abstained(self) -> NDArray[np.bool_]:
        """Which met an abstention."""
        found: NDArray[np.bool_] = self.state == State.ABSTAINED
        return found

    def either(self, other: "Side", swapped: NDArray[np.bool_]) -> tuple["Side", "Side"]:
        """Give the two sides, changed over where told to."""
        first = Side(
            np.where(swapped, other.severity, self.severity), np.where(swapped, other.state, self.state)
        )
        second = Side(
            np.where(swapped, self.severity, other.severity), np.where(swapped, self.state, other.state)
        )
        return first, second


@dataclass
class PairTally:
    """What the pairs of one effect came to; above 0 is against the focal side.

    :ivar silent_more: pairs in which only the focal side had no answer; `silent_less`, only the reference.
    :ivar tables: by archetype: focal or reference side × adverse or not.
    :ivar moments: by archetype: number, sum and sum of squares of the differences.
    """

    scale: Scale
    archetypes: int
    reach: int = 1
    pairs: int = 0
    answered: int = 0
    worse: int = 0
    better: int = 0
    silent_more: int = 0
    silent_less: int = 0
    differences: Differences = field(init=False)
    tables: NDArray[np.int64] = field(init=False)
    moments: NDArray[np.float64] = field(init=False)

    def __post_init__(self) -> None:
        """Make room."""
        self.differences = Differences(self.scale.span, self.reach)
        self.tables = np.zeros((self.archetypes, 2, 2), dtype=np.int64)
        self.moments = np.zeros((self.archetypes, 3))

    @cached_property
    def grades(self) -> NDArray[np.int64]:
        """Reference grade × focal grade, for a scale of grades."""
        count = len(self.scale.grades) if isinstance(self.scale, GradeScale) else 0
        return np.zeros((count, count), dtype=np.int64)

    def add(self, reference: Side, focal: Side) -> None:
        """Tally the two sides of pairs, archetypes first."""
        both = reference.answered & focal.answered
        self.pairs += both.size
        self.answered += int(both.sum())
        self.silent_more += int((reference.answered & ~focal.answered).sum())
        self.silent_less += int((~reference.answered & focal.answered).sum())
        self._add_differences(focal.severity - reference.severity, both)
        adverse = [is_adverse(side.severity, self.scale) & both for side in (focal, reference)]
        self.worse += int((adverse[0] & ~adverse[1]).sum())
        self.better += int((adverse[1] & ~adverse[0]).sum())
        for side, hit in enumerate(adverse):
            self.tables[:, side, 0] += hit.sum(axis=1)
            self.tables[:, side, 1] += (both & ~hit).sum(axis=1)
        if self.grades.size:
            places = (reference.severity[both].astype(int), focal.severity[both].astype(int))
            np.add.at(self.grades, places, 1)

    def add_together(self, corners: tuple[Side, Side, Side, Side]) -> None:
        """Tally what both attributes do beyond the sum of each alone.

        :param corners: neither, the first alone, the second alone, both.
        """
        neither, first, second, both = corners
        complete = neither.answered & first.answered & second.answered & both.answered
        for side in corners:  # at the end of the scale nothing adds up any more
            complete &= (side.severity > 0) & (side.severity < self.scale.span)
        self.pairs += complete.size
        self.answered += int(complete.sum())
        beyond = both.severity - first.severity - second.severity + neither.severity
        self._add_differences(beyond, complete)
        adverse = [is_adverse(side.severity, self.scale).astype(int) for side in corners]
        crossed = (adverse[3] - adverse[1] - adverse[2] + adverse[0])[complete]
        self.worse += int((crossed > 0).sum())
        self.better += int((crossed < 0).sum())

    def _add_differences(self, moved: Severities, counted: NDArray[np.bool_]) -> None:
        self.differences.add(moved[counted])
        kept = np.where(counted, moved, 0.0)
        self.moments += np.stack([counted.sum(axis=1), kept.sum(axis=1), (kept**2).sum(axis=1)], axis=1)


def is_adverse(severity: Severities, scale: Scale) -> NDArray[np.bool_]:
    """Tell which answers are at or beyond the threshold; none where there is no answer."""
    return np.nan_to_num(severity, nan=-1.0) >= scale.threshold_severity
