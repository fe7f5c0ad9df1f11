"""Rules are judged pair by pair for a steady module, by the mean for one that answers at random."""

import numpy as np

from tests.lab.cards import SCALE, card, world
from xprsa.lab.battery.layout import Layout
from xprsa.lab.hearing.outcomes import State
from xprsa.lab.judging.holdout import judged as holdout_judged
from xprsa.lab.judging.rules import judged
from xprsa.lab.judging.yardstick import Yardstick
from xprsa.lab.tallies.pairs import PairTally, Side
from xprsa.lab.tallies.rules import RuleTally
from xprsa.lab.tallies.tally import Tally
from xprsa.scoring.audit import Kind, Light, Rule, RuleFinding

YARDSTICK = Yardstick(tests=3, length=SCALE.span)


def _tally(rule: Rule, moves: np.ndarray) -> RuleTally:  # type: ignore[type-arg]
    state = np.full((1, len(moves)), State.ANSWERED, dtype=np.int8)
    before = np.full((1, len(moves)), 40.0)
    tally = RuleTally(rule, card())
    tally.add(Side(before, state), Side(before + moves, state))
    return tally


def _judged(rule: Rule, moves: np.ndarray, *, again: np.ndarray | None = None) -> RuleFinding:  # type: ignore[type-arg]
    steady = np.zeros(1000) if again is None else again
    tallies = {Rule.AGAIN: _tally(Rule.AGAIN, steady), rule: _tally(rule, moves)}
    return {finding.rule: finding for finding in judged(tallies, YARDSTICK)}[rule]


def test_a_rule_kept_in_many_pairs_is_green_and_in_few_amber() -> None:
    assert _judged(Rule.CLOSED, np.zeros(1000)).light is Light.GREEN
    assert _judged(Rule.CLOSED, np.zeros(50)).light is Light.AMBER


def test_one_breach_by_a_steady_module_is_red() -> None:
    moves = np.zeros(1000)
    moves[3] = 2.0
    found = _judged(Rule.EXCUSED, moves)
    assert (found.broken, found.largest, found.light) == (1, 2.0, Light.RED)


def test_a_module_that_answers_at_random_is_red_for_that_and_not_for_each_pair(
    chance: np.random.Generator,
) -> None:
    noise = chance.normal(0, 2, 1000)
    assert _judged(Rule.AGAIN, noise, again=noise).light is Light.RED
    assert _judged(Rule.EXCUSED, chance.normal(0, 2, 1000), again=noise).light is Light.AMBER


def test_a_random_module_that_punishes_excused_weeks_is_red(chance: np.random.Generator) -> None:
    noise = chance.normal(0, 2, 1000)
    assert _judged(Rule.EXCUSED, chance.normal(3, 2, 1000), again=noise).light is Light.RED


def test_a_random_module_that_rewards_excused_weeks_is_not(chance: np.random.Generator) -> None:
    noise = chance.normal(0, 2, 1000)
    assert _judged(Rule.EXCUSED, chance.normal(-3, 2, 1000), again=noise).light is Light.AMBER


def _tallied(mean: float, chance: np.random.Generator, *, asked: int = 400, pairs: int = 6000) -> Tally:
    """What 400 answered bases, and the pairs of an effect that moved nothing, come to."""
    tally = Tally(Layout(world()), card())
    tally.bases.add(chance.normal(mean, 5, 400))
    tally.bases_asked = asked
    moved = PairTally(SCALE, archetypes=1)
    zero, state = np.zeros((1, pairs)), np.zeros((1, pairs), dtype=np.int8)
    moved.add(Side(zero, state), Side(zero, state))
    tally.effects[Kind.CIRCUMSTANCES, "car"] = moved
    return tally


def test_people_nobody_has_seen_are_compared_with_the_public_ones(chance: np.random.Generator) -> None:
    alike, unlike = (
        holdout_judged(_tallied(40, chance), _tallied(40, chance), YARDSTICK),
        holdout_judged(_tallied(40, chance), _tallied(43, chance), YARDSTICK),
    )
    assert (alike.light, alike.broken) == (Light.GREEN, 0)
    assert (unlike.light, unlike.broken) == (Light.RED, 1)


def test_people_too_few_to_compare_are_not_green(chance: np.random.Generator) -> None:
    public, holdout = _tallied(40, chance, pairs=500), _tallied(40, chance, pairs=1)
    assert holdout_judged(public, holdout, YARDSTICK).light is Light.AMBER


def test_a_module_that_says_nothing_of_people_nobody_has_seen_is_red(chance: np.random.Generator) -> None:
    public, holdout = _tallied(40, chance), _tallied(40, chance, asked=1000)
    assert holdout_judged(public, holdout, YARDSTICK).light is Light.RED


def test_people_compared_without_any_pair_are_not_green(chance: np.random.Generator) -> None:
    public, holdout = _tallied(40, chance), _tallied(40, chance)
    public.effects.clear()
    assert holdout_judged(public, holdout, YARDSTICK).light is Light.AMBER


def test_an_hour_more_that_costs_the_answer_breaks_a_rule_and_an_excused_week_may() -> None:
    answered = Side(np.full(100, 50.0), np.full(100, State.ANSWERED, dtype=np.int8))
    silent = Side(np.full(100, np.nan), np.full(100, State.ABSTAINED, dtype=np.int8))
    for rule, broken in (Rule.MORE, 100), (Rule.EXCUSED, 0):
        tally = RuleTally(rule, card())
        tally.add(answered, silent)
        assert tally.broken == broken


def test_a_nudge_may_carry_a_few_people_over_a_step_and_no_more() -> None:
    few, many = np.zeros(2000), np.zeros(2000)
    few[:4], many[:200] = 5.0, 5.0
    assert _judged(Rule.NUDGED, few).light is Light.GREEN
    assert _judged(Rule.NUDGED, many).light is Light.RED
