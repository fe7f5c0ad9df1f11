"""Counted values say what the numbers themselves would say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lab.counting import counted
from xprsa.lab.statistics.counted import Counted

SOME = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40)


@given(SOME)
def test_the_mean_is_that_of_the_numbers(numbers: list[float]) -> None:
    assert counted(numbers).mean == pytest.approx(np.mean(numbers), rel=1e-12, abs=1e-9)


@given(SOME, st.floats(0, 1))
def test_a_quantile_is_that_of_numpy(numbers: list[float], q: float) -> None:
    twice = numbers + numbers[:3]
    assert counted(twice).quantile(q) == pytest.approx(np.quantile(twice, q), rel=1e-12, abs=1e-8)


def test_nothing_counted_has_a_mean_and_quantiles_of_0() -> None:
    nothing = counted([])
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
        counted([1.0]).quantile(q)
