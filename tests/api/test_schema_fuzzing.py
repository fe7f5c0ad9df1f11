"""Requests made from the description itself: each answer is one that it announces (proof I)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.answers.asking.made_asking import AskingDesk
from tests.answers.asking.posted import written
from tests.answers.asking.test_answers_import import asked_elsewhere
from tests.api.conftest import Border, Program
from tests.builders import Clock
from xprsa.api import service as reading
from xprsa.api.answers import RunList
from xprsa.app import create_app
from xprsa.domain.machine_token import MOST_IN_MINUTE

EACH = 120  # requests of an address as described, and as many that are not
pytestmark = [pytest.mark.slow, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


@dataclass
class Asker:
    """Asks for whatever the description allows, and for what it does not.

    :ivar run: one that is there; `brought`: what may be posted about it.
    :ivar statuses: of each answer, once it was found as described.
    """

    program: Program
    clock: Clock
    run: str
    brought: list[bytes] = field(default_factory=list)
    chance: Random = field(default_factory=lambda: Random(1))
    statuses: list[int] = field(default_factory=list)

    def ask(self, operation: Any, *, as_described: bool) -> None:
        """Ask for one address, many times."""
        from schemathesis.generation import GenerationMode
        from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

        mode = GenerationMode.POSITIVE if as_described else GenerationMode.NEGATIVE

        @settings(
            max_examples=EACH,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=[*HealthCheck],
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def send(case: Any) -> None:
            self.clock.advance(seconds=60 / MOST_IN_MINUTE)
            case.headers["Accept-Encoding"] = "identity"  # nothing here unpacks what comes packed
            if as_described:
                self._lead_somewhere(case)
            is_ours = as_described and case.method == "POST"  # a text of ours, or one that is no answer
            unsaid = [positive_data_acceptance, negative_data_rejection] if is_ours else []
            self.statuses.append(case.call_and_validate(excluded_checks=unsaid).status_code)

        send()

    def _lead_somewhere(self, case: Any) -> None:
        """Bring a token and name what is there, more often than chance would."""
        if self.chance.random() < 0.9:
            case.headers["Authorization"] = f"Bearer {self.program.token}"
        if "run" in case.path_parameters and self.chance.random() < 0.8:
            case.path_parameters["run"] = self.run
        if case.method == "POST" and self.chance.random() < 0.5:
            case.body = self.chance.choice(self.brought)
        if "purpose" in case.path_parameters and self.chance.random() < 0.8:
            case.path_parameters["purpose"] = self.program.purpose.value


@pytest.fixture
def asker(border: Border, clock: Clock, weeks_of: Callable[[int], None], tmp_path: Path) -> Asker:
    weeks_of(3)
    desk = AskingDesk(border.service, border.people, clock, tmp_path)
    desk.module()
    run = border.run()
    lines = asked_elsewhere(desk, border.folder / "run-1")
    brought = (lines, lines, lines[:1], [*lines, lines[0]], [{**lines[0], "module": "even"}], ["<p>"])
    return Asker(border.program(answers_of="odd"), clock, str(run.public_id), [*map(written, brought)])


def test_every_answer_is_as_described(border: Border, asker: Asker) -> None:
    for operation in _operations(border):
        for as_described in (True, False):
            asker.ask(operation, as_described=as_described)
    assert len(asker.statuses) >= 1000
    assert set(asker.statuses) == {200, 201, 400, 401, 404, 409, 422}


def test_an_answer_that_is_not_as_described_would_be_seen(
    border: Border, asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    from schemathesis.core.failures import FailureGroup

    wrong: Any = [{"run": "none"}]
    monkeypatch.setattr(reading, "list_runs", lambda *_, **__: RunList.model_construct(runs=wrong, next=None))
    (listing,) = (found for found in _operations(border) if found.path.endswith("/runs"))
    with pytest.raises(FailureGroup):
        asker.ask(listing, as_described=True)


def _operations(border: Border) -> list[Any]:
    import schemathesis  # here: it takes seconds, and these tests are seldom run

    @schemathesis.serializer("application/x-ndjson")
    def as_it_is(_context: Any, value: Any) -> bytes:
        return value if isinstance(value, bytes) else str(value).encode(errors="replace")

    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", create_app(border.service))
    return [found.ok() for found in schema.get_all_operations()]
