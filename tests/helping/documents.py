"""Documents for tests of modules that help: the three fields that `activity-trend` reads."""

from collections.abc import Sequence
from typing import Any

from xprsa.scoring.module import Row

FAMILIES = ("work", "search", "project", "access", "other")


def week(minutes: int = 0, *, comparable: bool = True, target: int | None = 900, **families: int) -> Row:
    """Give a declared week.

    :param minutes: in the family of search, unless `families` say more.
    """
    by_family = dict.fromkeys(FAMILIES, 0) | {"search": minutes} | families
    return {"comparable": comparable, "target_minutes": target, "minutes_by_family": by_family}


def weeks(minutes: Sequence[int], **more: Any) -> list[Row]:
    """Give one week for each number of minutes, oldest first."""
    return [week(one, **more) for one in minutes]


def tombstone() -> Row:
    """Give a week that was taken back, or erased."""
    return {"comparable": False, "target_minutes": None, "minutes_by_family": None}
