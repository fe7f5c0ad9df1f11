"""From when and until when a week may be sent, corrected and taken back."""

from datetime import date

from xprsa.domain.rule import Reason, RuleBroken
from xprsa.domain.week import Week


def check_window(week: Week, *, today: date, open_weeks: int) -> None:
    """Refuse a week that has not begun, or that the territory no longer keeps open.

    :raises RuleBroken: WEEK_NOT_BEGUN or WEEK_CLOSED.
    """
    if week.monday > today:
        raise RuleBroken(Reason.WEEK_NOT_BEGUN)
    if not is_open(week, today=today, open_weeks=open_weeks):
        raise RuleBroken(Reason.WEEK_CLOSED)


def is_open(week: Week, *, today: date, open_weeks: int) -> bool:
    """Tell whether the territory still keeps a week open.

    :param open_weeks: by the rules in force that week.
    """
    return week.ordinal >= Week.of(today).ordinal - open_weeks


def last_day_to_send(week: Week, *, open_weeks: int) -> date:
    """Give the last day on which the week can be sent or corrected."""
    return week.plus(open_weeks).sunday
