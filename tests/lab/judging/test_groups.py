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
    references = {group.attribute: group.adverse.value for group in groups if group.is_reference}
    compared = [
        group for group in groups if group.ratio is not None and group.people and references[group.attribute]
    ]
    assert len(compared) > 20
    for group in compared:
        assert group.ratio is not None
        assert group.ratio.value == pytest.approx(group.adverse.value / references[group.attribute])
