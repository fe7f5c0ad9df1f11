"""Signed ranks on counted values equal SciPy on the numbers themselves, and brute force."""

import itertools
import math
import time

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from tests.lab.counting import counted, seen
from xprsa.lab.statistics.counted import Counted
from xprsa.lab.statistics.rates import Interval
from xprsa.lab.statistics.shift import SignedRankTest, hodges_lehmann, wilcoxon

CLOSE = 1e-9
TIED = st.integers(-12, 12).map(lambda whole: whole / 4)
FREE = st.floats(-1e3, 1e3)
PLAIN = st.lists(FREE.filter(bool), min_size=1, max_size=50, unique_by=abs)
FEW = st.lists(TIED, min_size=1, max_size=7) | st.lists(TIED, min_size=14, max_size=50) | PLAIN
MANY = st.lists(TIED, min_size=51, max_size=200) | st.lists(FREE, min_size=51, max_size=120)

# Hollander and Wolfe, Nonparametric Statistical Methods, example 3.1: Hamilton depression scale factor IV
# before and after a tranquilliser, nine patients.
BEFORE = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30]
AFTER = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
DEPRESSION = np.round(np.array(AFTER) - np.array(BEFORE), 3)


def _walsh(numbers: list[float]) -> list[float]:
    return sorted(x / 2 + y / 2 for x, y in itertools.combinations_with_replacement(numbers, 2))


@given(FEW)
@settings(deadline=None)
def test_few_differences_equal_scipy_wilcoxon_auto(numbers: list[float]) -> None:
    assume(any(numbers))
    _equals_scipy(numbers)


@given(MANY)
def test_many_differences_equal_scipy_wilcoxon_auto(numbers: list[float]) -> None:
    assume(any(numbers))
    _equals_scipy(numbers)


@pytest.mark.parametrize("size", [13, 14, 50, 51])
@pytest.mark.parametrize(
    "first",
    [
        pytest.param(-9.0, id="plain", marks=pytest.mark.slow),
        pytest.param(0.0, id="a zero"),
        pytest.param(-4.5, id="a tie", marks=pytest.mark.slow),
    ],
)
def test_wilcoxon_changes_its_law_where_scipy_wilcoxon_does(size: int, first: float) -> None:
    _equals_scipy([first, *(1.5 * n - 4.4 for n in range(size - 2)), 4.5])


def _equals_scipy(numbers: list[float]) -> None:
    found = wilcoxon(counted(numbers))
    expected = stats.wilcoxon(numbers, zero_method="wilcox", correction=False, method="auto")
    assert found.statistic == pytest.approx(expected.statistic, rel=CLOSE, abs=CLOSE)
    assert found.p_value == pytest.approx(expected.pvalue, abs=CLOSE)
    assert found.nonzero == np.count_nonzero(numbers)


def test_wilcoxon_is_the_share_of_changes_of_sign_as_uneven() -> None:
    ranks = stats.rankdata(np.abs(DEPRESSION))
    sums = [sum(itertools.compress(ranks, signs)) for signs in itertools.product([0, 1], repeat=9)]
    as_uneven = sum(min(rank_sum, 45 - rank_sum) <= 5 for rank_sum in sums)
    found = wilcoxon(counted(DEPRESSION))
    assert found.statistic == 5
    assert found.p_value == pytest.approx(as_uneven / 2**9, rel=CLOSE)


@given(MANY)
def test_turning_the_differences_round_gives_the_same_wilcoxon(numbers: list[float]) -> None:
    straight, turned = wilcoxon(counted(numbers)), wilcoxon(counted([-number for number in numbers]))
    assert straight.p_value == pytest.approx(turned.p_value, abs=CLOSE)
    assert 0 <= straight.p_value <= 1


@pytest.mark.parametrize("zeros", [0, 1, 30, 2_000_000])
def test_differences_of_0_tell_nothing(zeros: int) -> None:
    assert wilcoxon(seen({0.0: zeros})) == SignedRankTest(statistic=0.0, p_value=1.0, nonzero=0)


def test_more_zeros_leave_the_normal_law_as_it_was() -> None:
    ties = {-2.0: 30, -1.0: 41, 1.0: 60, 3.0: 35}
    assert wilcoxon(seen(ties)) == wilcoxon(seen({**ties, 0.0: 3_000_000}))


