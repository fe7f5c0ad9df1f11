"""Tests of paired answers equal those of statsmodels, and a published example."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from scipy.stats import chi2, norm
from statsmodels.stats import contingency_tables

from xprsa.lab.statistics.normal import reach
from xprsa.lab.statistics.paired import Chi, PairedFlip, mcnemar, stuart_maxwell

CLOSE = 1e-9
NOTHING = Chi(statistic=0.0, degrees=0, p_value=1.0)
CROSSED = st.integers(0, 400)


@given(CROSSED, CROSSED)
def test_mcnemar_equals_statsmodels_mcnemar_exact(worse: int, better: int) -> None:
    assume(worse + better)
    found = mcnemar(worse=worse, better=better, pairs=worse + better + 50)
    expected = contingency_tables.mcnemar([[20, worse], [better, 30]], exact=True)
    assert found.p_value == pytest.approx(expected.pvalue, abs=CLOSE)


@pytest.mark.parametrize(("worse", "better"), [(0, 1), (0, 6), (1, 9), (4, 4), (12, 30)])
def test_mcnemar_is_the_share_of_coin_tosses_as_uneven(worse: int, better: int) -> None:
    crossed = worse + better
    as_uneven = [n for n in range(crossed + 1) if abs(2 * n - crossed) >= abs(worse - better)]
    share = Fraction(sum(math.comb(crossed, n) for n in as_uneven), 2**crossed)
    assert mcnemar(worse=worse, better=better, pairs=crossed).p_value == pytest.approx(
        float(share), rel=CLOSE
    )


@given(CROSSED, CROSSED, CROSSED)
def test_the_interval_of_the_net_share_is_walds_with_half_a_pair_more_in_each_cell(
    worse: int, better: int, same: int
) -> None:
    found = mcnemar(worse=worse, better=better, pairs=worse + better + same)
    assume(worse + better + same)
    total = worse + better + same + 2
    shares = np.array([worse + 0.5, better + 0.5, same + 1]) / total
    covariance = (np.diag(shares) - np.outer(shares, shares)) / total
    signs = np.array([1, -1, 0])
    low, high = norm.interval(0.95, signs @ shares, math.sqrt(signs @ covariance @ signs))
    assert (found.low, found.high) == pytest.approx((max(low, -1), min(high, 1)), abs=CLOSE)


@pytest.mark.parametrize(
    ("up", "down", "at_least"),
    [
        (0.1, 0.1, 0.94),
        (0.3, 0.1, 0.94),
        (0.2, 0.02, 0.94),
        (0.6, 0.3, 0.94),
        (0.05, 0.0, 0.87),  # two pairs of forty cross: the interval is known to be too narrow
    ],
)
def test_the_interval_of_the_net_share_covers_it_by_full_enumeration(
    up: float, down: float, at_least: float
) -> None:
    pairs, covered = 40, 0.0
    for worse in range(pairs + 1):
        for better in range(pairs + 1 - worse):
            same = pairs - worse - better
            ways = math.comb(pairs, worse) * math.comb(pairs - worse, better)
            found = mcnemar(worse=worse, better=better, pairs=pairs)
            assert found.low is not None
            assert found.high is not None
            if found.low <= up - down <= found.high:
                covered += ways * up**worse * down**better * (1 - up - down) ** same
    assert covered >= at_least


@given(CROSSED, CROSSED, CROSSED)
def test_swapping_the_sides_of_the_pairs_turns_the_net_share_round(
    worse: int, better: int, same: int
) -> None:
    pairs = worse + better + same
    assume(pairs)
    turned_worse = mcnemar(worse=worse, better=better, pairs=pairs)
    turned_better = mcnemar(worse=better, better=worse, pairs=pairs)
    assert turned_worse.net == -turned_better.net
    assert turned_worse.low == pytest.approx(-(turned_better.high or 0.0), abs=CLOSE)
    assert turned_worse.p_value == pytest.approx(turned_better.p_value, abs=CLOSE)
    assert turned_worse.flip_rate == turned_better.flip_rate == (worse + better) / pairs


def test_no_pairs_tell_nothing() -> None:
    assert mcnemar(worse=0, better=0, pairs=0) == PairedFlip(0.0, None, None, 0.0, 1.0)


def test_pairs_that_never_cross_tell_how_seldom_they_can() -> None:
    found = mcnemar(worse=0, better=0, pairs=1000)
    assert (found.net, found.flip_rate, found.p_value) == (0.0, 0.0, 1.0)
    assert found.high == pytest.approx(norm.isf(0.025) / 1002, rel=CLOSE)


@pytest.mark.parametrize(("worse", "better"), [(6, 5), (-1, 3), (3, -1)])
def test_pairs_that_are_not_among_the_pairs_are_refused(worse: int, better: int) -> None:
    with pytest.raises(ValueError, match="among the pairs"):
        mcnemar(worse=worse, better=better, pairs=10)


VISION = np.array(
    [[1520, 266, 124, 66], [234, 1512, 432, 78], [117, 362, 1772, 205], [36, 82, 179, 492]], dtype=np.int64
)


def test_stuart_maxwell_gives_the_published_example_of_unaided_vision() -> None:
    """Stuart, Biometrika 42, 1955: grades of the right and left eye of 7477 women; 11.96, 3 degrees."""
    found = stuart_maxwell(VISION)
    assert VISION.sum() == 7477
    assert found.statistic == pytest.approx(11.96, abs=0.005)
    assert found.degrees == 3


@given(arrays(np.int64, st.integers(2, 6).map(lambda k: (k, k)), elements=st.integers(1, 500)))
def test_stuart_maxwell_equals_statsmodels_homogeneity(table: NDArray[np.int64]) -> None:
    found = stuart_maxwell(table)
    expected = contingency_tables.SquareTable(table, shift_zeros=False).homogeneity("stuart_maxwell")
    assert found.statistic == pytest.approx(expected.statistic, rel=CLOSE, abs=CLOSE)
    assert found.p_value == pytest.approx(expected.pvalue, abs=CLOSE)
    assert found.degrees == expected.df


def test_a_class_that_nobody_enters_or_leaves_changes_nothing() -> None:
    wider = np.zeros((6, 6), dtype=np.int64)
    used = [0, 2, 3, 5]
    wider[np.ix_(used, used)] = VISION
    wider[4, 4] = 800
    found, expected = stuart_maxwell(wider), stuart_maxwell(VISION)
    assert found.degrees == expected.degrees
    assert found.statistic == pytest.approx(expected.statistic, rel=CLOSE)


def test_groups_of_classes_without_moves_between_them_are_tested_together() -> None:
    both = np.zeros((6, 6), dtype=np.int64)
    both[:4, :4] = VISION
    both[4:, 4:] = [[10, 31], [14, 10]]
    found = stuart_maxwell(both)
    statistic = stuart_maxwell(VISION).statistic + (31 - 14) ** 2 / (31 + 14)
    assert found.degrees == 4
    assert found.statistic == pytest.approx(statistic, rel=CLOSE)
    assert found.p_value == pytest.approx(chi2.sf(statistic, 4), rel=CLOSE)


def test_turning_the_pairs_round_gives_the_same_stuart_maxwell() -> None:
    assert stuart_maxwell(VISION.T).statistic == pytest.approx(stuart_maxwell(VISION).statistic, rel=CLOSE)


@pytest.mark.parametrize("table", [np.zeros((3, 3)), np.diag([4, 0, 9]), np.zeros((0, 0))])
def test_classes_that_nobody_leaves_tell_nothing(table: NDArray[np.float64]) -> None:
    assert stuart_maxwell(table.astype(np.int64)) == NOTHING


@pytest.mark.parametrize("table", [np.zeros((2, 3)), np.zeros(4), np.array([[1, -1], [2, 3]])])
def test_a_table_that_counts_no_pairs_is_refused(table: NDArray[np.float64]) -> None:
    with pytest.raises(ValueError, match="square table"):
        stuart_maxwell(table.astype(np.int64))


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0])
def test_an_interval_that_holds_nothing_or_everything_is_refused(level: float) -> None:
    with pytest.raises(ValueError, match="level"):
        reach(level)
