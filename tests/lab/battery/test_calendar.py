"""Dates as a real export has them: a cut-off of the last days, at no round instant, and weeks then over."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xprsa.domain.week import Week
from xprsa.lab.battery.calendar import DAYS_BEFORE, Calendar
from xprsa.lab.battery.names import Chance

DAYS = st.dates(date(2000, 1, 1), date(2060, 1, 1))
SECRETS = st.text(st.characters(codec="ascii"), min_size=1, max_size=8)


def _drawn(secret: str, asked_on: date, number: int = 0) -> Calendar:
    return Calendar.drawn(Chance(secret), "public", number, asked_on=asked_on)


@given(SECRETS, DAYS)
def test_a_cut_off_lies_in_the_13_days_before_the_run_and_never_on_its_day(secret: str, day: date) -> None:
    as_of = _drawn(secret, day).as_of
    assert datetime.combine(day, time(), UTC) - timedelta(days=DAYS_BEFORE) <= as_of
    assert as_of < datetime.combine(day, time(), UTC)


@given(SECRETS, DAYS)
def test_the_52_weeks_follow_one_another_and_end_with_the_last_that_was_over(secret: str, day: date) -> None:
    drawn = _drawn(secret, day)
    for calendar in (drawn, drawn.moved):
        ordinals = [week.ordinal for week in calendar.weeks]
        assert ordinals == list(range(ordinals[0], ordinals[0] + 52))
        since = calendar.as_of.date() - calendar.weeks[-1].sunday
        assert timedelta(days=1) <= since <= timedelta(days=7)


@given(SECRETS, DAYS)
def test_a_calendar_moves_back_as_little_as_it_can_to_show_a_week_53_to_everybody(
    secret: str, day: date
) -> None:
    drawn = _drawn(secret, day)
    back = drawn.weeks[0].ordinal - drawn.moved.weeks[0].ordinal
    assert drawn.as_of - drawn.moved.as_of == timedelta(weeks=back)
    assert back == next(weeks for weeks in range(13, 400) if _ends_over_a_week_53(drawn, weeks))
    assert any(week.number == 53 for week in drawn.moved.weeks[-5:])


def _ends_over_a_week_53(calendar: Calendar, back: int) -> bool:
    """Tell whether one of the latest five weeks, so much earlier, is numbered 53, as Python counts."""
    mondays = [calendar.weeks[-age].monday - timedelta(weeks=back) for age in range(1, 6)]
    return any(monday.isocalendar().week == 53 for monday in mondays)


def test_cut_offs_fall_mostly_in_working_hours_at_times_that_nobody_would_make_up() -> None:
    drawn = [_drawn("hours", date(2026, 11, 30), number).as_of for number in range(1000)]
    at_work = sum(at.isoweekday() <= 5 and time(6, 30) <= at.time() < time(17) for at in drawn)
    assert 0.85 < at_work / len(drawn) < 0.98
    assert len({at.date() for at in drawn}) == DAYS_BEFORE
    assert sum(at.microsecond % 1000 > 0 for at in drawn) > 990
    assert len({at.second for at in drawn}) == 60


def test_decks_and_runs_differ_and_the_same_one_does_not() -> None:
    day = date(2026, 11, 30)
    assert _drawn("a", day) == _drawn("a", day)
    assert len({_drawn("a", day).as_of, _drawn("b", day).as_of, _drawn("a", day, 1).as_of}) == 3


@pytest.mark.parametrize(
    ("as_of", "latest", "long"),
    [
        ("2026-11-24T07:00:00.123456Z", "2026-W47", "2020-W53"),
        ("2027-05-10T00:00:00.000001Z", "2027-W18", "2026-W53"),
        ("2027-05-09T23:59:59.999999Z", "2027-W17", "2026-W53"),
        ("2033-02-01T12:00:00.5Z", "2033-W04", "2026-W53"),
    ],
)
def test_a_few_calendars_worked_out_by_hand(as_of: str, latest: str, long: str) -> None:
    calendar = Calendar(datetime.fromisoformat(as_of))
    assert calendar.weeks[-1] == Week.parse(latest)
    assert calendar.week_texts[-1] == latest
    assert long in calendar.moved.week_texts[-5:]
