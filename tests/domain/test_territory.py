"""A territory's clock and its dated rules."""

from datetime import date
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xprsa.domain.territory import FRENCH_ZONES, Rules, Territory
from xprsa.domain.week import Week


def territory(*rules: Rules) -> Territory:
    return Territory(
        id=1, code="99", name="Valmont", zone=ZoneInfo("Europe/Paris"), rules=rules or (Rules(),)
    )


@pytest.mark.parametrize("name", FRENCH_ZONES)
def test_every_french_clock_is_known_to_the_system(name: str) -> None:
    assert name in available_timezones()
    assert str(ZoneInfo(name)) == name


def test_the_list_of_clocks_covers_every_hour_at_which_france_lives() -> None:
    assert len(set(FRENCH_ZONES)) == len(FRENCH_ZONES) == 15


def test_the_rules_of_a_week_are_those_in_force_on_its_monday() -> None:
    old, new = Rules(id=1, tacit_days=14), Rules(id=2, valid_from=date(2026, 11, 16), tacit_days=7)
    here = territory(new, old)
    assert here.rules_of(Week(2026, 46)) == old
    assert here.rules_of(Week(2026, 47)) == new
    assert here.rules_of(Week(2026, 48)) == new


def test_rules_that_begin_in_mid_week_hold_from_the_next_monday() -> None:
    old, new = Rules(id=1), Rules(id=2, valid_from=date(2026, 11, 18))
    here = territory(old, new)
    assert here.rules_of(Week(2026, 47)) == old
    assert here.rules_of(Week(2026, 48)) == new


def test_a_week_older_than_all_rules_is_read_with_the_oldest() -> None:
    old, new = Rules(id=1, valid_from=date(2026, 6, 1)), Rules(id=2, valid_from=date(2026, 9, 7))
    assert territory(new, old).rules_of(Week(2020, 1)) == old


def test_a_new_territory_keeps_eight_weeks_open_counts_after_14_days_and_calls_after_two_silent_weeks() -> (
    None
):
    rules = territory().rules_of(Week(2026, 47))
    assert (rules.open_weeks, rules.tacit_days, rules.silent_weeks) == (8, 14, 2)


@given(
    st.lists(st.dates(date(2024, 1, 1), date(2028, 12, 31)), min_size=1, max_size=6, unique=True), st.data()
)
def test_the_order_in_which_rules_are_kept_changes_nothing(days: list[date], data: st.DataObject) -> None:
    rules = [Rules(id=number, valid_from=day) for number, day in enumerate(days)]
    shuffled = data.draw(st.permutations(rules))
    week = Week.of(data.draw(st.dates(date(2023, 1, 1), date(2029, 12, 31))))
    assert territory(*rules).rules_of(week) == territory(*shuffled).rules_of(week)
