"""Adjusted p-values equal those of statsmodels, whatever their order."""

import gc
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from xprsa.lab.statistics.families import holm

CLOSE = 1e-9
P_VALUES = st.lists(st.floats(0, 1) | st.sampled_from([0.0, 0.001, 0.01, 0.04, 1.0]), min_size=1, max_size=40)


@pytest.fixture(autouse=True, scope="module")
def nothing_to_collect() -> Iterator[None]:
    """Let statsmodels find little: it collects garbage at each call."""
    gc.freeze()
    yield
    gc.unfreeze()


@given(P_VALUES)
@settings(max_examples=30, deadline=None)
def test_holm_equals_statsmodels_multipletests(p_values: list[float]) -> None:
    assert holm(p_values) == pytest.approx(multipletests(p_values, method="holm")[1], abs=CLOSE)


@given(P_VALUES)
def test_an_adjusted_p_value_is_never_smaller_and_keeps_its_rank(p_values: list[float]) -> None:
    adjusted = np.array(holm(p_values))
    assert (adjusted >= np.array(p_values) - 1e-15).all()
    assert (adjusted <= 1).all()
    assert (np.diff(adjusted[np.argsort(p_values)]) >= 0).all()


def test_one_test_alone_is_left_as_it_was() -> None:
    assert holm([0.03]) == (0.03,)


def test_no_tests_are_no_tests() -> None:
    assert holm([]) == ()


@pytest.mark.parametrize("wrong", [-0.1, 1.1, float("nan")])
def test_what_is_no_p_value_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        holm([0.5, wrong])


def test_holm_seldom_cries_wolf_over_twenty_tests_without_effect() -> None:
    rng = np.random.default_rng(20261104)
    times = 2000
    alarms = sum(min(holm(p_values.tolist())) < 0.05 for p_values in rng.random((times, 20)))
    assert alarms / times == pytest.approx(0.05, abs=0.015)
