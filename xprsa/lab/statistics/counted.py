"""Numbers counted by value: millions of differences in the memory that their distinct values take."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

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

    @classmethod
    def of(cls, mapping: Mapping[float, int]) -> Self:
        """Count from a mapping of value to count; a count of 0 is left out."""
        seen = sorted((value, count) for value, count in mapping.items() if count)
        return cls(
            np.array([value for value, _ in seen], dtype=np.float64),
            np.array([count for _, count in seen], dtype=np.int64),
        )

    @classmethod
    def from_values(cls, array: NDArray[np.float64]) -> Self:
        """Count the values of an array of any shape."""
        values, counts = np.unique(np.asarray(array, dtype=np.float64), return_counts=True)
        return cls(values, counts.astype(np.int64))

    @property
    def total(self) -> int:
        """How many numbers were counted."""
        return int(self.counts.sum())

    @property
    def mean(self) -> float:
        """Their mean; 0 when there are none."""
        return math.fsum(self.values * self.counts) / max(self.total, 1)

    def merged(self, other: Self) -> Self:
        """Count both together."""
        both = np.concatenate([self.values, other.values])
        values, places = np.unique(both, return_inverse=True)
        counts = np.zeros(len(values), dtype=np.int64)
        np.add.at(counts, places, np.concatenate([self.counts, other.counts]))
        return type(self)(values, counts)

    def expanded(self) -> NDArray[np.float64]:
        """Give every number again, in increasing order; shape (total,)."""
        return np.repeat(self.values, self.counts)

    def quantile(self, q: float) -> float:
        """Give the number below which a share `q` lies; 0 when there are none.

        Between two neighbours in proportion, as `numpy.quantile` does.

        :raises ValueError: when `q` is not between 0 and 1.
        """
        if not 0 <= q <= 1:
            raise ValueError("a share lies between 0 and 1")
        if not self.total:
            return 0.0
        place = q * (self.total - 1)
        ends = np.cumsum(self.counts)
        below, above = self.values[np.searchsorted(ends, [math.floor(place), math.ceil(place)], side="right")]
        return float(below + (above - below) * (place - math.floor(place)))
