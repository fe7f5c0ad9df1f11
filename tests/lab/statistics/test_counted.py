"""Counted values say what the numbers themselves would say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xprsa.lab.statistics.counted import Counted

NUMBERS = st.lists(st.integers(-40, 40).map(lambda whole: whole / 4), max_size=60)
SOME = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40)


def _same(one: Counted, other: Counted) -> bool:
    return one.values.tolist() == other.values.tolist() and one.counts.tolist() == other.counts.tolist()


@given(NUMBERS, NUMBERS)
def test_merging_what_was_counted_is_counting_what_was_merged(one: list[float], other: list[float]) -> None:
    merged = Counted.from_values(np.array(one)).merged(Counted.from_values(np.array(other)))
    assert _same(merged, Counted.from_values(np.array(one + other)))


@given(NUMBERS)
def test_what_was_counted_can_be_given_back(numbers: list[float]) -> None:
    counted = Counted.from_values(np.array(numbers))
    assert counted.expanded().tolist() == sorted(numbers)
    assert counted.total == len(numbers)


@given(SOME)
def test_the_mean_is_that_of_the_numbers(numbers: list[float]) -> None:
    assert Counted.from_values(np.array(numbers)).mean == pytest.approx(np.mean(numbers), rel=1e-12, abs=1e-9)


@given(SOME, st.floats(0, 1))
def test_a_quantile_is_that_of_numpy(numbers: list[float], q: float) -> None:
    counted = Counted.from_values(np.array(numbers + numbers[:3]))
    assert counted.quantile(q) == pytest.approx(np.quantile(counted.expanded(), q), rel=1e-12, abs=1e-8)


def test_a_mapping_is_counted_in_order_and_without_what_was_never_seen() -> None:
    counted = Counted.of({2.0: 3, -1.0: 1, 5.0: 0})
    assert counted.values.tolist() == [-1.0, 2.0]
    assert counted.counts.tolist() == [1, 3]


def test_nothing_counted_has_a_mean_and_quantiles_of_0() -> None:
    nothing = Counted.of({})
    assert (nothing.total, nothing.mean, nothing.quantile(0.5)) == (0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("values", "counts", "why"),
    [
        ([2.0, 1.0], [1, 1], "increasing"),
        ([1.0, 1.0], [1, 1], "increasing"),
        ([1.0, float("nan")], [1, 1], "finite"),
        ([float("-inf"), 1.0], [1, 1], "finite"),
        ([1.0, 2.0], [1, 0], "at least once"),
        ([1.0, 2.0], [1], "one length"),
    ],
)
def test_what_cannot_be_counted_on_is_refused(values: list[float], counts: list[int], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Counted(np.array(values), np.array(counts))


@pytest.mark.parametrize("q", [-0.1, 1.1])
def test_a_share_outside_0_to_1_has_no_quantile(q: float) -> None:
    with pytest.raises(ValueError, match="share"):
        Counted.of({1.0: 1}).quantile(q)
