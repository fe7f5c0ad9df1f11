"""The tally of an effect equals what a loop over its pairs would count."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.lab.cards import SCALE
from tests.lab.counting import expanded
from xprsa.lab.hearing.outcomes import State
from xprsa.lab.tallies.pairs import PairTally, Side, is_adverse
from xprsa.scoring.module import GradeScale

GRADES = GradeScale(grades=("a", "b", "c"), threshold="b")
SHAPE = (3, 4)

points = st.one_of(st.none(), st.just("abstains"), st.integers(0, 10_000).map(lambda n: n / 100))
sides = st.lists(points, min_size=12, max_size=12)


def _side(values: list[float | str | None]) -> Side:
    severity = [value if isinstance(value, float) else np.nan for value in values]
    state = [
        State.ANSWERED if isinstance(value, float) else State.ABSTAINED if value else State.FAILED
        for value in values
    ]
    return Side(np.array(severity).reshape(SHAPE), np.array(state, dtype=np.int8).reshape(SHAPE))


@given(sides, sides)
def test_a_tally_counts_pairs_flips_and_abstentions_as_a_loop_does(
    before: list[float | str | None], after: list[float | str | None]
) -> None:
    tally = PairTally(SCALE, archetypes=3)
    tally.add(_side(before), _side(after))
    pairs = list(zip(before, after, strict=True))
    answered = [(a, b) for a, b in pairs if isinstance(a, float) and isinstance(b, float)]
    assert tally.pairs == 12
    assert tally.answered == len(answered)
    assert tally.worse == sum(b >= 50 > a for a, b in answered)
    assert tally.better == sum(a >= 50 > b for a, b in answered)
    assert tally.silent_more == sum(isinstance(a, float) and not isinstance(b, float) for a, b in pairs)
    assert tally.silent_less == sum(isinstance(b, float) and not isinstance(a, float) for a, b in pairs)
    assert sum(part.answered for part in tally.lives) == len(answered)
    assert np.isclose(sum(part.total for part in tally.lives), sum(b - a for a, b in answered))
    expected = sorted(round(b - a, 2) for a, b in answered)
    assert np.allclose(expanded(tally.differences.counted()), expected)


@given(sides, sides)
def test_exchanging_the_sides_turns_every_sign(
    before: list[float | str | None], after: list[float | str | None]
) -> None:
    straight, turned = PairTally(SCALE, archetypes=3), PairTally(SCALE, archetypes=3)
    straight.add(_side(before), _side(after))
    turned.add(_side(after), _side(before))
    assert (straight.worse, straight.better) == (turned.better, turned.worse)
    assert np.allclose(
        expanded(straight.differences.counted()), -expanded(turned.differences.counted())[::-1]
    )


@given(sides, sides, st.lists(st.booleans(), min_size=12, max_size=12))
def test_sides_change_over_only_where_told(
    before: list[float | str | None], after: list[float | str | None], swapped: list[bool]
) -> None:
    first, second = _side(before).either(_side(after), np.array(swapped).reshape(SHAPE))
    chosen = [b if swap else a for a, b, swap in zip(before, after, swapped, strict=True)]
    rest = [a if swap else b for a, b, swap in zip(before, after, swapped, strict=True)]
    assert np.array_equal(first.state, _side(chosen).state)
    assert np.array_equal(second.severity, _side(rest).severity, equal_nan=True)


@given(st.tuples(sides, sides, sides, sides))
def test_together_is_what_is_beyond_the_sum_of_each_alone(
    corners: tuple[list[float | str | None], ...],
) -> None:
    tally = PairTally(SCALE, archetypes=3, reach=2)
    neither, first_alone, second_alone, both = (_side(corner) for corner in corners)
    tally.add_together((neither, first_alone, second_alone, both))
    complete = [
        row
        for row in zip(*corners, strict=True)
        if all(
            isinstance(value, float) and 0 < value < 100 for value in row
        )  # severity 0 to 100: not at an end
    ]
    beyond = sorted(d - b - c + a for a, b, c, d in complete)  # type: ignore[operator]
    assert tally.answered == len(complete)
    assert np.allclose(expanded(tally.differences.counted()), beyond, atol=0.006)


def test_two_attributes_that_only_add_up_do_nothing_together() -> None:
    tally = PairTally(SCALE, archetypes=3, reach=2)
    sides = [_side([value] * 12) for value in (10.0, 13.0, 15.0, 18.0)]
    tally.add_together((sides[0], sides[1], sides[2], sides[3]))
    assert tally.differences.counted().mean == 0.0


def test_silence_that_only_both_together_bring_is_counted() -> None:
    tally = PairTally(SCALE, archetypes=3, reach=2)
    spoken, silent = _side([10.0] * 12), _side([*["abstains"] * 5, *[10.0] * 7])
    tally.add_together((spoken, spoken, spoken, silent))
    assert (tally.pairs, tally.answered, tally.silent_more, tally.silent_less) == (12, 7, 5, 0)


def test_silence_that_each_brings_alone_is_no_silence_of_both_together() -> None:
    tally = PairTally(SCALE, archetypes=3, reach=2)
    spoken, silent = _side([10.0] * 12), _side(["abstains"] * 12)
    tally.add_together((spoken, silent, silent, silent))
    assert (tally.silent_more, tally.silent_less) == (0, 0)


def test_pairs_are_tallied_by_value_too() -> None:
    tally = PairTally(SCALE, archetypes=3, values=2)
    codes = np.array([1, 2] * 6, dtype=np.int8).reshape(SHAPE)
    tally.add(_side([40.0] * 12), _side([40.0, 60.0] * 6), codes)
    first, second = tally.by_value
    assert (first.pairs, first.total, first.worse) == (6, 0.0, 0)
    assert (second.pairs, second.total, second.worse) == (6, 120.0, 6)


def test_grades_are_tallied_as_a_table_of_both_sides() -> None:
    tally = PairTally(GRADES, archetypes=3)
    before, after = [0.0, 1.0, 2.0] * 4, [1.0, 1.0, 0.0] * 4
    tally.add(_side(list(before)), _side(list(after)))
    assert tally.grades.tolist() == [[0, 4, 0], [0, 4, 0], [4, 0, 0]]
    assert (tally.worse, tally.better) == (4, 4)


def test_an_answer_on_the_threshold_is_adverse_and_no_answer_is_not() -> None:
    severity = np.array([49.99, 50.0, 50.01, np.nan])
    assert is_adverse(severity, SCALE).tolist() == [False, True, True, False]
