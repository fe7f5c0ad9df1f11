"""All figures at once, read with their rules, never say that one to ten people share two facts."""

from collections.abc import Callable, Mapping
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from tests.statistics.test_differences import People, counts_of, crowds, possible
from xprsa.domain.statistic import LEAST, ROUNDED_TO, WeekFact, rounded, told

Interval = Callable[[int], tuple[int, int]]
_FIGURES = 12  # pairs of figures looked at, of one crowd


def known(figure: int) -> tuple[int, int]:
    """Give between what the truth lies, for whoever knows the rounding and the threshold."""
    return max(LEAST, figure - ROUNDED_TO + 1), figure + ROUNDED_TO - 1


def exact(figure: int) -> tuple[int, int]:
    """A telling that rounds nothing."""
    return figure, figure


def members(fact: WeekFact) -> np.ndarray:
    """Tell of each kind of people that can be whether a fact is true of them."""
    return np.array([fact in facts for facts in possible()])


def between(shown: Mapping[WeekFact, int], group: np.ndarray, interval: Interval) -> tuple[float, float]:
    """Give between what the number of people of a group must lie, by all figures together."""
    alike = np.unique(np.vstack([*(members(fact) for fact in shown), group]), axis=1).astype(float)
    matrix, sought = alike[:-1], alike[-1]
    limits = [interval(figure) for figure in shown.values()]
    upper = [*(most for _, most in limits), *(-least for least, _ in limits)]
    bounds = []
    for sign in (1, -1):
        found = linprog(sign * sought, A_ub=np.vstack([matrix, -matrix]), b_ub=upper, method="highs")
        assert found.status == 0, found.message
        bounds.append(sign * found.fun)
    return np.ceil(bounds[0] - 1e-6), np.floor(bounds[1] + 1e-6)


def shared(one: WeekFact, other: WeekFact) -> list[np.ndarray]:
    """Give whoever two facts are true of, one of them, or neither: those groups in which somebody can be."""
    sides = product((members(one), ~members(one)), (members(other), ~members(other)))
    return [first & second for first, second in sides if (first & second).any()]


def pinned(
    shown: Mapping[WeekFact, int], pairs: list[tuple[WeekFact, WeekFact]], interval: Interval
) -> list[tuple[float, float]]:
    """Give the groups of which all figures together say that they hold one to ten people."""
    groups = [group for one, other in pairs for group in shared(one, other)]
    found = [between(shown, group, interval) for group in groups]
    return [(least, most) for least, most in found if least >= 1 and most < LEAST]


@given(crowds(), st.data())
def test_no_group_of_two_facts_is_known_to_be_small(people: People, data: st.DataObject) -> None:
    draw = st.integers(0, ROUNDED_TO - 1)
    shown = {
        fact: rounded(many, draw=lambda _: data.draw(draw)) for fact, many in told(counts_of(people)).items()
    }
    pairs = list(combinations(shown, 2))
    chosen = data.draw(st.lists(st.sampled_from(pairs), max_size=_FIGURES, unique=True)) if pairs else []
    assert pinned(shown, chosen, known) == []


def one_of(*true: WeekFact, without: tuple[WeekFact, ...] = ()) -> frozenset[WeekFact]:
    """Give somebody who can be, of whom some facts are true and others are not."""
    return next(facts for facts in possible() if facts.issuperset(true) and facts.isdisjoint(without))


@pytest.mark.parametrize("least", [1, LEAST])
def test_a_lower_threshold_without_rounding_is_what_such_an_attack_needs(
    monkeypatch: pytest.MonkeyPatch, least: int
) -> None:
    monkeypatch.setattr("xprsa.domain.statistic.LEAST", least)
    people = (
        *[one_of(WeekFact.CONTESTED)] * 3,
        *[one_of(WeekFact.DECIDED, WeekFact.NOT_CONTESTED)] * 60,
        *[one_of(WeekFact.NOT_DECIDED)] * 40,
        *[one_of(WeekFact.WITHOUT_ACTIVITY)] * 40,
        *[one_of(WeekFact.NOT_RECEIVED)] * 40,
    )
    shown = told(counts_of(people))
    pairs = [pair for pair in combinations(shown, 2) if WeekFact.DECIDED in pair]
    assert bool(pinned(shown, pairs, exact)) is (least == 1)
