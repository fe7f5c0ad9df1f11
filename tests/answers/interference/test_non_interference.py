"""Nothing anywhere depends on what a module answers: two walks, true answers and hostile ones (A-2)."""

import pytest

from tests.answers.interference.steps import planned
from tests.answers.interference.transcript import difference
from tests.answers.interference.voices import hostile, truly
from tests.answers.interference.walk import NewService, walked

LENGTH = 14  # steps


def parting(begin: NewService, seed: int) -> str:
    """Say where a walk with true answers and one with hostile answers part; "" when they never do."""
    steps = planned(seed, LENGTH)
    return difference(
        walked(begin, steps, seed=seed, voices=truly), walked(begin, steps, seed=seed, voices=hostile(seed))
    )


@pytest.mark.parametrize("seed", range(20))
def test_nothing_depends_on_what_a_module_answers(begin: NewService, seed: int) -> None:
    assert parting(begin, seed) == ""
