"""What tests of the interface for machines share: runs that left, tokens, and a program that asks."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.builders import HERE, People, activity, content, week
from xprsa.api.tokens import TokenRequest, make_token, new_handle
from xprsa.demo.purpose_cards import purpose_cards
from xprsa.export.demands import ExportRequest
from xprsa.export.service import export_to
from xprsa.running.service import Service
from xprsa.scoring.purpose import Purpose
from xprsa.storage.export_runs import Format, Run
from xprsa.storage.tables import ServiceAuditRow

WEEKS = (week(), week())


@dataclass
class Program:
    """A program with a token: `get("runs")` asks for the runs of its purpose."""

    browser: FlaskClient
    token: str
    purpose: Purpose = Purpose.SUPPORT
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, rest: str = "runs", *, method: str = "GET", **headers: str) -> TestResponse:
        """Ask for an address of its purpose."""
        return self.ask(f"/api/v1/exports/{self.purpose}/{rest}", method=method, **headers)

    def ask(self, path: str, *, method: str = "GET", **headers: str) -> TestResponse:
        """Ask for any address, with the token."""
        told = {"Authorization": f"Bearer {self.token}"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        return self.browser.open(path, method=method, headers=told, buffered=True)


@dataclass
class Border:
    """A territory whose machines read what leaves."""

    service: Service
    people: People
    app: Flask
    folder: Any
    _runs: int = 0

    def open(self, purpose: Purpose, *, territory: str = HERE, recipient: str | None = None) -> None:
        """Open a purpose, or give it another card."""
        where = self.people.territory(territory)
        found = next(card for card in purpose_cards(where) if card.purpose is purpose)
        card = found.model_copy(
            update={"most_unique_share": None}
        )  # of the few people of a test all are unique
        if recipient:
            card = card.model_copy(update={"recipient": recipient})
        with self.service.database.writing() as store:
            store.purposes.close(purpose, territory=where.id, at=self.service.now())
            store.purposes.open(card, territory=where.id, at=self.service.now())

    def run(
        self,
        purpose: Purpose = Purpose.SUPPORT,
        *,
        territory: str = HERE,
        written: Format = Format.JSONL,
        since: Run | None = None,
    ) -> Run:
        """Carry a run out."""
        self._runs += 1
        where = self.people.territory(territory)
        with self.service.database.reading() as store:
            opened = store.purposes.ever_open(where.id)[purpose]
        return export_to(
            self.service,
            request=ExportRequest(opened, WEEKS, written, since=since),
            directory=self.folder / f"run-{self._runs}",
            progress=lambda _people, _documents: None,
        )

    def token(
        self,
        purpose: Purpose = Purpose.SUPPORT,
        *,
        territory: str = HERE,
        days: int = 90,
        answers_of: str | None = None,
    ) -> str:
        """Make a token."""
        where = self.people.territory(territory)
        with self.service.database.reading() as store:
            opened = store.purposes.ever_open(where.id)[purpose]
        request = TokenRequest(new_handle(), "Un programme", opened, days, answers_of)
        return make_token(self.service, request)

    def program(self, purpose: Purpose = Purpose.SUPPORT, **wished: Any) -> Program:
        """Give a program with a new token."""
        return Program(FlaskClient(self.app), self.token(purpose, **wished), purpose)

    def noted(self, event: str) -> list[str]:
        """Give what the journal says of an event."""
        query = (
            select(ServiceAuditRow.detail).where(ServiceAuditRow.event == event).order_by(ServiceAuditRow.id)
        )
        with self.service.database.reading() as store:
            return [str(detail) for detail in store.connection.execute(query).scalars()]


@pytest.fixture
def border(service: Service, people: People, app: Flask, tmp_path: Any) -> Border:
    people.territory()
    return Border(service, people, app, tmp_path / "runs")


@pytest.fixture
def weeks_of(people: People) -> Callable[[int], None]:
    """Let so many people declare the week of the runs."""

    def declare(count: int) -> None:
        for _ in range(count):
            people.sends(people.beneficiary(), WEEKS[0], content(activity("training", "2h30")))

    return declare


def kind_of(answer: TestResponse) -> str:
    """Give the type of a problem, once it is told as RFC 9457 has it."""
    assert answer.mimetype == "application/problem+json"
    told = answer.get_json(force=True)
    assert told["status"] == answer.status_code
    assert told["title"]
    return str(told["type"])


def lines_of(answer: TestResponse) -> list[str]:
    return answer.get_data(as_text=True).splitlines()


def address_of(run: Run | UUID) -> str:
    return f"runs/{run.public_id if isinstance(run, Run) else run}"
