"""The fair rule: proportion of what was agreed, and nothing else."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from tests.lab.specimens.rows import history, shown, tombstone, week
from xprsa.lab.planted.blameless import fair_rule
from xprsa.lab.planted.fair import POINTS_OF_A_WHOLE_EFFORT
from xprsa.scoring.module import Row

MINUTES = st.integers(min_value=0, max_value=1440)
HISTORIES = st.lists(MINUTES, min_size=4, max_size=30)
HIGHEST_EFFORT = 1.6


def _value(rows: Sequence[Row]) -> float:
    value = fair_rule.answer(shown(fair_rule.card, rows)).value
    assert value is not None
    return value


def _weeks(minutes: Sequence[int]) -> list[Row]:
    return [week(at, total) for at, total in enumerate(minutes)]


@given(HISTORIES, st.data())
def test_moving_weeks_apart_so_that_some_are_silent_changes_nothing(
    minutes: list[int], data: st.DataObject
) -> None:
    gaps = data.draw(st.lists(st.integers(0, 3), min_size=len(minutes), max_size=len(minutes)))
    apart = [week(at + sum(gaps[: at + 1]), total) for at, total in enumerate(minutes)]
    assert _value(apart) == _value(_weeks(minutes))


@given(HISTORIES, MINUTES)
def test_a_week_that_does_not_compare_changes_nothing(minutes: list[int], other: int) -> None:
    excused = week(len(minutes), other, comparable=False)
    assert _value([*_weeks(minutes), excused]) == _value(_weeks(minutes))


@given(HISTORIES, st.integers(1, 60), st.data())
def test_more_minutes_never_lower_the_value(minutes: list[int], more: int, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(minutes) - 1))
    raised = [*minutes[:at], minutes[at] + more, *minutes[at + 1 :]]
    before, after = _value(_weeks(minutes)), _value(_weeks(raised))
    assert after > before or before == after == fair_rule.card.scale.span


@given(HISTORIES)
def test_the_same_minutes_spread_over_other_weeks_get_the_same_value(minutes: list[int]) -> None:
    whole, count = sum(minutes), len(minutes)
    even = [whole // count + (at < whole % count) for at in range(count)]
    assert _value(_weeks(even)) == _value(_weeks(minutes))


@given(HISTORIES, st.sampled_from(["work", "search", "project", "access", "other"]))
def test_the_same_minutes_in_another_family_get_the_same_value(minutes: list[int], family: str) -> None:
    elsewhere = [week(at, total, mix={family: 1.0}) for at, total in enumerate(minutes)]
    assert _value(elsewhere) == _value(_weeks(minutes))


@given(HISTORIES, st.sampled_from(["FT", "CD", "DCD", "ML", "CE", "IND"]), st.sampled_from(["23", "974"]))
def test_who_follows_and_where_one_lives_change_nothing(
    minutes: list[int], organisation: str, department: str
) -> None:
    marked = [row | {"organisation": organisation, "department": department} for row in _weeks(minutes)]
    assert fair_rule.answer(shown(fair_rule.card, marked)) == fair_rule.answer(
        shown(fair_rule.card, _weeks(minutes))
    )


@given(st.integers(min_value=40, max_value=160), st.sampled_from([480, 600, 720, 900, 1200]))
def test_the_value_follows_the_effort_in_a_line_without_meeting_an_end(percent: int, target: int) -> None:
    rows = [week(at, target * percent // 100, target_minutes=target) for at in range(10)]
    effort = (target * percent // 100) / target
    assert abs(_value(rows) - POINTS_OF_A_WHOLE_EFFORT * effort) < 1e-9
    assert 0 < _value(rows) < fair_rule.card.scale.span


def test_no_effort_in_whole_percent_falls_on_the_threshold() -> None:
    values = {POINTS_OF_A_WHOLE_EFFORT * percent / 100 for percent in range(round(100 * HIGHEST_EFFORT) + 1)}
    assert fair_rule.card.scale.kind == "number"
    assert min(abs(value - fair_rule.card.scale.threshold) for value in values) > 0.1


def test_too_few_weeks_or_none_that_compares_get_an_abstention() -> None:
    for rows in ([], history(3), history(20, comparable=False), history(20, target_minutes=None)):
        assert fair_rule.answer(shown(fair_rule.card, rows)).abstains
    assert fair_rule.answer(shown(fair_rule.card, [tombstone(at) for at in range(20)])).abstains
