"""Files are opened as fast as one reads them; faster is told, and waits."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xprsa.domain.pace import Pace, PaceLimits, Speed, hour_of, minute_of, wait_for_next_minute

LIMITS = PaceLimits(minute=40, hour=240)


@pytest.mark.parametrize(
    ("pace", "speed"),
    [
        (Pace(1, 1), Speed.USUAL),
        (Pace(40, 240), Speed.USUAL),
        (Pace(41, 41), Speed.TOO_FAST),
        (Pace(1, 241), Speed.MANY),
        (Pace(41, 241), Speed.TOO_FAST),
    ],
)
def test_the_last_file_of_a_limit_is_usual_and_the_next_is_not(pace: Pace, speed: Speed) -> None:
    assert pace.speed(LIMITS) is speed


@pytest.mark.parametrize(("ago", "is_told"), [(0, True), (59, True), (60, False), (-1, False)])
def test_it_is_told_once_an_hour_and_a_clock_that_was_ahead_told_nothing(ago: int, is_told: bool) -> None:
    now = datetime(2026, 11, 24, 10, tzinfo=UTC)
    before = now - timedelta(minutes=ago)
    assert Pace(41, 41, Speed.MANY, before).is_told(Speed.MANY, now) is is_told
    assert Pace(41, 41, Speed.TOO_FAST, before).is_told(Speed.MANY, now) is is_told
    assert not Pace(41, 41, Speed.MANY, before).is_told(Speed.TOO_FAST, now)
    assert not Pace(41, 41).is_told(Speed.MANY, now)


@given(st.datetimes(timezones=st.just(UTC)).filter(lambda at: at.year < 9999))
def test_nobody_waits_longer_than_a_minute_nor_into_the_same_one(at: datetime) -> None:
    wait = wait_for_next_minute(at)
    assert timedelta(0) < wait <= timedelta(minutes=1)
    assert minute_of(at + wait) == minute_of(at) + timedelta(minutes=1)
    assert hour_of(at) <= minute_of(at) <= at
