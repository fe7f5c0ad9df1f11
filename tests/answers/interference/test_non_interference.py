"""Nothing anywhere depends on what a module answers: two walks, true answers and hostile ones (A-2)."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.answers.interference.rounds import Share
from tests.answers.interference.speakers import apart, here
from tests.answers.interference.steps import planned
from tests.answers.interference.transcript import difference
from tests.answers.interference.twins import TWINS
from tests.answers.interference.voices import hostile, truly
from tests.answers.interference.walk import NewService, walked

MOST_WALKS = 5  # that a twin may take to be found out
NEAR_AN_ANSWER = 10**6  # of so many pages that no other is looked at


def parting(begin: NewService, seed: int, *, length: int, of: int) -> str:
    """Say where a walk with true answers and one with hostile answers part; "" when they never do.

    :param length: how many steps are drawn.
    :param of: which share of the pages is looked at in the end, see `Share`.
    """
    walk = partial(walked, begin, planned(seed, length), seed=seed, share=Share(of, seed // 2))
    return difference(walk(speaker=here(truly)), walk(speaker=here(hostile(seed))))


def on_either(seeds: range) -> pytest.MarkDecorator:
    """Try half of the seeds on each kind of database."""
    pairs = [("sqlite", seed) for seed in seeds[::2]] + [("postgresql", seed) for seed in seeds[1::2]]
    return pytest.mark.parametrize(("begin", "seed"), pairs, indirect=["begin"])


@on_either(range(20))
def test_nothing_depends_on_what_a_module_answers(begin: NewService, seed: int) -> None:
    assert parting(begin, seed, length=9, of=10) == ""


@pytest.mark.slow
@on_either(range(20, 220))
def test_nothing_depends_on_it_in_many_walks(begin: NewService, seed: int) -> None:
    assert parting(begin, seed, length=30, of=3) == ""


@pytest.mark.slow
@on_either(range(220, 224))
def test_nothing_depends_on_what_a_program_answers(begin: NewService, seed: int, tmp_path: Path) -> None:
    """The module is a process of its own: what it cannot say, it does."""
    walk = partial(walked, begin, planned(seed, 9), seed=seed, share=Share(10, seed // 2))
    true, against = apart(tmp_path, "true"), apart(tmp_path, "hostile", seed)
    assert difference(walk(speaker=true), walk(speaker=against)) == ""


@pytest.mark.parametrize("begin", ["sqlite"], indirect=True)
@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.__name__)
def test_a_twin_in_which_something_does_is_found_out(
    begin: NewService, twin: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control."""
    twin(monkeypatch)
    found = filter(None, (parting(begin, seed, length=2, of=NEAR_AN_ANSWER) for seed in range(MOST_WALKS)))
    assert TWINS[twin] in next(found, "never")
