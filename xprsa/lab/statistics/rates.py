"""Shares of people, and how sure they are."""

from dataclasses import dataclass

from scipy.stats import binomtest


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
