"""Draws twelve weeks of a person as one SVG path, with the same numbers in words."""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from xprsa.domain.caseload import STATUS_WEEKS, Possible, Received, WeekStatus
from xprsa.domain.duration import hours_and_minutes
from xprsa.domain.week import Week, weeks_between
from xprsa.web.i18n import count

# In the units of viewBox="0 0 130 30": a column of 8 every 11, standing on 29.
_STEP, _GROUND = 11, 29
_TALLEST, _LOWEST = 27, 2
_FULL_HEIGHT = 16 * 60  # minutes; a longer week is drawn as tall, and said in full
_BESIDE = {Possible.ALL: "", Possible.PART: " (en partie possible)", Possible.NONE: " (pas possible)"}


class Strip(NamedTuple):
    """What a chart of twelve weeks shows.

    :ivar path: one bar a week received, as high as its hours.
    :ivar hollow: an empty box where the week was not possible, a short dash where it was not received.
    :ivar text: the same in words, oldest week first.
    """

    path: str
    hollow: str
    text: str


def draw(
    status_of: Callable[[Week], WeekStatus | Received | None], *, last: Week, asked: Callable[[Week], bool]
) -> Strip:
    """Draw the weeks that end with `last`.

    :param status_of: gives what was received of a week.
    :param asked: tells whether the person is asked to declare a week; only asked of weeks not received.
    """
    columns, received = [], 0
    for place, week in enumerate(weeks_between(last.plus(1 - STATUS_WEEKS), last)):
        status = status_of(week)
        if status is None or status.declared is None:
            columns.append(_missing_column(place, is_asked=asked(week)))
        else:
            columns.append(_received_column(place, status.declared, status.possible))
            received += 1
    bars, hollows, words = zip(*columns, strict=True)
    text = (
        f"{count(received, 'semaine reçue', 'semaines reçues')} sur {STATUS_WEEKS}\u00a0: {', '.join(words)}"
    )
    return Strip("".join(bars), "".join(hollows), text)


@lru_cache(maxsize=4096)  # small numbers that say nothing of anybody: the same come back in every list
def _received_column(place: int, minutes: int, possible: Possible) -> tuple[str, str, str]:
    """Give the bar, the empty box and the words of a week received, in the column at that place."""
    left = place * _STEP
    hollow = f"M{left + 1} 12h6v16h-6z" if possible is Possible.NONE or _is_lost(minutes, possible) else ""
    if _is_lost(minutes, possible):
        return "", hollow, "pas possible"
    height = max(_LOWEST, min(_TALLEST, round(_TALLEST * minutes / _FULL_HEIGHT)))
    bar = f"M{left} {_GROUND}v-{height}h8v{height}z"
    return bar, hollow, hours_and_minutes(minutes) + _BESIDE[possible]


def _is_lost(minutes: int, possible: Possible) -> bool:
    """Tell a week without an activity that was not possible, were it in part, from a week of 0 h."""
    return possible is not Possible.ALL and not minutes


def _missing_column(place: int, *, is_asked: bool) -> tuple[str, str, str]:
    """Give the same of a week that was not received: a short dash when it was asked."""
    return ("", f"M{place * _STEP} 28h8", "pas reçue") if is_asked else ("", "", "non demandée")
