"""Shares and their ratios equal those of statsmodels, and never claim more than was seen."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import norm
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.proportion import proportion_confint

from xprsa.lab.statistics.normal import reach
from xprsa.lab.statistics.rates import Interval, ratio, weighted, wilson

CLOSE = 1e-9
COUNTS = st.integers(0, 5000)


@given(COUNTS, COUNTS, st.sampled_from([0.8, 0.95, 0.99]))
def test_wilson_equals_statsmodels_proportion_confint(hits: int, others: int, level: float) -> None:
    total = hits + others
    assume(total)
    found = wilson(hits=hits, total=total, level=level)
    low, high = proportion_confint(hits, total, alpha=1 - level, method="wilson")
    assert (found.low, found.high) == pytest.approx((low, high), abs=CLOSE)


@given(COUNTS, COUNTS)
def test_wilson_stays_inside_0_to_1_and_around_the_share(hits: int, others: int) -> None:
    assume(hits + others)
    found = wilson(hits=hits, total=hits + others)
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low <= found.estimate <= found.high <= 1


def test_a_share_of_nobody_is_0_without_bounds() -> None:
    assert wilson(hits=0, total=0) == Interval(0.0, None, None)


@pytest.mark.parametrize(("hits", "total"), [(3, 2), (-1, 2), (0, -1)])
def test_more_hits_than_people_are_refused(hits: int, total: int) -> None:
    with pytest.raises(ValueError, match="counted among"):
        wilson(hits=hits, total=total)


@given(*[st.integers(1, 3000)] * 4)
def test_a_ratio_equals_statsmodels_table2x2(hits: int, others: int, other_hits: int, rest: int) -> None:
    found = ratio(hits=hits, total=hits + others, other_hits=other_hits, other_total=other_hits + rest)
    table = Table2x2(np.array([[hits, others], [other_hits, rest]]))
    assert found is not None
    assert found.estimate == pytest.approx(table.riskratio, rel=CLOSE)
    assert (found.low, found.high) == pytest.approx(table.riskratio_confint(), rel=CLOSE)


@given(*[st.integers(1, 3000)] * 4)
def test_swapping_the_sides_of_a_ratio_turns_it_over(
    hits: int, others: int, other_hits: int, rest: int
) -> None:
    straight = ratio(hits=hits, total=hits + others, other_hits=other_hits, other_total=other_hits + rest)
    inverse = ratio(hits=other_hits, total=other_hits + rest, other_hits=hits, other_total=hits + others)
    assert straight is not None
    assert inverse is not None
    assert straight.estimate == pytest.approx(1 / inverse.estimate, rel=CLOSE)
    assert straight.low == pytest.approx(1 / inverse.high, rel=CLOSE)


@pytest.mark.parametrize(
    ("hits", "total", "other_hits", "other_total", "expected"),
    [
        (3, 10, 0, 10, None),
        (0, 0, 3, 10, None),
        (3, 10, 0, 0, None),
        (0, 10, 0, 10, None),
        (0, 10, 3, 10, Interval(0.0, None, None)),
        (10, 10, 7, 7, Interval(1.0, None, None)),
    ],
)
def test_a_ratio_that_means_nothing_is_not_given(
    hits: int, total: int, other_hits: int, other_total: int, expected: Interval | None
) -> None:
    assert ratio(hits=hits, total=total, other_hits=other_hits, other_total=other_total) == expected


def test_a_weighted_share_has_the_variance_of_numpy_within_each_stratum() -> None:
    hits, totals, weights = np.array([3, 40, 7]), np.array([12, 60, 90]), np.array([2.0, 1.0, 5.0])
    found = weighted(hits=hits, totals=totals, weights=weights)
    people = [np.repeat([1.0, 0.0], [hit, total - hit]) for hit, total in zip(hits, totals, strict=True)]
    portions = weights / 8
    share = sum(portion * stratum.mean() for portion, stratum in zip(portions, people, strict=True))
    variance = sum(
        portion**2 * stratum.var(ddof=1) / len(stratum)
        for portion, stratum in zip(portions, people, strict=True)
    )
    low, high = norm.interval(0.95, share, math.sqrt(variance))
    assert found.estimate == pytest.approx(share, abs=CLOSE)
    assert (found.low, found.high) == pytest.approx((low, high), abs=CLOSE)


def test_a_weighted_share_covers_the_true_one_as_often_as_it_says() -> None:
    rng = np.random.default_rng(20261101)
    totals, weights = np.array([60, 90, 150]), np.array([0.5, 0.3, 0.2])
    shares = np.array([0.15, 0.4, 0.6])
    times, held = 4000, 0
    for hits in rng.binomial(totals, shares, size=(times, 3)):
        found = weighted(hits=hits, totals=totals, weights=weights)
        assert found.low is not None
        assert found.high is not None
        held += found.low <= weights @ shares <= found.high
    assert held / times == pytest.approx(0.95, abs=0.015)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50), st.floats(0, 100)), min_size=1, max_size=8))
def test_a_weighted_share_stays_among_those_of_its_strata(strata: list[tuple[int, int, float]]) -> None:
    hits, others, weights = (np.array(column) for column in zip(*strata, strict=True))
    found = weighted(hits=hits, totals=hits + others, weights=weights.astype(float))
    held = (hits + others > 0) & (weights > 0)
    shares = hits[held] / (hits + others)[held] if held.any() else np.zeros(1)
    assert shares.min() - CLOSE <= found.estimate <= shares.max() + CLOSE
    assert 0 <= found.estimate <= 1
    if found.low is not None and found.high is not None:
        assert 0 <= found.low <= found.estimate <= found.high <= 1


def test_the_weight_of_an_empty_stratum_is_shared_out() -> None:
    with_empty = weighted(
        hits=np.array([3, 0, 7]), totals=np.array([10, 0, 10]), weights=np.array([1.0, 5.0, 3.0])
    )
    without = weighted(hits=np.array([3, 7]), totals=np.array([10, 10]), weights=np.array([1.0, 3.0]))
    assert with_empty == without


def test_without_weights_each_person_weighs_the_same() -> None:
    found = weighted(hits=np.array([3, 0, 7]), totals=np.array([10, 0, 20]), weights=None)
    assert found == wilson(hits=10, total=30)


@pytest.mark.parametrize(
    ("hits", "totals", "estimate"),
    [([0, 0], [0, 0], 0.0), ([0, 0], [9, 9], 0.0), ([9, 9], [9, 9], 1.0), ([1, 4], [1, 8], 0.75)],
    ids=["nobody", "no hit", "all hit", "one person alone"],
)
def test_strata_that_do_not_vary_give_no_bounds(hits: list[int], totals: list[int], estimate: float) -> None:
    found = weighted(hits=np.array(hits), totals=np.array(totals), weights=np.array([1.0, 1.0]))
    assert found == Interval(estimate, None, None)


@pytest.mark.parametrize(
    ("hits", "weights"), [([1, 1], [-1.0, 1.0]), ([1, 1], [float("nan"), 1.0]), ([5, 1], [1.0, 1.0])]
)
def test_weights_below_0_and_hits_beyond_the_people_are_refused(
    hits: list[int], weights: list[float]
) -> None:
    with pytest.raises(ValueError, match="not negative"):
        weighted(hits=np.array(hits), totals=np.array([3, 3]), weights=np.array(weights))


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0])
def test_an_interval_that_holds_nothing_or_everything_is_refused(level: float) -> None:
    with pytest.raises(ValueError, match="level"):
        reach(level)
