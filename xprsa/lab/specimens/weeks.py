"""What specimens read in a person's declared weeks: shares, gaps, unevenness, falls."""

from collections.abc import Sequence
from math import sqrt
from statistics import fmean

from xprsa.domain.week import Week
from xprsa.scoring.document import MinutesByFamily
from xprsa.scoring.module import Row

FAMILIES = tuple(MinutesByFamily.model_fields)


def span(rows: Sequence[Row]) -> int:
    """Give how many weeks lie from the first declared one to the last, both included."""
    return Week.parse(rows[-1]["week"]).ordinal - Week.parse(rows[0]["week"]).ordinal + 1


def declared(rows: Sequence[Row]) -> list[int]:
    """Give the declared minutes of each week."""
    return [row["declared_minutes"] for row in rows]


def of_family(rows: Sequence[Row], family: str) -> list[int]:
    """Give the minutes of each week in one of the five families."""
    return [row["minutes_by_family"][family] for row in rows]


def by_family(rows: Sequence[Row]) -> dict[str, int]:
    """Give the minutes of all weeks in each family."""
    return {family: sum(of_family(rows, family)) for family in FAMILIES}


def share(part: float, whole: float) -> float:
    """Give a share from 0 to 1; 0 of nothing."""
    return part / whole if whole else 0.0


def unevenness(minutes: Sequence[int]) -> float:
    """Give the standard deviation of the weeks over their mean; 0 when there is no minute at all."""
    mean = fmean(minutes)
    return share(sqrt(fmean((one - mean) ** 2 for one in minutes)), mean)


def before_and_after(minutes: Sequence[int], latest: int) -> tuple[float, float]:
    """Give the mean of the earlier weeks and of the latest ones, which are at most half of all.

    :param latest: weeks.
    """
    cut = len(minutes) - min(latest, len(minutes) // 2)
    return fmean(minutes[:cut]), fmean(minutes[cut:])


def percent(part: float) -> str:
    """Write a share as people read it, such as « 12 % »."""
    return f"{100 * part:.0f}\u202f%"
