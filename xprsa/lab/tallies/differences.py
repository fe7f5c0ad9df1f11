"""Differences counted on a fine grid: exact sums of them, in memory that does not grow."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from xprsa.lab.statistics.counted import Counted

STEPS = 10_000  # of the whole scale: no module's answers mean more than that


@dataclass(frozen=True)
class Differences:
    """How often each difference was seen.

    :ivar span: length of the scale, in points.
    :ivar reach: how many times the scale a difference may be long.
    """

    span: float
    reach: int = 1

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How often, from `-reach` times the scale to `+reach` times."""
        return np.zeros(2 * self.reach * STEPS + 1, dtype=np.int64)

    def add(self, points: NDArray[np.float64]) -> None:
        """Count these differences, in points of the scale."""
        steps = np.rint(points / self.span * STEPS).astype(np.int64) + self.reach * STEPS
        self.counts[:] += np.bincount(steps, minlength=len(self.counts))

    def counted(self) -> Counted:
        """Give the differences seen, in points of the scale, and how often each was."""
        seen = np.flatnonzero(self.counts)
        return Counted((seen - self.reach * STEPS) * self.span / STEPS, self.counts[seen])
