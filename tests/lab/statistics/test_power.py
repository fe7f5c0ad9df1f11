"""Power worked out beforehand equals full enumeration, and what simulated audits find."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lab.counting import counted
from xprsa.lab.statistics.paired import mcnemar
from xprsa.lab.statistics.power import mcnemar_power, pairs_needed, shift_power
from xprsa.lab.statistics.shift import wilcoxon

CLOSE = 1e-9
STANDARD_ERRORS = 3


def _enumerated(pairs: int, net: float, discordant: float, level: float) -> float:
    """Sum the chances of all outcomes of all pairs that the test itself refuses."""
    up, down = (discordant + net) / 2, (discordant - net) / 2
    return math.fsum(
        math.comb(pairs, worse)
        * math.comb(pairs - worse, better)
        * up**worse
        * max(down, 0.0) ** better
        * (1 - discordant) ** (pairs - worse - better)
        for worse in range(pairs + 1)
        for better in range(pairs + 1 - worse)
        if mcnemar(worse=worse, better=better, pairs=pairs).p_value <= level
    )


@pytest.mark.parametrize("pairs", [1, 5, 6, 12, 25])
@pytest.mark.parametrize(
    ("net", "discordant"), [(0.0, 0.5), (0.2, 0.3), (-0.4, 0.6), (0.3, 0.3), (0.9, 1.0), (0.008, 0.008)]
)
@pytest.mark.parametrize("level", [0.05, 0.01])
def test_the_power_of_mcnemar_equals_full_enumeration(
    pairs: int, net: float, discordant: float, level: float
) -> None:
    found = mcnemar_power(pairs=pairs, net=net, discordant=discordant, level=level)
    assert found == pytest.approx(_enumerated(pairs, net, discordant, level), abs=CLOSE)


def test_an_outcome_right_at_the_level_is_refused() -> None:
    sure = mcnemar_power(pairs=6, net=1.0, discordant=1.0, level=2 / 2**6)
    assert mcnemar(worse=6, better=0, pairs=6).p_value == 2 / 2**6
    assert sure == 1.0


@pytest.mark.parametrize(
    ("pairs", "net", "discordant"),
    [
        (200, 0.1, 0.25),
        pytest.param(1500, 0.02, 0.1, marks=pytest.mark.slow),
        pytest.param(400, -0.08, 0.3, marks=pytest.mark.slow),
    ],
)
def test_simulated_audits_find_flips_as_often_as_foretold(pairs: int, net: float, discordant: float) -> None:
    rng = np.random.default_rng(20261105)
    times, level = 2000, 0.05
    shares = [(discordant + net) / 2, (discordant - net) / 2, 1 - discordant]
    found = sum(
        mcnemar(worse=int(worse), better=int(better), pairs=pairs).p_value <= level
        for worse, better, _ in rng.multinomial(pairs, shares, size=times)
    )
    _agrees(found / times, mcnemar_power(pairs=pairs, net=net, discordant=discordant, level=level), times)


@pytest.mark.parametrize(
    ("pairs", "shift"),
    [
        (100, 0.3),
        pytest.param(300, 0.15, marks=pytest.mark.slow),
        pytest.param(300, 0.0, marks=pytest.mark.slow),
    ],
)
def test_simulated_audits_find_shifts_as_often_as_foretold(pairs: int, shift: float) -> None:
    found = _shifts_found(pairs, shift, times=8000)
    _agrees(found, shift_power(pairs=pairs, shift=shift * 7, deviation=7.0, level=0.05), 8000)


@pytest.mark.parametrize(("pairs", "shift", "excess"), [(20, 0.7, 0.04), (60, 0.4, 0.01)])
def test_the_power_of_few_pairs_is_foretold_as_much_too_high_as_the_words_say(
    pairs: int, shift: float, excess: float
) -> None:
    found = _shifts_found(pairs, shift, times=4000)
    foretold = shift_power(pairs=pairs, shift=shift * 7, deviation=7.0, level=0.05)
    assert foretold - found == pytest.approx(excess, abs=0.01)


def _shifts_found(pairs: int, shift: float, *, times: int) -> float:
    rng = np.random.default_rng(20261106)
    samples = rng.normal(shift * 7, 7.0, size=(times, pairs))
    return sum(wilcoxon(counted(sample)).p_value <= 0.05 for sample in samples) / times


def _agrees(found: float, foretold: float, times: int) -> None:
    error = math.sqrt(foretold * (1 - foretold) / times)
    assert found == pytest.approx(foretold, abs=STANDARD_ERRORS * error)


@given(st.integers(1, 400), st.floats(0.02, 0.5), st.floats(0, 1))
@settings(deadline=None)
def test_twice_the_pairs_find_no_fewer_flips(pairs: int, discordant: float, part: float) -> None:
    effect = {"net": discordant * part, "discordant": discordant, "level": 0.05}
    assert mcnemar_power(pairs=2 * pairs, **effect) >= mcnemar_power(pairs=pairs, **effect) - CLOSE


@pytest.mark.parametrize(("net", "discordant"), [(0.02, 0.1), (0.1, 0.3), (0.05, 0.05), (0.4, 0.6)])
def test_each_pair_more_finds_no_fewer_flips_where_few_cross(net: float, discordant: float) -> None:
    powers = [mcnemar_power(pairs=pairs, net=net, discordant=discordant, level=0.05) for pairs in range(300)]
    assert (np.diff(powers) >= -CLOSE).all()


@given(st.integers(0, 10_000), st.floats(0, 3), st.floats(0.01, 3))
def test_each_pair_more_finds_no_fewer_shifts(pairs: int, shift: float, deviation: float) -> None:
    effect = {"shift": shift, "deviation": deviation, "level": 0.05}
    assert shift_power(pairs=pairs + 1, **effect) >= shift_power(pairs=pairs, **effect) - 1e-12


@given(st.integers(0, 2000), st.floats(1e-9, 1), st.floats(0, 1), st.sampled_from([0.05, 0.001]))
@settings(deadline=None)
def test_power_is_a_share_and_the_same_whichever_side_is_hurt(
    pairs: int, discordant: float, part: float, level: float
) -> None:
    net = discordant * part
    found = mcnemar_power(pairs=pairs, net=net, discordant=discordant, level=level)
    assert 0 <= found <= 1
    turned = mcnemar_power(pairs=pairs, net=-net, discordant=discordant, level=level)
    assert turned == pytest.approx(found, abs=CLOSE)


@given(st.integers(0, 2000), st.floats(1e-9, 1), st.sampled_from([0.05, 0.001]))
@settings(deadline=None)
def test_without_an_effect_alarms_stay_below_the_level(pairs: int, discordant: float, level: float) -> None:
    assert mcnemar_power(pairs=pairs, net=0.0, discordant=discordant, level=level) <= level


def test_a_million_pairs_are_summed_as_exactly_as_their_normal_law_lets_one_check() -> None:
    """Normal approximation with continuity correction: at this size it is within a few thousandths."""
    pairs, net, discordant = 1_000_000, 0.0012, 0.2
    crossed, limit = pairs * discordant, 1.959963984540054
    reach = (abs(net) * pairs - 1) / math.sqrt(crossed) - limit
    found = mcnemar_power(pairs=pairs, net=net, discordant=discordant, level=0.05)
    assert found == pytest.approx(0.5 * math.erfc(-reach / math.sqrt(2)), abs=0.003)


@pytest.mark.parametrize(
    ("net", "discordant", "level", "power"),
    [(0.1, 0.3, 0.05, 0.8), (0.05, 0.05, 0.01, 0.9), (-0.4, 0.6, 0.05, 0.5), (0.02, 0.1, 0.0005, 0.8)],
)
def test_the_pairs_needed_are_the_fewest_that_have_the_power(
    net: float, discordant: float, level: float, power: float
) -> None:
    needed = pairs_needed(net=net, discordant=discordant, level=level, power=power)
    powers = [
        mcnemar_power(pairs=pairs, net=net, discordant=discordant, level=level)
        for pairs in range(needed - 40 if needed > 40 else 0, needed + 1)
    ]
    assert powers[-1] >= power
    assert max(powers[:-1]) < power


def test_one_pair_fewer_than_needed_has_less_power_even_among_teeth() -> None:
    needed = pairs_needed(net=0.2, discordant=1.0, level=0.05, power=0.8)
    assert mcnemar_power(pairs=needed, net=0.2, discordant=1.0, level=0.05) >= 0.8
    assert mcnemar_power(pairs=needed - 1, net=0.2, discordant=1.0, level=0.05) < 0.8


@pytest.mark.parametrize(("net", "power"), [(0.0, 0.8), (0.1, 1.0), (0.1, 0.0)])
def test_what_no_number_of_pairs_finds_is_refused(net: float, power: float) -> None:
    with pytest.raises(ValueError, match="no number of pairs"):
        pairs_needed(net=net, discordant=0.3, level=0.05, power=power)


@pytest.mark.parametrize(("pairs", "discordant"), [(0, 0.3), (100, 0.0)])
def test_pairs_that_cannot_cross_find_no_flip(pairs: int, discordant: float) -> None:
    assert mcnemar_power(pairs=pairs, net=0.0, discordant=discordant, level=0.05) == 0.0


@pytest.mark.parametrize(
    ("pairs", "shift", "deviation", "expected"),
    [(0, 3.0, 1.0, 0.0), (5, 3.0, 1.0, 0.0), (5, 3.0, 0.0, 0.0), (6, 3.0, 0.0, 1.0), (100, 0.0, 0.0, 0.0)],
)
def test_too_few_pairs_or_none_that_vary_have_a_plain_answer(
    pairs: int, shift: float, deviation: float, expected: float
) -> None:
    assert shift_power(pairs=pairs, shift=shift, deviation=deviation, level=0.05) == expected


@pytest.mark.parametrize(("net", "discordant"), [(0.4, 0.3), (-0.4, 0.3), (0.4, 1.2), (0.0, -0.1)])
def test_shares_that_no_pairs_could_have_are_refused(net: float, discordant: float) -> None:
    with pytest.raises(ValueError, match="part of"):
        mcnemar_power(pairs=10, net=net, discordant=discordant, level=0.05)


@pytest.mark.parametrize("level", [0.0, 0.5, 0.95])
def test_the_level_of_an_interval_is_not_taken_for_that_of_a_test(level: float) -> None:
    with pytest.raises(ValueError, match="level of a test"):
        mcnemar_power(pairs=10, net=0.1, discordant=0.3, level=level)
    with pytest.raises(ValueError, match="level of a test"):
        shift_power(pairs=10, shift=0.1, deviation=0.3, level=level)


def test_a_deviation_below_0_is_refused() -> None:
    with pytest.raises(ValueError, match="deviation"):
        shift_power(pairs=10, shift=0.1, deviation=-1.0, level=0.05)
