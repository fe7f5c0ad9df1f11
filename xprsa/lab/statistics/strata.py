"""One odds ratio across strata that differ otherwise."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from xprsa.lab.statistics.normal import reach


@dataclass(frozen=True, slots=True)
class CommonOdds:
    """The odds ratio that all strata are taken to share, and the test that it is 1.

    :ivar odds_ratio: None when not defined: b·c is 0 in every stratum.
    :ivar low: None, as `high`, when the odds ratio is 0 or not defined.
    :ivar statistic: chi-squared with one degree of freedom.
    """

    odds_ratio: float | None
    low: float | None
    high: float | None
    statistic: float
    p_value: float


def mantel_haenszel(tables: NDArray[np.int64], *, level: float = 0.95) -> CommonOdds:
    """Pool the tables of all strata (Mantel-Haenszel), and test (Cochran-Mantel-Haenszel, no correction).

    The interval takes the variance of Robins, Breslow and Greenland (Biometrics 42, 1986, 311-323), good for
    many small strata as for a few large ones. Strata of nobody or one person tell nothing.

    :param tables: [[a, b], [c, d]] by stratum; shape (strata, 2, 2).
    :raises ValueError: when the shape is another or a count is negative.
    """
    if tables.ndim != 3 or tables.shape[1:] != (2, 2) or (tables < 0).any():
        raise ValueError("each stratum has one table of two by two counts")
    cells = tables[tables.sum(axis=(1, 2)) > 1].astype(np.float64)
    statistic = _statistic(cells)
    odds_ratio, log_variance = _odds(cells)
    low = high = None
    if odds_ratio and log_variance is not None:
        spread = reach(level) * math.sqrt(log_variance)
        low, high = odds_ratio * math.exp(-spread), odds_ratio * math.exp(spread)
    return CommonOdds(odds_ratio, low, high, statistic, float(chi2.sf(statistic, 1)))


def _statistic(cells: NDArray[np.float64]) -> float:
    people = cells.sum(axis=(1, 2))
    rows, columns = cells.sum(axis=2), cells.sum(axis=1)
    gap = (cells[:, 0, 0] - rows[:, 0] * columns[:, 0] / people).sum()
    variance = (rows.prod(axis=1) / people * columns.prod(axis=1) / people / (people - 1)).sum()
    return float(gap**2 / variance) if variance else 0.0


def _odds(cells: NDArray[np.float64]) -> tuple[float | None, float | None]:
    """Give the pooled odds ratio and the variance of its logarithm, each None when not defined."""
    people = cells.sum(axis=(1, 2))
    along = cells[:, 0, 0] * cells[:, 1, 1] / people
    across = cells[:, 0, 1] * cells[:, 1, 0] / people
    all_along, all_across = float(along.sum()), float(across.sum())
    if not all_across:
        return None, None
    if not all_along:
        return 0.0, None
    diagonal = (cells[:, 0, 0] + cells[:, 1, 1]) / people
    variance = (
        (diagonal * along).sum() / all_along**2
        + (diagonal * across + (1 - diagonal) * along).sum() / (all_along * all_across)
        + ((1 - diagonal) * across).sum() / all_across**2
    ) / 2
    return all_along / all_across, float(variance)
