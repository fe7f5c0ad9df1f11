"""The odds ratio across strata equals that of statsmodels."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from scipy.stats.contingency import odds_ratio as scipy_odds_ratio
from statsmodels.stats.contingency_tables import StratifiedTable

from xprsa.lab.statistics.strata import CommonOdds, mantel_haenszel

CLOSE = 1e-9
TABLES = arrays(np.int64, st.tuples(st.integers(1, 8), st.just(2), st.just(2)), elements=st.integers(0, 300))


@given(TABLES)
def test_mantel_haenszel_equals_statsmodels_stratified_table(tables: NDArray[np.int64]) -> None:
    assume((tables.sum(axis=(1, 2)) > 1).all())
    assume((tables[:, 0, 0] * tables[:, 1, 1]).any() and (tables[:, 0, 1] * tables[:, 1, 0]).any())
    found, expected = mantel_haenszel(tables), StratifiedTable(list(tables))
    test = expected.test_null_odds()
    assert found.odds_ratio == pytest.approx(expected.oddsratio_pooled, rel=CLOSE)
    assert (found.low, found.high) == pytest.approx(expected.oddsratio_pooled_confint(), rel=CLOSE)
    assert found.statistic == pytest.approx(test.statistic, rel=CLOSE, abs=CLOSE)
    assert found.p_value == pytest.approx(test.pvalue, abs=CLOSE)


@given(arrays(np.int64, (2, 2), elements=st.integers(1, 300)))
def test_one_stratum_has_its_own_odds_ratio_as_scipy_gives_it(table: NDArray[np.int64]) -> None:
    found, expected = mantel_haenszel(table[np.newaxis]), scipy_odds_ratio(table, kind="sample")
    bounds = expected.confidence_interval(0.95)
    assert found.odds_ratio == pytest.approx(expected.statistic, rel=CLOSE)
    assert (found.low, found.high) == pytest.approx((bounds.low, bounds.high), rel=CLOSE)


@given(TABLES)
def test_swapping_the_sides_turns_the_odds_ratio_over(tables: NDArray[np.int64]) -> None:
    straight, swapped = mantel_haenszel(tables), mantel_haenszel(tables[:, ::-1])
    assume(straight.odds_ratio and swapped.odds_ratio)
    assert straight.odds_ratio == pytest.approx(1 / (swapped.odds_ratio or 1), rel=CLOSE)
    assert straight.low == pytest.approx(1 / (swapped.high or 1), rel=CLOSE)
    assert straight.p_value == pytest.approx(swapped.p_value, abs=CLOSE)


@given(TABLES)
def test_strata_of_nobody_or_one_person_change_nothing(tables: NDArray[np.int64]) -> None:
    idle = np.array([[[0, 0], [0, 0]], [[1, 0], [0, 0]], [[0, 1], [0, 0]]], dtype=np.int64)
    assert mantel_haenszel(np.concatenate([tables, idle])) == mantel_haenszel(tables)


def test_a_wider_level_gives_a_wider_interval() -> None:
    tables = np.array([[[12, 5], [7, 9]], [[30, 21], [14, 33]]], dtype=np.int64)
    usual, wide = mantel_haenszel(tables), mantel_haenszel(tables, level=0.99)
    bounds = StratifiedTable(list(tables)).oddsratio_pooled_confint(alpha=0.01)
    assert (wide.low, wide.high) == pytest.approx(bounds, rel=CLOSE)
    assert usual.low is not None
    assert wide.low is not None
    assert wide.low < usual.low


@pytest.mark.parametrize(
    "tables",
    [np.zeros((0, 2, 2)), np.zeros((3, 2, 2)), [[[5, 0], [9, 0]]], [[[5, 4], [0, 0]]], [[[1, 0], [0, 0]]]],
    ids=["no stratum", "nobody", "one answer", "one side", "one person"],
)
def test_strata_without_both_sides_and_both_answers_tell_nothing(tables: object) -> None:
    found = mantel_haenszel(np.array(tables, dtype=np.int64))
    assert found == CommonOdds(odds_ratio=None, low=None, high=None, statistic=0.0, p_value=1.0)


def test_an_odds_ratio_of_0_or_beyond_measure_has_no_bounds_but_a_test() -> None:
    none = mantel_haenszel(np.array([[[0, 8], [7, 0]]], dtype=np.int64))
    beyond = mantel_haenszel(np.array([[[8, 0], [0, 7]]], dtype=np.int64))
    assert (none.odds_ratio, none.low, none.high) == (0.0, None, None)
    assert (beyond.odds_ratio, beyond.low, beyond.high) == (None, None, None)
    assert none.p_value == pytest.approx(beyond.p_value, rel=CLOSE)
    assert none.p_value < 0.001


@pytest.mark.parametrize("tables", [np.zeros((2, 2)), np.zeros((1, 2, 3)), -np.ones((1, 2, 2))])
def test_what_counts_nobody_is_refused(tables: NDArray[np.float64]) -> None:
    with pytest.raises(ValueError, match="two by two"):
        mantel_haenszel(tables.astype(np.int64))
