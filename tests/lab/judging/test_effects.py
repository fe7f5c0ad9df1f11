"""An effect is red when it matters and chance does not explain it, green only with stated power."""

import numpy as np
from numpy.typing import NDArray

from tests.lab.cards import SCALE
from xprsa.lab.hearing.outcomes import State
from xprsa.lab.judging.effects import judged
from xprsa.lab.judging.parts import PartNames
from xprsa.lab.judging.yardstick import ENOUGH_POWER, Yardstick
from xprsa.lab.tallies.pairs import PairTally, Side
from xprsa.scoring.audit import Effect, Kind, Light
from xprsa.scoring.module import GradeScale, Scale

LIVES = PartNames(("somebody",), lambda _: ())
GRADES = GradeScale(grades=("a", "b", "c"), threshold="c")


def _side(severity: NDArray[np.float64], state: NDArray[np.int8] | None = None) -> Side:
    return Side(severity, np.full(severity.shape, State.ANSWERED, dtype=np.int8) if state is None else state)


def _judged(
    moves: NDArray[np.float64], *, scale: Scale = SCALE, others: int = 0, start: float = 20.0
) -> Effect:
    tally = PairTally(scale, archetypes=1)
    before = np.full((1, len(moves)), start)
    tally.add(_side(before), _side(before + moves))
    tallies = {(Kind.CIRCUMSTANCES, "car"): tally}
    for number in range(others):
        quiet = PairTally(scale, archetypes=1)
        quiet.add(_side(before), _side(before))
        tallies[(Kind.PLACEBO, f"nothing-{number}")] = quiet
    return judged(tallies, Yardstick(tests=3 * (1 + others), length=scale.span), LIVES)[0]


def test_a_steady_move_of_three_points_is_red(chance: np.random.Generator) -> None:
    effect = _judged(chance.normal(3, 5, 400), others=30)
    assert effect.light is Light.RED
    assert effect.shift.hodges_lehmann.low is not None
    assert effect.shift.hodges_lehmann.low > 1


def test_a_steady_move_too_small_to_matter_is_not_red_however_sure() -> None:
    effect = _judged(np.full(5000, 0.4))
    assert effect.adjusted_p < 1e-6
    assert effect.light is not Light.RED


def test_a_large_move_in_few_pairs_is_not_red_but_amber() -> None:
    assert _judged(np.array([9.0, 8.0, -1.0]), others=30).light is Light.AMBER


def test_no_move_is_green_only_with_enough_pairs() -> None:
    few, many = _judged(np.zeros(60)), _judged(np.zeros(6000))
    assert (few.light, many.light) == (Light.AMBER, Light.GREEN)
    assert few.power < ENOUGH_POWER <= many.power


def test_no_move_is_not_green_when_the_answers_scatter_too_much_to_see_one(
    chance: np.random.Generator,
) -> None:
    scattered = chance.permutation(np.repeat([-20.0, 20.0], 750))
    effect = _judged(scattered)
    assert effect.power < ENOUGH_POWER
    assert effect.light is Light.AMBER


def test_crossing_the_threshold_one_way_is_red_though_the_median_move_is_nothing() -> None:
    moves = np.zeros(4000)
    moves[:200] = 31.0
    effect = _judged(moves)
    assert effect.shift.hodges_lehmann.value == 0.0
    assert effect.flip.net.value == 0.05
    assert effect.light is Light.RED


def test_crossing_as_often_either_way_is_no_bias() -> None:
    moves = np.zeros(4000)
    moves[:100], moves[100:200] = 31.0, -31.0
    before = np.where(moves < 0, 51.0, 20.0)[None]
    tally = PairTally(SCALE, archetypes=1)
    tally.add(_side(before), _side(before + moves))
    effect = judged({(Kind.CIRCUMSTANCES, "car"): tally}, Yardstick(tests=3, length=SCALE.span), LIVES)[0]
    assert effect.flip.rate.value == 0.05
    assert effect.flip.net.value == 0.0
    assert effect.light is not Light.RED


def test_abstaining_for_one_side_only_is_red() -> None:
    severity = np.full((1, 1000), 20.0)
    state = np.full(severity.shape, State.ANSWERED, dtype=np.int8)
    state[0, :60] = State.ABSTAINED
    tally = PairTally(SCALE, archetypes=1)
    tally.add(_side(severity), _side(np.where(state == State.ANSWERED, severity, np.nan), state))
    effect = judged({(Kind.CIRCUMSTANCES, "age"): tally}, Yardstick(tests=3, length=SCALE.span), LIVES)[0]
    assert effect.abstention.value == 0.06
    assert (effect.light, effect.silence_light) == (Light.AMBER, Light.RED)


def test_failing_for_one_side_only_is_red_too() -> None:
    severity = np.full((1, 1000), 20.0)
    state = np.full(severity.shape, State.ANSWERED, dtype=np.int8)
    state[0, :60] = State.FAILED
    tally = PairTally(SCALE, archetypes=1)
    tally.add(_side(severity), _side(np.where(state == State.ANSWERED, severity, np.nan), state))
    effect = judged({(Kind.CIRCUMSTANCES, "age"): tally}, Yardstick(tests=5, length=SCALE.span), LIVES)[0]
    assert effect.silence_light is Light.RED


