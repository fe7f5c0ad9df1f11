"""The database: one transaction to read, one to write, on SQLite and on PostgreSQL."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import ArgumentError, IntegrityError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from xprsa.storage.sealer import Sealer
from xprsa.storage.store import Store


class DatabaseAway(Exception):
    """The database does not answer: nothing was written."""


class Collision(Exception):
    """Somebody wrote the same thing first: a uniqueness of the schema holds."""


class DatabaseWrong(Exception):
    """A database that may not be used as it is; the message says what to do."""


class Database:
    """Gives the store of the service, a transaction at a time."""

    def __init__(self, url: str, *, sealer: Sealer, hurried: bool = False) -> None:
        """Prepare the connections; none is opened yet.

        :param hurried: give up on PostgreSQL's slow statements and locks, for pages that people wait for.
        :raises DatabaseWrong: when the address cannot be read.
        """
        try:
            self.engine = _engine(url, hurried=hurried)
        except (ArgumentError, ValueError) as wrong:
            raise DatabaseWrong("XPRSA_DATABASE_URL est illisible. Vérifiez l’adresse et le port.") from wrong
        self._sealer = sealer

    @contextmanager
    def reading(self) -> Iterator[Store]:
        """Open a read-only transaction.

        :raises DatabaseAway: when the database does not answer.
        """
        with translated(), self.engine.connect() as connection:
            yield Store(connection.execution_options(**_READ_ONLY), self._sealer)

    @contextmanager
    def writing(self) -> Iterator[Store]:
        """Open a transaction that is committed once, at the end, or not at all.

        :raises DatabaseAway: when the database does not answer; nothing was kept.
        :raises Collision: when a uniqueness of the schema was met.
        """
        with translated(), self.engine.connect() as connection, connection.begin():
            yield Store(connection, self._sealer)

    def check(self) -> None:
        """Read the guarantees back from the database itself.

        :raises DatabaseWrong: when SQLite does not hold WAL, FULL and foreign keys.
        :raises DatabaseAway: when it does not answer.
        """
        with self.reading() as store:
            if self.engine.dialect.name != "sqlite":
                store.connection.exec_driver_sql("SELECT 1")
                return
            held = {
                name: store.connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                for name in ("journal_mode", "synchronous", "foreign_keys")
            }
        if held != {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}:
            raise DatabaseWrong(
                f"SQLite ne tient pas ses garanties ({held}). Vérifiez le disque et la version."
            )

    def dispose(self) -> None:
        """Close every connection: after a fork, and at the end."""
        self.engine.dispose()


_READ_ONLY: dict[str, Any] = {"postgresql_readonly": True, "xprsa_read_only": True}


def _engine(url: str, *, hurried: bool) -> Engine:
    if url.startswith("sqlite"):
        engine = create_engine(
            url, pool_size=10, max_overflow=20, pool_timeout=5, connect_args={"timeout": 5}
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    waits = {"options": "-c statement_timeout=5s -c lock_timeout=3s"} if hurried else {}
    return create_engine(
        url, pool_size=10, max_overflow=20, pool_timeout=5, connect_args={"connect_timeout": 3, **waits}
    )


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions by itself
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once: a reader that turns writer half-way would meet SQLITE_BUSY."""
    read_only = connection.get_execution_options().get("xprsa_read_only", False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


@contextmanager
def translated() -> Iterator[None]:
    try:
        yield
    except IntegrityError as wrong:
        raise Collision(type(wrong.orig).__name__) from wrong
    except (OperationalError, InterfaceError, InternalError, PoolTimeout) as away:
        if getattr(getattr(away, "orig", None), "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:
            raise  # a statement of ours is wrong: no waiting will mend it
        raise DatabaseAway(type(away).__name__) from away
