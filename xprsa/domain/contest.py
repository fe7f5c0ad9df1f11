"""A contest: by when it is decided, and what was decided of it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from xprsa.domain.review import SETTLING, Decision, LineReading, Verdict

DAYS_TO_DECIDE = 30  # no text dates it: see docs/decisions/0039-a-contest-has-a-date.md


def last_day_to_decide(since: datetime, zone: ZoneInfo) -> date:
    """Give the last day on which a contest is decided in time, on the territory's clock.

    :param since: when it was made.
    """
    return since.astimezone(zone).date() + timedelta(days=DAYS_TO_DECIDE)


def was_contested(decisions: Iterable[Decision]) -> bool:
    """Tell whether the person ever contested something."""
    return any(move.verdict is Verdict.CONTESTED for move in decisions)


def answers_to_contests(lines: Iterable[LineReading]) -> tuple[Decision, ...]:
    """Give what was decided last of each line that was contested and no longer is, in the person's order."""
    answers = (_answer(line.exchange) for line in lines)
    return tuple(answer for answer in answers if answer is not None)


def _answer(exchange: Sequence[Decision]) -> Decision | None:
    contests = [place for place, move in enumerate(exchange) if move.verdict is Verdict.CONTESTED]
    later = exchange[contests[-1] :] if contests else ()
    return next((move for move in reversed(later) if move.verdict in SETTLING), None)
