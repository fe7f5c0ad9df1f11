"""Nothing anywhere depends on what a module answers: two walks, true answers and hostile ones (A-2)."""

from functools import partial

import pytest

from tests.answers.interference.rounds import Share
from tests.answers.interference.steps import planned
from tests.answers.interference.transcript import difference
from tests.answers.interference.voices import hostile, truly
from tests.answers.interference.walk import NewService, walked

LENGTH = 14  # steps


def parting(begin: NewService, seed: int, *, of: int = 8, length: int = LENGTH) -> str:
    """Say where a walk with true answers and one with hostile answers part; "" when they never do."""
    walk = partial(walked, begin, planned(seed, length), seed=seed, share=Share(of, seed))
    return difference(walk(voices=truly), walk(voices=hostile(seed)))


def on_either(seeds: range) -> pytest.MarkDecorator:
    """Try each seed on one kind of database: half of them on either."""
    pairs = [("sqlite", seed) for seed in seeds[::2]] + [("postgresql", seed) for seed in seeds[1::2]]
    return pytest.mark.parametrize(("begin", "seed"), pairs, indirect=["begin"])


@on_either(range(20))
def test_nothing_depends_on_what_a_module_answers(begin: NewService, seed: int) -> None:
    assert parting(begin, seed) == ""


@pytest.mark.slow
@on_either(range(20, 220))
def test_nothing_depends_on_it_in_many_walks(begin: NewService, seed: int) -> None:
    assert parting(begin, seed, of=3, length=30) == ""
