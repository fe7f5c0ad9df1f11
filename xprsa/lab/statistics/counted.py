"""Numbers counted by value: millions of differences in the memory that their distinct values take."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """Distinct values, and how often each was seen.

    :ivar values: finite, strictly increasing; shape (k,), k may be 0.
    :ivar counts: at least 1 each; shape (k,).
    :raises ValueError: when they are not so.
    """

    values: NDArray[np.float64]
    counts: NDArray[np.int64]

    def __post_init__(self) -> None:
        """Refuse what could not be counted on."""
        if self.values.ndim != 1 or self.values.shape != self.counts.shape:
            raise ValueError("each value has its count, in two arrays of one length")
        if not np.isfinite(self.values).all() or (np.diff(self.values) <= 0).any():
            raise ValueError("counted values are finite and strictly increasing")
        if (self.counts < 1).any():
            raise ValueError("a counted value was seen at least once")

    @property
    def total(self) -> int:
        """How many numbers were counted."""
        return int(self.counts.sum())

    @property
    def mean(self) -> float:
        """Their mean; 0 when there are none."""
        return math.fsum(self.values * self.counts) / max(self.total, 1)

    def quantile(self, q: float) -> float:
        """Give the number below which a share `q` lies; 0 when there are none.

        Between two neighbours in proportion, as `numpy.quantile` does.

        :raises ValueError: when `q` is not between 0 and 1.
        """
        if not 0 <= q <= 1:
            raise ValueError("a share lies between 0 and 1")
        if not self.total:
            return 0.0
        rank = q * (self.total - 1)
        ends = np.cumsum(self.counts)
        below, above = self.values[np.searchsorted(ends, [math.floor(rank), math.ceil(rank)], side="right")]
        return float(below + (above - below) * (rank - math.floor(rank)))
