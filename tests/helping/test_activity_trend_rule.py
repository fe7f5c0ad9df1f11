"""The rule of `activity-trend`: late weeks against early ones, in whole numbers, and chance kept small."""

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xprsa.helping.activity_trend_card import TOLD_FROM
from xprsa.helping.activity_trend_rule import Comparison, Movement

MOST_BY_CHANCE = Fraction(2, 100)

minutes = st.integers(0, 10_080)
sides = st.sampled_from(sorted(TOLD_FROM))
halves = sides.flatmap(lambda side: st.tuples(*[st.tuples(*[minutes] * side)] * 2))
fulls = st.integers(30, 1_000)


def of(earlier: tuple[int, ...], latest: tuple[int, ...], full: int = 90) -> Comparison:
    return Comparison(earlier, latest, full)


def test_a_full_difference_in_every_comparison_is_a_hundred_points() -> None:
    assert of((0,) * 6, (90,) * 6).points == 100
    assert of((0,) * 6, (10_080,) * 6).points == 100
    assert of((90,) * 6, (0,) * 6).points == -100
    assert of((0,) * 6, (45,) * 6).points == 50
    assert of((0,) * 6, (0,) * 6).points == 0


def test_points_are_never_further_than_they_are() -> None:
    assert of((0,) * 6, (89,) * 6).points == 98  # 98.9
    assert of((89,) * 6, (0,) * 6).points == -98


@pytest.mark.parametrize(
    ("earlier", "latest", "movement"),
    [
        ((600,) * 6, (300,) * 6, Movement.FELL),
        ((300,) * 6, (600,) * 6, Movement.ROSE),
        ((600,) * 6, (0,) * 6, Movement.STOPPED),
        ((0,) * 6, (600,) * 6, Movement.BEGAN),
        ((0, 600, 600, 600, 600, 600), (0,) * 6, Movement.STOPPED),
        ((0, 0, 600, 600, 600, 600), (0,) * 6, Movement.STEADY),  # two weeks in three: not sure enough
        ((600,) * 6, (570,) * 6, Movement.STEADY),
        ((0,) * 6, (0,) * 6, Movement.STEADY),
        ((600,) * 4, (300,) * 4, Movement.FELL),
        ((600, 600, 600, 300), (300, 300, 300, 600), Movement.STEADY),
    ],
)
def test_each_movement_is_told_by_its_name(
    earlier: tuple[int, ...], latest: tuple[int, ...], movement: Movement
) -> None:
    assert of(earlier, latest).movement is movement


@given(halves, fulls)
def test_what_is_turned_round_is_the_opposite(
    both: tuple[tuple[int, ...], tuple[int, ...]], full: int
) -> None:
    earlier, latest = both
    opposite = {
        Movement.ROSE: Movement.FELL,
        Movement.FELL: Movement.ROSE,
        Movement.STOPPED: Movement.BEGAN,
        Movement.BEGAN: Movement.STOPPED,
        Movement.STEADY: Movement.STEADY,
    }
    forth, back = of(earlier, latest, full), of(latest, earlier, full)
    assert back.points == -forth.points
    assert back.movement is opposite[forth.movement]
    assert (back.before, back.after) == (forth.after, forth.before)


@given(halves, fulls, st.randoms(use_true_random=False))
def test_the_order_of_weeks_within_a_side_does_not_count(
    both: tuple[tuple[int, ...], tuple[int, ...]], full: int, chance: object
) -> None:
    earlier, latest = both
    mixed = of(tuple(sorted(earlier)), tuple(sorted(latest, reverse=True)), full)
    assert (mixed.points, mixed.movement) == (
        of(earlier, latest, full).points,
        of(earlier, latest, full).movement,
    )


@given(halves, fulls, st.integers(2, 9))
def test_a_smaller_contract_with_as_much_less_done_has_the_same_points(
    both: tuple[tuple[int, ...], tuple[int, ...]], full: int, times: int
) -> None:
    larger = [tuple(times * one for one in side) for side in both]
    assert of(*larger, times * full).points == of(*both, full).points


@given(halves, fulls, st.integers(0, 3), st.integers(1, 600))
def test_more_of_late_never_lowers_the_points_and_more_before_never_raises_them(
    both: tuple[tuple[int, ...], tuple[int, ...]], full: int, place: int, more: int
) -> None:
    earlier, latest = both
    was = of(earlier, latest, full).points
    assert of(earlier, _more(latest, place, more), full).points >= was
    assert of(_more(earlier, place, more), latest, full).points <= was


@given(halves, fulls)
def test_points_are_whole_and_lie_between_the_two_ends(
    both: tuple[tuple[int, ...], tuple[int, ...]], full: int
) -> None:
    compared = of(*both, full)
    assert isinstance(compared.points, int)
    assert -100 <= compared.points <= 100
    exact = Fraction(
        100 * sum(max(-full, min(full, late - early)) for late in both[1] for early in both[0]),
        full * len(both[0]) ** 2,
    )
    assert abs(compared.points) <= abs(exact) < abs(compared.points) + 1


@pytest.mark.parametrize(("side", "falls"), [(4, 1), (5, 2), (6, 12)])
def test_of_all_orders_of_weeks_that_all_differ_few_are_told_as_a_fall(side: int, falls: int) -> None:
    apart = [1_000 * place for place in range(2 * side)]
    assert _told_as_a_fall(apart, side) == falls  # of 70, 252 and 924 orders


def test_fewer_weeks_would_be_too_few() -> None:
    """Of three weeks on each side, one order in 20 has each late week below each early one: chance alone."""
    assert min(TOLD_FROM) == 4
    orders = list(combinations(range(6), 3))
    below = [late for late in orders if max(late) < 3]
    assert Fraction(len(below), len(orders)) == Fraction(1, 20) > MOST_BY_CHANCE


@given(st.data())
@settings(max_examples=30, deadline=None)
def test_chance_alone_is_told_as_a_fall_in_fewer_than_two_orders_of_a_hundred(data: st.DataObject) -> None:
    side = data.draw(sides)
    near, far = st.integers(0, 120), st.integers(0, 3_600)
    weeks = data.draw(st.lists(st.one_of(near, far), min_size=2 * side, max_size=2 * side))
    orders = len(list(combinations(range(2 * side), side)))
    assert Fraction(_told_as_a_fall(weeks, side, full=30), orders) < MOST_BY_CHANCE


def _told_as_a_fall(weeks: list[int], side: int, *, full: int = 90) -> int:
    """Count the ways to call half of the weeks late in which a fall would be told."""
    told = 0
    for late in combinations(range(2 * side), side):
        earlier = tuple(one for place, one in enumerate(weeks) if place not in late)
        compared = Comparison(earlier, tuple(weeks[place] for place in late), full)
        told += compared.movement in (Movement.FELL, Movement.STOPPED)
    return told


def _more(weeks: tuple[int, ...], place: int, minutes: int) -> tuple[int, ...]:
    return (*weeks[:place], weeks[place] + minutes, *weeks[place + 1 :])
