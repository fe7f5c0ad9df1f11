"""Tests of paired answers: one person asked twice."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest, chi2

from xprsa.lab.statistics.normal import reach


@dataclass(frozen=True, slots=True)
class PairedFlip:
    """How answers crossed the threshold from one side of the pairs to the other.

    :ivar net: share of all pairs that crossed for the worse, less those for the better; -1 to 1.
    :ivar low: of `net`; None, as `high`, when there are no pairs.
    :ivar flip_rate: share of all pairs that crossed, either way.
    """

    net: float
    low: float | None
    high: float | None
    flip_rate: float
    p_value: float


@dataclass(frozen=True, slots=True)
class Chi:
    """A statistic that follows a chi-squared law when there is no effect.

    :ivar degrees: of freedom; 0, with a p-value of 1, when nothing differs.
    """

    statistic: float
    degrees: int
    p_value: float


def mcnemar(*, worse: int, better: int, pairs: int, level: float = 0.95) -> PairedFlip:
    """Compare both sides of pairs by McNemar’s exact test, two-sided.

    The interval is the adjusted Wald one of Agresti and Min (Statistics in Medicine 24, 2005, 729-740): half
    a pair is added to each of the four cells. Unlike Newcombe’s it needs no more than the crossed pairs. It
    is too narrow where hardly a pair or two can be expected to cross.

    :param worse: pairs crossed for the worse; `better`, for the better; both among `pairs`.
    :raises ValueError: when more pairs crossed than there are, or fewer than none.
    """
    crossed = worse + better
    if worse < 0 or better < 0 or crossed > pairs:
        raise ValueError("pairs that crossed are counted among the pairs")
    if pairs == 0:
        return PairedFlip(net=0.0, low=None, high=None, flip_rate=0.0, p_value=1.0)
    centre = (worse - better) / (pairs + 2)
    spread = reach(level) * math.sqrt(((crossed + 1) / (pairs + 2) - centre**2) / (pairs + 2))
    return PairedFlip(
        net=(worse - better) / pairs,
        low=max(centre - spread, -1.0),
        high=min(centre + spread, 1.0),
        flip_rate=crossed / pairs,
        p_value=float(binomtest(worse, crossed, 0.5).pvalue) if crossed else 1.0,
    )


def stuart_maxwell(table: NDArray[np.int64]) -> Chi:
    """Test whether both sides of pairs fall into the classes equally often.

    Classes that nobody enters or leaves tell nothing. Where classes fall apart into groups between which
    nobody moves, each group is tested and the degrees of freedom are those of all: the generalised inverse
    of the covariance, and its rank.

    :param table: pairs by class on one side (rows) and on the other (columns); shape (k, k).
    :raises ValueError: when the table is not square or a count is negative.
    """
    if table.ndim != 2 or table.shape[0] != table.shape[1] or (table < 0).any():
        raise ValueError("pairs are counted in a square table")
    moved = table.astype(np.float64)
    np.fill_diagonal(moved, 0.0)
    gaps = moved.sum(axis=1) - moved.sum(axis=0)
    both_ways = moved + moved.T
    covariance = np.diag(both_ways.sum(axis=1)) - both_ways
    if not covariance.any():
        return Chi(statistic=0.0, degrees=0, p_value=1.0)
    solved, _, rank, _ = np.linalg.lstsq(covariance, gaps, rcond=None)
    return _chi(max(float(gaps @ solved), 0.0), int(rank))


def _chi(statistic: float, degrees: int) -> Chi:
    return Chi(statistic=statistic, degrees=degrees, p_value=float(chi2.sf(statistic, degrees)))
