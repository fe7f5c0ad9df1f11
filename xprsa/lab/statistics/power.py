"""What a number of pairs can see, worked out before any is asked.

Here a level is that of a two-sided test, as in 0.05, never the 0.95 of an interval.
"""

import math

import numpy as np
from scipy.stats import binom, norm

_SIGNED_RANK = 3 / math.pi  # 0.955: asymptotic efficiency against the t test on normal differences
_DEVIATIONS = 10  # what lies further from the mean of a binomial law adds less than 1e-20
_AT_LEAST = 30  # same, where the law is so narrow that it is not normal


def mcnemar_power(*, pairs: int, net: float, discordant: float, level: float) -> float:
    """Give the chance that McNemar’s exact test finds an effect: exact, over all numbers of crossed pairs.

    It grows with the pairs, but in small teeth: the test is discrete, and a pair more may lower it a little.

    :param net: share of pairs crossed for the worse, less the share for the better.
    :param discordant: share of pairs crossed, either way.
    :raises ValueError: when no pairs could be such, or the level is not one of a test.
    """
    _check_level(level)
    if not abs(net) <= discordant <= 1:
        raise ValueError("the net share is part of the discordant one, itself part of 1")
    if pairs == 0 or discordant == 0:
        return 0.0
    width = _DEVIATIONS * math.sqrt(pairs * discordant * (1 - discordant)) + _AT_LEAST
    middle = pairs * discordant
    crossed = np.arange(max(0, math.floor(middle - width)), min(pairs, math.ceil(middle + width)) + 1)
    most = binom.ppf(level / 2, crossed, 0.5)
    most -= binom.cdf(most, crossed, 0.5) > level / 2  # the largest tail that the test still refuses
    worse = min((1 + net / discordant) / 2, 1.0)
    refused = binom.cdf(most, crossed, worse) + binom.cdf(most, crossed, 1 - worse)
    return min(float(binom.pmf(crossed, pairs, discordant) @ refused), 1.0)


def pairs_needed(*, net: float, discordant: float, level: float, power: float) -> int:
    """Give from how many pairs on McNemar’s exact test has this power.

    One pair fewer has less; because power grows in small teeth, a few less than that may again have it.

    :raises ValueError: when no number is enough (no net share, a power of 1), or no pairs could be such.
    """
    if net == 0 or not 0 < power < 1:
        raise ValueError("no number of pairs finds what is not there, nor finds it without fail")
    enough = 1
    while mcnemar_power(pairs=enough, net=net, discordant=discordant, level=level) < power:
        enough *= 2
    too_few = enough // 2
    while enough - too_few > 1:
        tried = (enough + too_few) // 2
        if mcnemar_power(pairs=tried, net=net, discordant=discordant, level=level) < power:
            too_few = tried
        else:
            enough = tried
    return enough


def shift_power(*, pairs: int, shift: float, deviation: float, level: float) -> float:
    """Give the chance that Wilcoxon’s signed-rank test finds a shift; approximate.

    Normal law, with the efficiency 3/π that the test has on normal differences (Lehmann, Nonparametrics,
    1975): too high for few pairs, by about one point in a hundred at 60 pairs and four at 20; too low for
    differences with heavy tails. 0 for so few pairs that not even all of one sign would be found.

    :param shift: mean difference; `deviation`, their standard deviation, in the same unit.
    :raises ValueError: when the deviation is negative, or the level is not one of a test.
    """
    _check_level(level)
    if deviation < 0:
        raise ValueError("a standard deviation is not negative")
    if pairs == 0 or 2.0 ** (1 - pairs) > level or (deviation == 0 and shift == 0):
        return 0.0
    if deviation == 0:
        return 1.0
    seen = abs(shift) / deviation * math.sqrt(_SIGNED_RANK * pairs)
    limit = float(norm.isf(level / 2))
    return float(norm.sf(limit - seen) + norm.sf(limit + seen))


def _check_level(level: float) -> None:
    if not 0 < level < 0.5:
        raise ValueError("the level of a test lies between 0 and 0.5, as in 0.05")
