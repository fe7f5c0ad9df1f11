"""Weakened twins of the service. Each must be found out by a test: one that is not proves nothing.

`python -m tests.faults.twins serve --port … --workers …`, with the weakness in the environment, serves
one as the real server is served. Nothing of this is in the product.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import click
from sqlalchemy import create_engine, text

from tests.faults.server import TWIN
from xprsa.commands import serving
from xprsa.commands.whole_requests import WholeRequests
from xprsa.declare import service as declaring
from xprsa.domain.content import Content
from xprsa.domain.permission import Actor
from xprsa.domain.week import Week
from xprsa.running.service import Service
from xprsa.storage import engine as storage_engine
from xprsa.storage.database import Database
from xprsa.storage.store import Store
from xprsa.web import requests

ANSWERS_BEFORE_COMMIT = "answers before it commits"
HALF_A_BODY = "takes half a body for a whole one"
NO_VERSION_CHECK = "builds on whatever version stands"
NO_WAIT_FOR_THE_DISK = "answers before the disk has kept what SQLite wrote"

_LATE = 1.0  # seconds between an answer and its commit: most kills fall between, on a busy machine too


def answer_before_commit() -> None:
    """Commit in a thread of its own, once the answer has left."""

    @contextmanager
    def writing(self: Database) -> Iterator[Store]:
        connection = self.engine.connect()
        transaction = connection.begin()
        try:
            yield Store(connection, self._sealer)
        except BaseException:
            connection.close()
            raise

        def commit() -> None:
            time.sleep(_LATE)
            transaction.commit()
            connection.close()

        threading.Thread(target=commit).start()

    Database.writing = Database.at_once = writing  # type: ignore[method-assign]


def take_half_a_body() -> None:
    """Believe the server, for which a broken line ends a body."""
    requests.attach = lambda app: None


def skip_version_check() -> None:
    """Build on the version that stands, whichever the person had before their eyes."""
    honest = declaring.submit_week

    def submit_week(
        service: Service, *, actor: Actor, week: Week, content: Content, based_on: int, key: UUID
    ) -> int:
        with service.database.reading() as store:
            based_on = store.declarations.of_week(actor.account, week).shown
        return honest(service, actor=actor, week=week, content=content, based_on=based_on, key=key)

    declaring.submit_week = submit_week


def wait_for_no_disk() -> None:
    """Let SQLite sync when it moves its journal into the database alone: `synchronous=NORMAL`."""
    honest = storage_engine.prepare_sqlite

    def prepare(connection: Any, record: object) -> None:
        honest(connection, record)
        connection.execute("PRAGMA synchronous=NORMAL")

    storage_engine.prepare_sqlite = prepare
    Database.check = lambda self: None  # type: ignore[method-assign] # which would notice


def drop_uniqueness(postgresql_url: str) -> None:
    """Take the constraints from the database that keep a key, and a version, to one row."""
    engine = create_engine(postgresql_url)
    with engine.begin() as connection:
        for name in ("uq_declaration_version_person_id_idempotency_key", "pk_declaration_version"):
            connection.execute(text(f"ALTER TABLE declaration_version DROP CONSTRAINT {name}"))
    engine.dispose()


_WEAKEN: dict[str, Callable[[], None]] = {
    ANSWERS_BEFORE_COMMIT: answer_before_commit,
    HALF_A_BODY: take_half_a_body,
    NO_VERSION_CHECK: skip_version_check,
    NO_WAIT_FOR_THE_DISK: wait_for_no_disk,
}


def application() -> WholeRequests:
    """Make the twin in a worker of the server."""
    _WEAKEN[os.environ[TWIN]]()
    return serving.application(threads=8)


@click.command()
@click.argument("serve")
@click.option("--port", type=int)
@click.option("--workers", type=int)
def main(*, serve: str, port: int, workers: int) -> None:  # the words of the real command
    serving.run_server(application, host="127.0.0.1", port=port, workers=workers)


if __name__ == "__main__":
    main()
