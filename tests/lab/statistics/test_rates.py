"""Shares equal those of statsmodels, and never claim more than was seen."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from xprsa.lab.statistics.rates import Interval, wilson

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