def _over_lives(moves: NDArray[np.float64]) -> Effect:
    """Judge moves by life, (lives, pairs)."""
    tally = PairTally(SCALE, archetypes=len(moves))
    before = np.full(moves.shape, 20.0)
    tally.add(_side(before), _side(before + moves))
    lives = PartNames([f"life-{number}" for number in range(len(moves))], lambda _: ())
    return judged({(Kind.CIRCUMSTANCES, "age"): tally}, Yardstick(tests=5, length=SCALE.span), lives)[0]


def test_a_harm_to_one_life_among_many_is_red_though_the_mean_hides_it() -> None:
    moves = np.zeros((28, 200))
    moves[4] = 20.0
    effect = _over_lives(moves)
    assert effect.shift.mean.value < 1
    assert effect.local is not None
    assert effect.local.archetype == "life-4"
    assert effect.light is Light.RED


def test_a_harm_to_one_life_is_red_though_a_trifle_is_surer_elsewhere() -> None:
    moves = np.full((28, 200), 0.1)
    moves[4] = np.tile([0.0, 20.0], 100)
    effect = _over_lives(moves)
    assert effect.shift.mean.value < 1
    assert effect.local is not None
    assert effect.local.archetype == "life-4"
    assert effect.light is Light.RED


def _over_values(moves: NDArray[np.float64], *, start: float = 20.0) -> Effect:
    """Judge moves by value of the attribute, (values, pairs)."""
    tally = PairTally(SCALE, archetypes=1, values=len(moves))
    flat = moves.reshape(1, -1)
    before, codes = np.full(flat.shape, start), np.repeat(np.arange(len(moves)) + 1, moves.shape[1])
    tally.add(_side(before), _side(before + flat), codes.astype(np.int8)[None, :])
    names = PartNames(["somebody"], lambda _: [f"value-{number}" for number in range(len(moves))])
    return judged({(Kind.CIRCUMSTANCES, "age"): tally}, Yardstick(tests=5, length=SCALE.span), names)[0]


def test_a_harm_that_only_one_value_of_an_attribute_brings_is_red_though_the_mean_hides_it() -> None:
    moves = np.zeros((3, 2000))
    moves[1] = 1.2
    effect = _over_values(moves)
    assert effect.shift.mean.value < 1
    assert effect.local is not None
    assert effect.local.value == "value-1"
    assert effect.light is Light.RED


def test_harms_that_cancel_out_over_values_are_red() -> None:
    effect = _over_values(np.repeat([[1.4], [-1.4]], 3000, axis=1))
    assert effect.shift.mean.value == 0
    assert effect.light is Light.RED


def test_crossings_that_only_one_value_brings_are_red() -> None:
    moves = np.zeros((3, 2000))
    moves[2, :80] = 0.5  # four in a hundred of this value, one and a third of all
    effect = _over_values(moves, start=49.6)
    assert effect.flip.net.value < 0.02
    assert effect.light is Light.RED


def test_no_move_for_any_value_is_green() -> None:
    assert _over_values(np.zeros((3, 2000))).light is Light.GREEN


def test_harms_that_cancel_out_over_lives_are_red(chance: np.random.Generator) -> None:
    moves = chance.normal(0, 3, (28, 200)) + np.where(np.arange(28) % 2, 4.0, -4.0)[:, None]
    effect = _over_lives(moves)
    assert abs(effect.shift.mean.value) < 1
    assert effect.light is Light.RED


def test_a_move_that_is_just_large_enough_to_matter_is_never_green(chance: np.random.Generator) -> None:
    for _ in range(40):
        effect = _judged(chance.normal(1.0, 5, 5600))
        assert effect.light is not Light.GREEN


def test_ranks_that_go_one_way_do_not_vouch_for_a_mean_that_goes_the_other() -> None:
    moves = np.concatenate([np.full(36, -0.1), np.full(4, 15.0)])
    effect = _judged(moves, others=30)
    assert effect.shift.mean.value > 1
    assert effect.light is not Light.RED


def test_grades_are_judged_by_stuart_maxwell() -> None:
    moves = np.zeros(2000)
    moves[:300] = 1.0
    effect = _judged(moves, scale=GRADES, start=0.0)
    assert effect.grades_p is not None
    assert effect.grades_p < 1e-6
    assert effect.light is Light.RED


def test_the_more_effects_are_looked_at_the_less_chance_is_believed() -> None:
    moves = np.linspace(-7, 10, 60)
    alone, among = _judged(moves), _judged(moves, others=40)
    assert among.adjusted_p > alone.adjusted_p


def test_an_effect_nobody_answered_to_says_nothing() -> None:
    tally = PairTally(SCALE, archetypes=1)
    none = np.full((1, 50), np.nan)
    failed = np.full(none.shape, State.FAILED, dtype=np.int8)
    tally.add(_side(none, failed), _side(none, failed))
    effect = judged({(Kind.CIRCUMSTANCES, "car"): tally}, Yardstick(tests=3, length=SCALE.span), LIVES)[0]
    assert (effect.answered, effect.light) == (0, Light.AMBER)
    assert effect.flip.net.low is None
