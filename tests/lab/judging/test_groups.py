"""Groups as they are: their rates, weighted to a territory or not, and the ratio of just these rates."""

import numpy as np
import pytest

from tests.lab.cards import SCALE, deck, world
from xprsa.lab.hearing.outcomes import State
from xprsa.lab.judging.groups import Weights, judged
from xprsa.lab.tallies.groups import GroupTally
from xprsa.lab.tallies.pairs import Side


@pytest.fixture
def tally(chance: np.random.Generator) -> GroupTally:
    """Answers at random to the bases of a deck."""
    made, codes = GroupTally(world(), SCALE), deck().codes[:, 0]
    severity = chance.uniform(0, 100, codes.shape[:2])
    made.add(codes, Side(severity, np.full(severity.shape, State.ANSWERED, dtype=np.int8)))
    return made


@pytest.mark.parametrize("weighs", [False, True])
def test_the_ratio_is_that_of_the_rates_shown(
    tally: GroupTally, chance: np.random.Generator, *, weighs: bool
) -> None:
    weights: Weights | None = chance.uniform(0.1, 5, len(world().archetypes)) if weighs else None
    groups = judged(tally, weights)
    references = {one.attribute: one.adverse.value for one in groups if one.is_reference}
    told = [one for one in groups if one.ratio is not None and one.people and references[one.attribute]]
    assert len(told) > 20
    for one in told:
        assert one.ratio is not None
        assert one.ratio.value == pytest.approx(one.adverse.value / references[one.attribute])
