"""How far paired numbers moved, and whether they moved one way: the signed-rank family, on counted values."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from xprsa.lab.statistics.counted import Counted
from xprsa.lab.statistics.normal import reach
from xprsa.lab.statistics.rates import Interval

_FEW, _VERY_FEW = 50, 13  # differences for which the law is exact: without ties or zeros, and with them


@dataclass(frozen=True, slots=True)
class SignedRankTest:
    """Wilcoxon’s signed-rank test, two-sided.

    :ivar statistic: the smaller of the two sums of ranks.
    :ivar nonzero: differences other than 0, the only ones ranked.
    """

    statistic: float
    p_value: float
    nonzero: int


def wilcoxon(differences: Counted) -> SignedRankTest:
    """Test whether differences lie around 0, as many and as far on both sides.

    Zeros are dropped and ties share their mean rank. Same answers, and the same law for each number of
    differences (zeros among them), as `scipy.stats.wilcoxon(zero_method="wilcox", correction=False,
    method="auto")`: exact up to 50 without ties or zeros, and up to 13 with them; beyond, the normal law
    with its variance corrected for ties, without continuity correction.
    """
    sizes, group = np.unique(np.abs(differences.values), return_inverse=True)
    ties = np.zeros(len(sizes), dtype=np.int64)
    np.add.at(ties, group, np.where(differences.values == 0, 0, differences.counts))
    nonzero = int(ties.sum())
    if nonzero == 0:
        return SignedRankTest(statistic=0.0, p_value=1.0, nonzero=0)
    ranks = np.cumsum(ties) - (ties - 1) / 2
    above = differences.values > 0
    upper = float((differences.counts * ranks[group])[above].sum())
    is_plain = bool((ties == 1).all())  # no zero, whose ties are 0 here
    if differences.total <= (_FEW if is_plain else _VERY_FEW):
        p_value = _exact_p(upper, np.repeat(ranks, ties))
    else:
        p_value = _normal_p(upper, ties.astype(np.float64))
    return SignedRankTest(
        statistic=min(upper, nonzero * (nonzero + 1) / 2 - upper), p_value=p_value, nonzero=nonzero
    )


def _exact_p(upper: float, ranks: NDArray[np.float64]) -> float:
    """Weigh a sum of ranks among those of all changes of sign; doubled, mean ranks are whole."""
    law = np.ones(1)
    for rank in (2 * ranks).astype(np.int64):
        further = np.zeros(rank)
        law = (np.concatenate([law, further]) + np.concatenate([further, law])) / 2
    doubled = round(2 * upper)
    return min(1.0, 2 * float(min(law[: doubled + 1].sum(), law[doubled:].sum())))


def _normal_p(upper: float, ties: NDArray[np.float64]) -> float:
    ranked = float(ties.sum())
    variance = (ranked * (ranked + 1) * (2 * ranked + 1) - float((ties**3 - ties).sum()) / 2) / 24
    return float(2 * norm.sf(abs(upper - ranked * (ranked + 1) / 4) / math.sqrt(variance)))


def hodges_lehmann(differences: Counted, level: float = 0.95) -> Interval:
    """Give the pseudo-median: the median of (x + y)/2 over all pairs, each difference with itself too.

    Zeros are differences like others. The bounds are such (Walsh) averages too, where Wilcoxon’s test would
    begin to refuse a shift (normal law, no correction for ties: wider, if anything), supposing differences
    that spread evenly about it; see Hollander, Wolfe and Chicken, Nonparametric Statistical Methods,
    chapter 3. No bounds when there are too few differences for the level (fewer than 6 at 0.95).
    """
    total = differences.total
    if total == 0:
        return Interval(0.0, None, None)
    walsh = _WalshAverages(differences)
    averages = total * (total + 1) // 2
    middle = walsh.ranked((averages + 1) // 2) / 2 + walsh.ranked(averages // 2 + 1) / 2
    spread = reach(level) * math.sqrt(total * (total + 1) * (2 * total + 1) / 24)
    first = math.floor(averages / 2 - spread)
    if first < 1:
        return Interval(middle, None, None)
    return Interval(middle, walsh.ranked(first), walsh.ranked(averages + 1 - first))


class _WalshAverages:
    """The averages of all pairs of differences, each with itself too, never written out."""

    def __init__(self, differences: Counted) -> None:
        self._halves = differences.values / 2  # halved first, sums are averages and cannot overflow
        self._counts = differences.counts
        self._below = np.concatenate([[0], np.cumsum(differences.counts)])

    def ranked(self, rank: int) -> float:
        """Give the average of this rank, 1 being the smallest.

        Bisection between two averages: each step moves one of them onto another average, so that it ends on
        the one sought and not near it.
        """
        low, high = 2 * float(self._halves[0]), 2 * float(self._halves[-1])
        while low < high:
            between = min(low / 2 + high / 2, math.nextafter(high, low))
            reached = self._reached(between)
            sums = self._halves + self._halves[np.maximum(reached - 1, 0)]
            if self._up_to(between, reached) >= rank:
                high = float(sums[reached > 0].max())
            else:
                open_rows = reached < len(self._halves)
                low = float((self._halves[open_rows] + self._halves[reached[open_rows]]).min())
        return low

    def _reached(self, limit: float) -> NDArray[np.int64]:
        """Give, for each value, with how many of the values its average is at most the limit.

        Averages are compared as they are rounded, never limit less half: so their ranks are exact.
        """
        size = len(self._halves)
        low = np.zeros(size, dtype=np.int64)
        step = 1 << size.bit_length()
        while step := step // 2:
            tried = low + step
            fits = tried <= size
            fits[fits] = self._halves[fits] + self._halves[tried[fits] - 1] <= limit
            low[fits] += step
        return low

    def _up_to(self, limit: float, reached: NDArray[np.int64]) -> int:
        """Count the averages up to the limit; ordered pairs count all twice but each value with itself."""
        ordered = int((self._counts * self._below[reached]).sum())
        alone = int(self._counts[2 * self._halves <= limit].sum())
        return (ordered + alone) // 2
