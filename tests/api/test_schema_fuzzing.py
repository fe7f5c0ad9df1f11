"""Requests made from the description itself: each answer is one that it announces (proof I)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

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

    :ivar run: one that is there.
    :ivar statuses: of each answer, once it was found as described.
    """

    program: Program
    clock: Clock
    run: str
    chance: Random = field(default_factory=lambda: Random(1))
    statuses: list[int] = field(default_factory=list)

    def ask(self, operation: Any, *, as_described: bool) -> None:
        """Ask for one address, many times."""
        from schemathesis.generation import GenerationMode

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
            self.statuses.append(case.call_and_validate().status_code)

        send()

    def _lead_somewhere(self, case: Any) -> None:
        """Bring a token and name what is there, more often than chance would."""
        if self.chance.random() < 0.9:
            case.headers["Authorization"] = f"Bearer {self.program.token}"
        if "run" in case.path_parameters and self.chance.random() < 0.8:
            case.path_parameters["run"] = self.run
        if "purpose" in case.path_parameters and self.chance.random() < 0.8:
            case.path_parameters["purpose"] = self.program.purpose.value


@pytest.fixture
def asker(border: Border, clock: Clock, weeks_of: Callable[[int], None]) -> Asker:
    weeks_of(3)
    return Asker(border.program(), clock, str(border.run().public_id))


def test_every_answer_is_as_described(border: Border, asker: Asker) -> None:
    for operation in _operations(border):
        for as_described in (True, False):
            asker.ask(operation, as_described=as_described)
    assert len(asker.statuses) >= 1000
    assert set(asker.statuses) == {200, 400, 401, 404}


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

    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", create_app(border.service))
    return [found.ok() for found in schema.get_all_operations()]
