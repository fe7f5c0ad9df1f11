"""Means and shares as findings write them, with their intervals and how likely chance is."""

import math

from scipy.special import stdtr, stdtrit

from xprsa.lab.statistics.counted import Counted
from xprsa.lab.statistics.rates import Interval
from xprsa.scoring.audit import Estimate

MANY = 30  # pairs, from which a mean over its error follows Student's t whatever the answers follow
_LEVEL = 0.95  # of intervals


def is_within(estimate: Estimate, limit: float) -> bool:
    """Tell whether the whole of an interval is smaller than a limit, either way."""
    return (
        estimate.low is not None
        and estimate.high is not None
        and -limit < estimate.low
        and estimate.high < limit
    )


def estimate(interval: Interval) -> Estimate:
    """Give an interval as findings write it."""
    return Estimate(value=interval.estimate, low=interval.low, high=interval.high)


def mean_of(differences: Counted) -> Estimate:
    """Give the mean with its 95 % interval (Student's t); no interval for fewer than two differences."""
    if differences.total < 2:
        return Estimate(value=differences.mean, low=None, high=None)
    return mean_from(differences.mean, deviation_of(differences), differences.total)


def mean_from(mean: float, deviation: float, total: int) -> Estimate:
    """Give a mean with its 95 % interval (Student's t), from the deviation of so many differences."""
    reach = float(stdtrit(total - 1, (1 + _LEVEL) / 2)) * deviation / math.sqrt(total)
    return Estimate(value=mean, low=mean - reach, high=mean + reach)


def mean_p(mean: float, deviation: float, total: int) -> float:
    """Give how likely a mean so far from 0 is by chance (Student's t); 1 for fewer than 30 differences."""
    if total < MANY or mean == 0.0:
        return 1.0
    if deviation == 0.0:
        return 0.0
    return 2 * float(stdtr(total - 1, -abs(mean) / deviation * math.sqrt(total)))


def deviation_of(differences: Counted) -> float:
    """Give the standard deviation, in points; 0 for fewer than two differences."""
    if differences.total < 2:
        return 0.0
    squares = (differences.counts * (differences.values - differences.mean) ** 2).sum()
    return float(math.sqrt(squares / (differences.total - 1)))