@given(FEW | MANY)
@settings(deadline=None)
def test_the_pseudo_median_is_the_median_of_all_walsh_averages(numbers: list[float]) -> None:
    found, averages = hodges_lehmann(counted(numbers)), _walsh(numbers)
    middle = averages[(len(averages) - 1) // 2] / 2 + averages[len(averages) // 2] / 2
    assert found.estimate == middle


@given(MANY, st.sampled_from([0.8, 0.95, 0.99]))
@settings(deadline=None)
def test_the_bounds_are_the_walsh_averages_cut_off_by_the_normal_law(
    numbers: list[float], level: float
) -> None:
    found, averages, n = hodges_lehmann(counted(numbers), level), _walsh(numbers), len(numbers)
    first = stats.norm.ppf((1 - level) / 2, n * (n + 1) / 4, math.sqrt(n * (n + 1) * (2 * n + 1) / 24))
    cut = math.floor(first)
    assert (found.low, found.high) == (averages[cut - 1], averages[-cut])


@given(
    st.lists(
        st.sampled_from([0.1, 0.2, 0.3, 1e16, -1e16, 1e-9, 1.0, 1.0 + 2**-52, 5e-324, 1e308]), min_size=1
    )
)
def test_ranks_of_averages_are_exact_however_they_round(numbers: list[float]) -> None:
    averages = _walsh(numbers)
    middle = averages[(len(averages) - 1) // 2] / 2 + averages[len(averages) // 2] / 2
    assert hodges_lehmann(counted(numbers)).estimate == middle


def test_hodges_lehmann_gives_the_published_example_of_the_depression_scale() -> None:
    """Hollander and Wolfe, example 3.3: an estimate of -0.46."""
    averages = _walsh(DEPRESSION.tolist())
    found = hodges_lehmann(counted(DEPRESSION))
    assert found.estimate == pytest.approx(-0.46, abs=CLOSE)
    assert found.estimate == averages[22]


@given(MANY)
@settings(deadline=None)
def test_turning_the_differences_round_turns_the_shift_round(numbers: list[float]) -> None:
    straight, turned = (
        hodges_lehmann(counted(numbers)),
        hodges_lehmann(counted([-number for number in numbers])),
    )
    assert turned.high is not None
    assert straight.low == -turned.high
    assert straight.estimate == -turned.estimate


@pytest.mark.parametrize(
    ("counted", "expected"),
    [
        ({}, Interval(0.0, None, None)),
        ({4.0: 1}, Interval(4.0, None, None)),
        ({4.0: 5}, Interval(4.0, None, None)),
        ({4.0: 6}, Interval(4.0, 4.0, 4.0)),
        ({0.0: 100}, Interval(0.0, 0.0, 0.0)),
    ],
)
def test_too_few_differences_give_no_bounds(counted: dict[float, int], expected: Interval) -> None:
    assert hodges_lehmann(seen(counted)) == expected


def test_the_interval_covers_the_shift_as_often_as_it_says_even_among_many_zeros() -> None:
    rng = np.random.default_rng(20261102)
    times, size = 300, 80
    free = rng.normal(1.5, 1.0, size=(times, size))
    tied = np.where(rng.random((times, size)) < 0.5, 0.0, rng.integers(-3, 4, size=(times, size)))
    slack = 3 * math.sqrt(0.95 * 0.05 / times)
    assert _coverage(free, 1.5) == pytest.approx(0.95, abs=slack)
    assert _coverage(tied, 0.0) >= 0.95 - slack


def _coverage(samples: "np.ndarray[tuple[int, int], np.dtype[np.float64]]", truth: float) -> float:
    found = [hodges_lehmann(counted(sample)) for sample in samples]
    assert all(interval.low is not None and interval.high is not None for interval in found)
    return sum(interval.low <= truth <= interval.high for interval in found) / len(found)


def test_ten_million_differences_on_the_finest_grid_take_seconds_at_most() -> None:
    rng = np.random.default_rng(20261103)
    counted = Counted(np.arange(-10_000, 10_001) / 100, rng.integers(1, 1000, 20_001))
    started = time.process_time()
    found = hodges_lehmann(counted)
    assert wilcoxon(counted).nonzero > 9_000_000
    assert time.process_time() - started < 10
    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.estimate <= found.high
