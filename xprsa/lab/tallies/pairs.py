"""One effect, tallied: the answers to the two sides of its pairs."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

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
        """Which met an abstention, whether the card says so or not."""
        found: NDArray[np.bool_] = (self.state == State.ABSTAINED) | self.as_said
        return found

    @property
    def as_said(self) -> NDArray[np.bool_]:
        """Which met an abstention that the card announces."""
        found: NDArray[np.bool_] = self.state == State.AS_SAID
        return found

    def left_out(self, beside: "Side") -> NDArray[np.int64]:
        """Give 1 where only this side had no answer, -1 where only the other; one that the card announces is
        no harm of the pair's.
        """
        here = beside.answered & ~self.answered & ~self.as_said
        there = self.answered & ~beside.answered & ~beside.as_said
        return here.astype(int) - there

    def either(self, other: "Side", swapped: NDArray[np.bool_]) -> tuple["Side", "Side"]:
        """Give the two sides, changed over where told to."""
        first = Side(
            np.where(swapped, other.severity, self.severity), np.where(swapped, other.state, self.state)
        )
        second = Side(
            np.where(swapped, self.severity, other.severity), np.where(swapped, self.state, other.state)
        )
        return first, second


class PartTally(NamedTuple):
    """What some of the pairs came to: those of one life, or of one value of the attribute.

    :ivar total, squares: sum, and sum of squares, of the differences.
    """

    pairs: int
    answered: int
    total: float
    squares: float
    worse: int
    better: int
    silent_more: int
    silent_less: int


@dataclass
class PairTally:
    """What the pairs of one effect came to; above 0 is against the focal side.

    :ivar silent_more: pairs in which only the focal side had no answer; `silent_less`, only the reference.
    :ivar parts: by archetype, then by value of the attribute away from the reference: rows of `PartTally`.
    """

    scale: Scale
    archetypes: int
    values: int = 0
    reach: int = 1
    pairs: int = 0
    answered: int = 0
    worse: int = 0
    better: int = 0
    silent_more: int = 0
    silent_less: int = 0
    differences: Differences = field(init=False)
    parts: NDArray[np.float64] = field(init=False)

    def __post_init__(self) -> None:
        """Make room."""
        self.differences = Differences(self.scale.span, self.reach)
        self.parts = np.zeros((self.archetypes + self.values, len(PartTally._fields)))

    @cached_property
    def grades(self) -> NDArray[np.int64]:
        """Reference grade × focal grade, for a scale of grades."""
        count = len(self.scale.grades) if isinstance(self.scale, GradeScale) else 0
        return np.zeros((count, count), dtype=np.int64)

    @property
    def lives(self) -> list[PartTally]:
        """The pairs by archetype."""
        return [PartTally(*row) for row in self.parts[: self.archetypes].tolist()]

    @property
    def by_value(self) -> list[PartTally]:
        """The pairs by value, where the attribute has several away from its reference."""
        return [PartTally(*row) for row in self.parts[self.archetypes :].tolist()]

    def add(self, reference: Side, focal: Side, codes: NDArray[np.int8] | None = None) -> None:
        """Tally the two sides of pairs, archetypes first.

        :param codes: which value the focal side of each pair has, from 1; unless there are no `values`.
        """
        both = reference.answered & focal.answered
        adverse = [is_adverse(side.severity, self.scale) & both for side in (focal, reference)]
        self._add_pairs(
            focal.severity - reference.severity,
            both,
            crossed=adverse[0].astype(int) - adverse[1],
            silent=focal.left_out(reference),
            codes=codes,
        )
        if self.grades.size:
            grades = (reference.severity[both].astype(int), focal.severity[both].astype(int))
            np.add.at(self.grades, grades, 1)

    def add_together(self, corners: tuple[Side, Side, Side, Side]) -> None:
        """Tally what both attributes do beyond the sum of each alone.

        :param corners: neither, the first alone, the second alone, both.
        """
        neither, first, second, both = corners
        complete = neither.answered & first.answered & second.answered & both.answered
        for side in corners:  # at the end of the scale nothing adds up any more
            complete &= (side.severity > 0) & (side.severity < self.scale.span)
        adverse = [is_adverse(side.severity, self.scale).astype(int) for side in corners]
        # A silence cannot be doubled: only one that neither attribute brings alone is of both together.
        are_heard = neither.answered & first.answered & second.answered
        are_silent = ~(neither.answered | first.answered | second.answered)
        silent = (are_heard & ~both.answered & ~both.as_said).astype(int) - (are_silent & both.answered)
        self._add_pairs(
            both.severity - first.severity - second.severity + neither.severity,
            complete,
            crossed=np.where(complete, _beyond(adverse), 0),
            silent=silent,
        )

    def _add_pairs(
        self,
        moved: Severities,
        counted: NDArray[np.bool_],
        *,
        crossed: NDArray[np.int64],
        silent: NDArray[np.int64],
        codes: NDArray[np.int8] | None = None,
    ) -> None:
        """Tally pairs, archetypes first, in all and by part.

        :param counted: which have a difference.
        :param crossed, silent: above 0 where only the focal side did, below 0 where only the other.
        """
        self.differences.add(moved[counted])
        kept = np.where(counted, moved, 0.0)
        rows = np.stack(
            [
                np.ones(counted.shape),
                counted,
                kept,
                kept**2,
                crossed > 0,
                crossed < 0,
                silent > 0,
                silent < 0,
            ],
            axis=-1,
        )
        self.parts[: self.archetypes] += rows.sum(axis=1)
        for value in range(self.values):
            self.parts[self.archetypes + value] += rows[codes == value + 1].sum(axis=0)
        whole = PartTally(*rows.sum(axis=(0, 1)).tolist())
        self.pairs += int(whole.pairs)
        self.answered += int(whole.answered)
        self.worse += int(whole.worse)
        self.better += int(whole.better)
        self.silent_more += int(whole.silent_more)
        self.silent_less += int(whole.silent_less)


def _beyond(corners: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Give what both attributes do beyond the sum of each alone."""
    neither, first, second, both = corners
    return both - first - second + neither


def is_adverse(severity: Severities, scale: Scale) -> NDArray[np.bool_]:
    """Tell which answers are at or beyond the threshold; none where there is no answer."""
    return np.nan_to_num(severity, nan=-1.0) >= scale.threshold_severity
