"""Differences are counted on a fine grid, in memory that does not grow."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.lab.counting import expanded
from xprsa.lab.tallies.differences import STEPS, Differences

values = st.lists(st.floats(-100, 100), max_size=50)


@given(values, values)
def test_differences_are_kept_to_a_ten_thousandth_of_the_scale(
    first: list[float], second: list[float]
) -> None:
    kept = Differences(span=100.0)
    kept.add(np.array(first))
    kept.add(np.array(second))
    assert np.allclose(expanded(kept.counted()), sorted(first + second), atol=100.0 / STEPS / 2 + 1e-9)


def test_memory_does_not_grow_with_the_differences_counted() -> None:
    kept = Differences(span=100.0)
    size = kept.counts.nbytes
    kept.add(np.random.default_rng(1).uniform(-100, 100, 1_000_000))
    assert kept.counts.nbytes == size
    assert kept.counted().total == 1_000_000
