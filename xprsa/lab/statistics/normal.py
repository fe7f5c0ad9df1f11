"""The normal law, for intervals."""

from scipy.stats import norm


def reach(level: float) -> float:
    """Give how many standard deviations to each side hold a share `level` of a normal law.

    :raises ValueError: when the level is not strictly between 0 and 1.
    """
    if not 0 < level < 1:
        raise ValueError("the level of an interval lies between 0 and 1, as in 0.95")
    return float(norm.ppf((1 + level) / 2))
