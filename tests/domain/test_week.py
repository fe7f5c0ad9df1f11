"""The week of every instant, against a calendar that is counted by hand."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xprsa.domain.territory import FRENCH_ZONES
from xprsa.domain.week import NoSuchWeek, Week, local_date, weeks_between

FIRST_MONDAY = date(2019, 12, 30)  # the Monday that opens 2020-W01: 1 January 2020 is a Wednesday
FIRST_DAY, LAST_DAY = date(2020, 1, 1), date(2060, 12, 31)
LOCAL_TIMES = (
    time(0, 0, 0),
    time(0, 0, 1),
    time(1, 59, 59),
    time(2, 30),
    time(2, 30, fold=1),  # the second 2:30 of the Sunday on which the clock goes back
    time(3, 0),
    time(12, 0),
    time(21, 59, 59),
    time(23, 59, 59, 999_999),
)
# Around the instants at which some French territory enters a new day, or changes its clock.
UTC_TIMES = (
    time(0, 59, 59),
    time(1, 0),
    time(3, 0),
    time(4, 0),
    time(9, 30),
    time(12, 59, 59, 999_999),
    time(19, 0),
    time(21, 59, 59),
    time(23, 0),
)
PARIS = ZoneInfo("Europe/Paris")

some_week = st.builds(Week.from_ordinal, st.integers(min_value=0, max_value=27_000))


def counted_by_hand() -> list[tuple[int, int]]:
    """Name the week of each day from FIRST_MONDAY to the end of 2061 without any calendar.

    A week belongs to the year that holds its Thursday; days are counted, leap years by their rule.
    """
    new_years, day = {}, 2
    for year in range(2020, 2064):
        new_years[year] = day
        day += 366 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 365
    names = []
    year = 2020
    for thursday in range(3, new_years[2062], 7):
        if thursday >= new_years[year + 1]:
            year += 1
        names += [(year, 1 + (thursday - new_years[year]) // 7)] * 7
    return names


BY_HAND = counted_by_hand()
# Paris, the earliest, the latest, and the other one whose clock changes, every time.
EVERY_TIME = {"Europe/Paris", "Pacific/Wallis", "Pacific/Marquesas", "America/Miquelon"}
ZONES = [zone if zone in EVERY_TIME else pytest.param(zone, marks=pytest.mark.slow) for zone in FRENCH_ZONES]


def every_day() -> Iterator[date]:
    for count in range((LAST_DAY - FIRST_DAY).days + 1):
        yield FIRST_DAY + timedelta(days=count)


@pytest.mark.parametrize("zone_name", ZONES)
def test_every_local_time_of_41_years_falls_in_the_week_of_its_day(zone_name: str) -> None:
    zone = ZoneInfo(zone_name)
    seen, wrong = 0, []
    for day in every_day():
        expected = BY_HAND[(day - FIRST_MONDAY).days]
        for moment in LOCAL_TIMES:
            week = Week.at(datetime.combine(day, moment, zone).astimezone(UTC), zone)
            seen += 1
            if (week.year, week.number) != expected:
                wrong.append((day, moment, week))
    assert wrong == []
    assert seen == 14_976 * 9


@pytest.mark.parametrize("zone_name", ZONES)
def test_every_utc_instant_of_41_years_falls_in_the_week_that_its_offset_gives(zone_name: str) -> None:
    zone = ZoneInfo(zone_name)
    first = datetime.combine(FIRST_MONDAY, time())
    seen, wrong = 0, []
    for day in every_day():
        for moment in UTC_TIMES:
            instant = datetime.combine(day, moment, UTC)
            offset = zone.utcoffset(instant.astimezone(zone))
            assert offset is not None
            expected = BY_HAND[(instant.replace(tzinfo=None) + offset - first).days]
            week = Week.at(instant, zone)
            seen += 1
            if (week.year, week.number) != expected:
                wrong.append((instant, week))
    assert wrong == []
    assert seen == 14_976 * 9


def test_the_calendar_counted_by_hand_covers_41_years_and_knows_the_long_ones() -> None:
    long_years = {year for year, number in BY_HAND if number == 53}
    assert list(every_day())[-1] == LAST_DAY
    assert {2020, 2026, 2032} <= long_years
    assert 2027 not in long_years


@pytest.mark.parametrize("zone_name", ZONES)
def test_a_week_begins_at_the_first_local_instant_of_its_monday(zone_name: str) -> None:
    zone = ZoneInfo(zone_name)
    for week in weeks_between(Week(2020, 1), Week(2060, 52)):
        begins = week.begins(zone)
        assert begins.tzinfo is UTC
        assert begins.astimezone(zone).replace(tzinfo=None) == datetime.combine(week.monday, time())
        assert Week.at(begins, zone) == week
        assert Week.at(begins - timedelta(microseconds=1), zone) == week.plus(-1)


def test_a_week_text_names_a_week_when_the_calendar_has_it_and_only_then() -> None:
    by_hand = {f"{year}-W{number:02d}" for year, number in BY_HAND}
    for year in range(2020, 2061):
        for number in range(100):
            text = f"{year}-W{number:02d}"
            try:
                exists = str(Week.parse(text)) == text
            except NoSuchWeek:
                exists = False
            assert exists == (text in by_hand), text


@pytest.mark.parametrize("text", ["2020-W53", "2026-W53", "2032-W53", "2037-W53"])
def test_a_year_of_53_weeks_has_its_last_one(text: str) -> None:
    week = Week.parse(text)
    assert str(week) == text
    assert week.plus(1).number == 1


@pytest.mark.parametrize("text", ["2027-W53", "2025-W53", "2026-W54", "2026-W00"])
def test_a_week_that_the_year_has_not_is_no_week(text: str) -> None:
    with pytest.raises(NoSuchWeek):
        Week.parse(text)


def test_the_last_week_of_2026_runs_into_january() -> None:
    week = Week.parse("2026-W53")
    assert (week.monday, week.sunday) == (date(2026, 12, 28), date(2027, 1, 3))
    assert Week.of(date(2027, 1, 1)) == week
    assert week.plus(1) == Week(2027, 1)


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2026W47", "2026-47", "2026-W7", "2026-W047", "2026-w47", " 2026-W47", "2026-W47\n",
     "+026-W47", "26-W47", "02026-W47", "２０２６-W47", "٢٠٢٦-W47", "2026-W4७"],
)  # fmt: skip
def test_another_shape_is_no_week(text: str) -> None:
    with pytest.raises(NoSuchWeek):
        Week.parse(text)


@pytest.mark.parametrize("text", ["0000-W01", "0001-W01", "1969-W52", "2500-W01", "9999-W52"])
def test_a_year_out_of_reach_is_no_week(text: str) -> None:
    with pytest.raises(NoSuchWeek):
        Week.parse(text)


@pytest.mark.parametrize(
    "reach",
    [
        lambda: Week(1970, 1).plus(-1),
        lambda: Week(2499, 53).plus(1),
        lambda: Week(2026, 47).plus(10**12),
        lambda: Week.from_ordinal(10**12),
        lambda: Week.from_ordinal(-(10**12)),
        lambda: Week(2026, 10**30),
        lambda: Week(10**30, 1),
        lambda: Week.of(date.min),
        lambda: Week.of(date.max),
    ],
)
def test_going_too_far_says_that_there_is_no_such_week(reach: Callable[[], Week]) -> None:
    with pytest.raises(NoSuchWeek):
        reach()


@pytest.mark.parametrize("text", ["1970-W01", "2499-W53"])
@pytest.mark.parametrize("zone_name", FRENCH_ZONES)
def test_the_first_and_the_last_week_have_days_and_a_beginning(text: str, zone_name: str) -> None:
    week = Week.parse(text)
    assert len(week.days) == 7
    assert Week.at(week.begins(ZoneInfo(zone_name)), ZoneInfo(zone_name)) == week


def test_weeks_of_different_years_are_never_the_same() -> None:
    assert Week(2026, 1) != Week(2027, 1)
    assert len({Week(year, 1) for year in range(2020, 2061)}) == 41


@given(some_week, some_week)
def test_weeks_sort_as_their_mondays_do(first: Week, other: Week) -> None:
    assert (first < other) == (first.monday < other.monday)
    assert (first == other) == (first.ordinal == other.ordinal)


@given(some_week, st.integers(min_value=-500, max_value=500))
def test_so_many_weeks_later_is_seven_times_as_many_days_later(week: Week, weeks: int) -> None:
    later_monday = week.monday + timedelta(days=7 * weeks)
    if later_monday < Week(1970, 1).monday:
        with pytest.raises(NoSuchWeek):
            week.plus(weeks)
        return
    if later_monday > Week(2499, 53).monday:
        with pytest.raises(NoSuchWeek):
            week.plus(weeks)
        return
    assert week.plus(weeks).monday == later_monday
    assert week.plus(weeks).ordinal == week.ordinal + weeks


@given(some_week)
def test_a_week_is_found_again_from_its_text_its_number_and_each_of_its_days(week: Week) -> None:
    assert Week.parse(str(week)) == week
    assert Week.from_ordinal(week.ordinal) == week
    assert {Week.of(day) for day in week.days} == {week}
    assert week.days[0] == week.monday
    assert week.days[6] == week.sunday
    assert [day.weekday() for day in week.days] == [0, 1, 2, 3, 4, 5, 6]


def test_the_weeks_between_two_hold_both_ends() -> None:
    between = [str(week) for week in weeks_between(Week(2026, 52), Week(2027, 2))]
    assert between == ["2026-W52", "2026-W53", "2027-W01", "2027-W02"]
    assert list(weeks_between(Week(2026, 5), Week(2026, 4))) == []


def test_monday_hours_stay_in_their_week_though_utc_is_still_on_sunday() -> None:
    just_after_midnight_in_paris = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert Week.at(just_after_midnight_in_paris, PARIS) == Week(2026, 48)
    assert Week.at(just_after_midnight_in_paris, ZoneInfo("America/Cayenne")) == Week(2026, 47)


def test_an_instant_without_offset_has_no_local_day() -> None:
    with pytest.raises(ValueError, match="offset"):
        local_date(datetime(2026, 11, 16, 12, 0), PARIS)  # noqa: DTZ001 - the point of the test


def test_a_week_of_the_changing_clock_lasts_an_hour_less_or_more() -> None:
    spring, autumn = Week.of(date(2027, 3, 28)), Week.of(date(2026, 10, 25))
    assert spring.plus(1).begins(PARIS) - spring.begins(PARIS) == timedelta(days=7, hours=-1)
    assert autumn.plus(1).begins(PARIS) - autumn.begins(PARIS) == timedelta(days=7, hours=1)
