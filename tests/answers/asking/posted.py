"""A program that posts answers, for tests of what comes back by the interface for machines."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.answers.asking.made_asking import AskingDesk
from tests.answers.asking.test_answers_import import asked_elsewhere, export
from xprsa.api.tokens import TokenRequest, find_token, make_token, new_handle, revoke_token
from xprsa.domain.machine_token import handle_of
from xprsa.scoring.purpose import Purpose
from xprsa.storage.export_runs import Run
from xprsa.storage.tables import ServiceAuditRow, table
from xprsa.storage.tables_access import MessageRow

LINES = "application/x-ndjson"


@dataclass
class Poster:
    """A desk, and a program with a token that may bring the answers of the module `odd`."""

    desk: AskingDesk
    app: Flask
    token: str = ""

    @property
    def handle(self) -> str:
        """The public name of its token."""
        return handle_of(self.token) or ""

    def exported(self) -> tuple[Run, list[dict[str, Any]]]:
        """Let documents leave, and the module answer about them elsewhere."""
        directory, run = export(self.desk)
        return run, asked_elsewhere(self.desk, directory)

    def new_token(self, answers_of: str | None = "odd", *, purpose: Purpose = Purpose.SUPPORT) -> "Poster":
        """Give the program another token."""
        with self.desk.service.database.reading() as store:
            opened = store.purposes.ever_open(self.desk.territory.id)[purpose]
        request = TokenRequest(new_handle(), "Le calcul", opened, 90, answers_of)
        return Poster(self.desk, self.app, make_token(self.desk.service, request))

    def post(self, run: Run, lines: list[Any] | bytes, **headers: str) -> TestResponse:
        """Post answers, text as it is."""
        body = lines if isinstance(lines, bytes) else written(lines)
        told = {"Authorization": f"Bearer {self.token}", "Content-Type": LINES}
        told |= {name.replace("_", "-"): value for name, value in headers.items()}
        return FlaskClient(self.app).post(address(run), data=body, headers=told)

    def noted(self) -> list[str]:
        """Give what the journal says of answers that were posted."""
        rows = table(ServiceAuditRow)
        said = select(rows.c.detail).where(rows.c.event == "answers_posted")
        with self.desk.service.database.reading() as store:
            return list(store.connection.execute(said).scalars())

    def messages(self) -> int:
        """Give how many messages wait to leave."""
        with self.desk.service.database.reading() as store:
            return len(store.connection.execute(select(table(MessageRow))).all())

    def revoke(self) -> None:
        """Revoke its token."""
        known = find_token(self.desk.service, self.handle, territory=self.desk.territory.id)
        assert known is not None
        assert revoke_token(self.desk.service, known)


def written(lines: list[Any]) -> bytes:
    """Write answers as JSON Lines."""
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    return "".join(f"{text}\n" for text in texts).encode()


def address(run: Run | None, *, purpose: Purpose = Purpose.SUPPORT) -> str:
    """Give where the answers about a run are posted; of one that nobody knows, without it."""
    return f"/api/v1/exports/{purpose}/runs/{run.public_id if run else uuid4()}/answers"
