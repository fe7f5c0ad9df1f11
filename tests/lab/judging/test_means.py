"""Means equal SciPy's t test of one sample, p and interval."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_1samp

from tests.lab.counting import counted
from xprsa.lab.judging.means import deviation_of, mean_of, mean_p

SAMPLES = st.lists(st.integers(-1000, 1000).map(lambda cents: cents / 100), min_size=30, max_size=60).filter(
    lambda numbers: len(set(numbers)) > 1
)


@given(SAMPLES)
def test_a_mean_equals_scipy_ttest_1samp(numbers: list[float]) -> None:
    expected = ttest_1samp(numbers, 0.0)
    low, high = expected.confidence_interval(0.95)
    differences = counted(numbers)
    mean = mean_of(differences)
    assert (mean.low, mean.high) == (pytest.approx(low, abs=1e-9), pytest.approx(high, abs=1e-9))
    found = mean_p(mean.value, deviation_of(differences), differences.total)
    assert found == pytest.approx(expected.pvalue, abs=1e-9)


def test_fewer_than_30_differences_are_no_evidence_and_equal_ones_are_sure() -> None:
    assert mean_p(5.0, 1.0, 29) == 1.0
    assert mean_p(5.0, 0.0, 30) == 0.0
    assert mean_p(0.0, 0.0, 30) == 1.0
