"""Shares of people, how many times one share is another, and how sure that is."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest
from scipy.stats.contingency import relative_risk

from xprsa.lab.statistics.normal import reach


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate and its interval, in the unit of what is estimated.

    :ivar estimate: 0 when nothing was seen.
    :ivar low: None, as `high`, where too little was seen for bounds to mean anything.
    """

    estimate: float
    low: float | None
    high: float | None


def wilson(*, hits: int, total: int, level: float = 0.95) -> Interval:
    """Give a share with its Wilson interval; no bounds when `total` is 0.

    :raises ValueError: when there are more hits than the total, or fewer than none.
    """
    if not 0 <= hits <= total:
        raise ValueError("hits are counted among the total")
    if total == 0:
        return Interval(0.0, None, None)
    bounds = binomtest(hits, total).proportion_ci(confidence_level=level, method="wilson")
    return Interval(hits / total, max(float(bounds.low), 0.0), min(float(bounds.high), 1.0))


def ratio(
    *, hits: int, total: int, other_hits: int, other_total: int, level: float = 0.95
) -> Interval | None:
    """Give how many times the other share a share is (risk ratio), with Katz’s interval on the logarithm.

    None when the other share is 0 or nobody was seen on a side. No bounds when the share itself is 0, nor
    when both are 1: the logarithm would then have no variance, and certainty would be claimed.

    :raises ValueError: when there are more hits than a total, or fewer than none.
    """
    if total == 0 or other_total == 0 or other_hits == 0:
        return None
    times = relative_risk(hits, total, other_hits, other_total)
    estimate = float(times.relative_risk)
    if hits == 0 or (hits == total and other_hits == other_total):
        return Interval(estimate, None, None)
    bounds = times.confidence_interval(confidence_level=level)
    return Interval(estimate, float(bounds.low), float(bounds.high))


def weighted(
    *,
    hits: NDArray[np.int64],
    totals: NDArray[np.int64],
    weights: NDArray[np.float64] | None,
    level: float = 0.95,
) -> Interval:
    """Give a share over strata that weigh as told; without weights, the plain share with its Wilson interval.

    The share is Σ w·p over Σ w, over the strata that hold somebody: the weight of an empty one is shared out
    among the others. Its variance is Σ w²·p·(1 - p)/(n - 1) over (Σ w)², each stratum being a sample of its
    own (Cochran, Sampling Techniques, 1977, chapter 5), and its interval is normal, cut to 0..1. No bounds
    when a stratum holds one person only, nor when no stratum varies.

    :param hits: people counted, of `totals`; both of shape (strata,).
    :param weights: shape (strata,), not negative, of any sum; None to let each person weigh the same.
    :raises ValueError: when a weight is negative, or hits are not among the totals.
    """
    if weights is None:
        return wilson(hits=int(hits.sum()), total=int(totals.sum()), level=level)
    if not (weights >= 0).all() or (hits < 0).any() or (hits > totals).any():
        raise ValueError("weights are not negative, and hits are counted among the totals")
    held = (totals > 0) & (weights > 0)
    if not held.any():
        return Interval(0.0, None, None)
    people, shares = totals[held], hits[held] / totals[held]
    portions = weights[held] / weights[held].sum()
    estimate = min(float(portions @ shares), 1.0)
    varies = (shares > 0) & (shares < 1)
    if not varies.any() or (people < 2).any():
        return Interval(estimate, None, None)
    spread = reach(level) * math.sqrt((portions**2 * shares * (1 - shares) / (people - 1)).sum())
    return Interval(estimate, max(estimate - spread, 0.0), min(estimate + spread, 1.0))
