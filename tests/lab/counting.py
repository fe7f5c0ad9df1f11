"""Numbers counted, and given again, for tests that compare with what libraries say of the numbers."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from xprsa.lab.statistics.counted import Counted


def counted(numbers: ArrayLike) -> Counted:
    """Count numbers of any shape."""
    values, counts = np.unique(np.asarray(numbers, dtype=np.float64), return_counts=True)
    return Counted(values, counts.astype(np.int64))


def seen(times: Mapping[float, int]) -> Counted:
    """Count from how often each value was seen."""
    values = sorted(value for value, often in times.items() if often)
    return Counted(np.array(values), np.array([times[value] for value in values], dtype=np.int64))


def expanded(given: Counted) -> NDArray[np.float64]:
    """Give every number again, in increasing order; shape (total,)."""
    return np.repeat(given.values, given.counts)
