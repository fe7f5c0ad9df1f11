"""The database: connections that only read, and transactions that write, on SQLite and on PostgreSQL."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

from xprsa.storage.engine import new_engine
from xprsa.storage.sealer import Sealer
from xprsa.storage.store import Store

_READ_ONLY = "25006"  # PostgreSQL: read_only_sql_transaction
_PRIMARY = 0xFF  # of SQLite's codes: what is left says more of the same


class DatabaseAway(Exception):
    """The database does not answer: nothing was written."""


class DatabaseReadOnly(DatabaseAway):
    """The database can be read and not written: a file, a disk or a server that only reads."""


class DatabaseShut(DatabaseAway):
    """The file of the database, or its folder, cannot be opened: its rights are wrong."""


class DatabaseDamaged(DatabaseAway):
    """What the disk gives is no database: it fails, or the file was damaged."""


class WriteWhileReading(Exception):
    """A write over a connection that only reads: a mistake of ours, and no waiting will mend it."""


class Collision(Exception):
    """Somebody wrote the same thing first: a uniqueness of the schema holds."""


class DatabaseWrong(Exception):
    """A database that may not be used as it is; the message says what to do."""


class _Here(threading.local):
    """What one thread shares among its readings, until `Database.shared` ends."""

    sharing: bool = False
    engine: Engine | None = None  # that of the connection, when it is not the one to read
    connection: Connection | None = None


class Database:
    """Gives the store of the service, to read or to write."""

    def __init__(self, url: str, *, sealer: Sealer, hurried: bool = False) -> None:
        """Prepare the connections; none is opened yet.

        :param hurried: give up on PostgreSQL's slow statements and locks, for pages that people wait for.
        :raises DatabaseWrong: when the address cannot be read.
        """
        try:
            self.engine = new_engine(url, read_only=False, hurried=hurried)
            self.reading_engine = new_engine(url, read_only=True, hurried=hurried)
        except (ArgumentError, ValueError) as wrong:
            raise DatabaseWrong("XPRSA_DATABASE_URL est illisible. Vérifiez l’adresse et le port.") from wrong
        if self._is_sqlite:
            event.listen(self.engine, "begin", _begin_sqlite)
        self._engine_at_once = self.engine.execution_options(isolation_level="AUTOCOMMIT")  # the same pool
        self._sealer = sealer
        self._here = _Here()

    @contextmanager
    def reading(self) -> Iterator[Store]:
        """Read over a connection that the database lets write nothing.

        There is no transaction: each statement sees what is committed when it begins, as in a transaction of
        PostgreSQL (READ COMMITTED), without its two round trips.

        After `share_to_write` the connection is one that also writes: there, the code alone keeps from it.

        :raises DatabaseAway: when the database does not answer.
        :raises WriteWhileReading: when the database was asked to write, and refused.
        """
        try:
            with translated(), self._connection_to_read() as connection:
                yield Store(connection, self._sealer)
        except DatabaseAway as refused:
            if _is_write(refused.__cause__):
                raise WriteWhileReading from refused
            raise

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Let this thread read over one connection until the end; it is taken once it is asked for."""
        before, self._here.sharing = self._here.sharing, True
        try:
            yield
        finally:
            self._here.sharing = before
            if not before:
                self._here.engine = None
                if self._here.connection is not None:
                    self._here.connection.close()
                    self._here.connection = None

    def share_to_write(self) -> None:
        """Let what this thread shares be a connection that also writes, for a page that records who looks.

        It reads and writes `at_once` over one connection, instead of two. Before anything is read; on SQLite,
        where a connection costs no round trip, nothing changes.
        """
        if self._here.sharing and self._here.connection is None and not self._is_sqlite:
            self._here.engine = self._engine_at_once

    @contextmanager
    def _connection_to_read(self) -> Iterator[Connection]:
        if not self._here.sharing:
            with self.reading_engine.connect() as connection:
                yield connection
            return
        engine = self._here.engine or self.reading_engine
        connection = self._here.connection = self._here.connection or engine.connect()
        try:
            yield connection
        except BaseException:
            connection.rollback()  # nothing to undo
            if connection.invalidated:  # lost: another is taken at the next reading
                connection.close()
                self._here.connection = None
            raise

    @contextmanager
    def writing(self) -> Iterator[Store]:
        """Open a transaction that is committed once, at the end, or not at all.

        :raises DatabaseAway: when the database does not answer; nothing was kept.
        :raises Collision: when a uniqueness of the schema was met.
        """
        with translated(), self.engine.connect() as connection, connection.begin():
            yield Store(connection, self._sealer)

    @contextmanager
    def at_once(self) -> Iterator[Store]:
        """Write by one statement: it is kept, or not, by itself, without the round trips of a transaction.

        Two writes of which both must be kept are for `writing`, which SQLite always opens: nothing is saved
        there. What is read beside may be older than what is written: a uniqueness, or the statement, must
        hold it.

        :raises DatabaseAway: when the database does not answer.
        :raises Collision: when a uniqueness of the schema was met.
        """
        if self._is_sqlite:
            with self.writing() as store:
                yield store
            return
        shared = self._here.engine is not None
        with (
            translated(),  # the opening of a connection too
            self._connection_to_read() if shared else self._engine_at_once.connect() as connection,
        ):
            yield Store(connection, self._sealer)

    @property
    def _is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @property
    def files(self) -> tuple[Path, ...]:
        """The files of the database that are there: none where a server keeps it."""
        if not self._is_sqlite:
            return ()
        named = (f"{self.engine.url.database}{end}" for end in ("", "-wal", "-shm"))
        return tuple(path for path in map(Path, named) if path.exists())

    def check(self) -> None:
        """Read the guarantees back from the database itself.

        :raises DatabaseWrong: when SQLite does not hold WAL, FULL and foreign keys.
        :raises DatabaseAway: when it does not answer.
        """
        with self.reading() as store:
            if not self._is_sqlite:
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

    def check_writing(self, *, at: datetime) -> None:
        """Write a line of the journal and take it back: nothing of it stays.

        The line alone is taken back, and what is left is committed: a transaction that is rolled back as a
        whole asks nothing of the disk, and does not meet one that is full.

        :raises DatabaseReadOnly: when the database can only be read.
        :raises DatabaseAway: when it does not answer, or holds back the line.
        """
        with translated(), self.engine.connect() as connection, connection.begin():
            line = connection.begin_nested()
            Store(connection, self._sealer).audit.note(at=at, actor=None, event="write_checked")
            line.rollback()

    def leave_nothing_behind(self) -> bool:
        """Take what was deleted out of SQLite's second file too, now; tell whether it is out.

        Its first file is written over where something goes; the second one keeps pages as they were, as long
        as somebody reads them. Of PostgreSQL nothing is asked.

        :raises DatabaseAway: when the database does not answer.
        """
        if not self._is_sqlite:
            return True
        with translated(), self.engine.connect() as connection:
            driver = connection.connection.cursor()  # a statement of SQLAlchemy's own begins a transaction
            try:
                busy, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except sqlite3.Error:  # of the driver: nothing translates it
                return False
        return not busy

    def dispose(self) -> None:
        """Close every connection: after a fork, and at the end."""
        self.engine.dispose()
        self.reading_engine.dispose()


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once: a reader that turns writer half-way would meet SQLITE_BUSY."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def translated() -> Iterator[None]:
    try:
        yield
    except IntegrityError as wrong:
        raise Collision(type(wrong.orig).__name__) from wrong
    except (OperationalError, InterfaceError, InternalError, PoolTimeout) as away:
        match _sqlite_code(away):
            case sqlite3.SQLITE_ERROR:
                raise  # a statement of ours is wrong: no waiting will mend it
            case sqlite3.SQLITE_READONLY:
                raise DatabaseReadOnly from away
            case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
                raise DatabaseShut from away
        if getattr(getattr(away, "orig", None), "sqlstate", None) == _READ_ONLY:
            raise DatabaseReadOnly from away
        raise DatabaseAway(type(away).__name__) from away
    except DatabaseError as wrong:
        if _sqlite_code(wrong) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise DatabaseDamaged from wrong
        raise


def _sqlite_code(wrong: Exception) -> int:
    """Give SQLite's code; 0 where another database refused."""
    return int(getattr(getattr(wrong, "orig", None), "sqlite_errorcode", 0)) & _PRIMARY


def _is_write(refused: BaseException | None) -> bool:
    """Tell whether a database refused to write; over a connection that writes, it may be its turn to read."""
    driver = getattr(refused, "orig", None)
    return (
        getattr(driver, "sqlite_errorcode", None) == sqlite3.SQLITE_READONLY
        or getattr(driver, "sqlstate", None) == _READ_ONLY
    )
