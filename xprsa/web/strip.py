"""Draws twelve weeks of a person as one SVG path, with the same numbers in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from xprsa.domain.caseload import STATUS_WEEKS, Possible, WeekStatus
from xprsa.domain.duration import hours_and_minutes
from xprsa.domain.week import Week, weeks_between
from xprsa.web.i18n import count

# In the units of viewBox="0 0 130 30": a column of 8 every 11, standing on 29.
_STEP, _GROUND = 11, 29
_TALLEST, _LOWEST = 27, 2
_FULL_HEIGHT = 16 * 60  # minutes; a longer week is drawn as tall, and said in full


@dataclass(frozen=True, slots=True)
class Strip:
    """What the `strip` macro shows.

    :ivar path: one bar a week received, as high as its hours.
    :ivar hollow: an empty box where the week was not possible, a short dash where it was not received.
    :ivar text: the same in words, oldest week first.
    """

    path: str
    hollow: str
    text: str


def draw(statuses: Mapping[Week, WeekStatus], *, last: Week, asked: Callable[[Week], bool]) -> Strip:
    """Draw the weeks that end with `last`.

    :param asked: tells whether the person is asked to declare a week; only asked of weeks not received.
    """
    bars, hollows, words, received = [], [], [], 0
    for column, week in enumerate(weeks_between(last.plus(1 - STATUS_WEEKS), last)):
        left = column * _STEP
        status = statuses.get(week)
        if status is None or status.declared is None:
            is_asked = asked(week)
            hollows += [f"M{left} 28h8"] if is_asked else []
            words.append("pas reçue" if is_asked else "non demandée")
            continue
        received += 1
        not_possible = status.possible is Possible.NONE
        if not_possible:
            hollows.append(f"M{left + 1} 12h6v16h-6z")
        if status.declared or not not_possible:
            height = _height(status.declared)
            bars.append(f"M{left} {_GROUND}v-{height}h8v{height}z")
        words.append(_words_of(status.declared, status.possible))
    text = (
        f"{count(received, 'semaine reçue', 'semaines reçues')} sur {STATUS_WEEKS}\u00a0: {', '.join(words)}"
    )
    return Strip("".join(bars), "".join(hollows), text)


def _height(minutes: int) -> int:
    return max(_LOWEST, min(_TALLEST, round(_TALLEST * minutes / _FULL_HEIGHT)))


def _words_of(minutes: int, possible: Possible) -> str:
    match possible:
        case Possible.ALL:
            return hours_and_minutes(minutes)
        case Possible.PART:
            return f"{hours_and_minutes(minutes)} (en partie possible)"
        case Possible.NONE:
            return f"{hours_and_minutes(minutes)} (pas possible)" if minutes else "pas possible"
