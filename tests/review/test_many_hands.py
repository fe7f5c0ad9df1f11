"""A week in many hands: nothing is lost, nobody is overruled unseen, and the totals always add up."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.builders import Clock, People
from tests.review.many_hands import ManyHands
from xprsa.domain import review as domain_review
from xprsa.domain import second_thought
from xprsa.domain.declaration import Declaration
from xprsa.review import service as reviewing
from xprsa.running.service import Service
from xprsa.storage.rollups import Rollups

STEPS = 50


def play(
    service: Service, people: People, clock: Clock, *, steps: int, phases: Sequence[Phase] = tuple(Phase)
) -> None:
    run_state_machine_as_test(
        lambda: ManyHands(service, people, clock),
        settings=settings(
            max_examples=steps // STEPS,
            stateful_step_count=STEPS,
            deadline=None,
            phases=phases,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )


def test_a_week_in_many_hands_loses_nothing(service: Service, people: People, clock: Clock) -> None:
    play(service, people, clock, steps=500)


@pytest.mark.prove
def test_fifty_thousand_steps_lose_nothing(service: Service, people: People, clock: Clock) -> None:
    play(service, people, clock, steps=50_000)


def _says_nothing(*_: Any, **__: Any) -> None:
    """Stand in for a check that is forgotten."""


def _whatever_was_read(self: Declaration, number: int) -> Any:
    return self.current


_TWINS: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    "decides of a line beside somebody else": (reviewing, "check_line_seen", _says_nothing),
    "counts a week beside somebody else": (reviewing, "check_lines_seen", _says_nothing),
    "builds on whatever version stands": (Declaration, "seen", _whatever_was_read),
    "lets anybody decide of their own": (domain_review, "_contested_advisers", lambda _: frozenset()),
    "takes back what was answered": (second_thought, "_is_last", lambda *_: True),
    "forgets what the lists read": (Rollups, "keep_all", _says_nothing),
}


@pytest.mark.slow
@pytest.mark.parametrize("twin", _TWINS)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_each_weakened_twin_is_found_out(
    service: Service, people: People, clock: Clock, monkeypatch: pytest.MonkeyPatch, twin: str
) -> None:
    where, name, weak = _TWINS[twin]
    monkeypatch.setattr(where, name, weak)
    with pytest.raises((AssertionError, ExceptionGroup)):
        play(service, people, clock, steps=50_000, phases=[Phase.generate])
