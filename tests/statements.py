"""What is really sent to a database, as its driver sends it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import event

from xprsa.storage.database import Database


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """Collect every statement sent meanwhile, to read and to write (transactions and settings aside)."""
    sent: list[str] = []
    watched: dict[int, Any] = {}

    def note(statement: str) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SET ")):
            sent.append(statement)

    def watch(connection: Any, *_: object) -> None:
        if id(connection) not in watched:
            watched[id(connection)] = connection
            _watch(connection, note)

    engines = (database.engine, database.reading_engine)
    for engine in engines:
        event.listen(engine, "checkout", watch)
    try:
        yield sent
    finally:
        for engine in engines:
            event.remove(engine, "checkout", watch)
        for connection in watched.values():
            _leave(connection)


def _watch(connection: Any, note: Callable[[str], None]) -> None:
    if not isinstance(connection, psycopg.Connection):
        connection.set_trace_callback(note)
        return

    class Watched(psycopg.Cursor[Any]):
        def execute(self, query: Any, *values: Any, **options: Any) -> Any:
            note(str(query))
            return super().execute(query, *values, **options)

        def executemany(self, query: Any, *values: Any, **options: Any) -> None:
            note(str(query))
            super().executemany(query, *values, **options)

    connection.cursor_factory = Watched


def _leave(connection: Any) -> None:
    if isinstance(connection, psycopg.Connection):
        connection.cursor_factory = psycopg.Cursor
    else:
        connection.set_trace_callback(None)
