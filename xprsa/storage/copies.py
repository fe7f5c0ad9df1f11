"""Whole copies of the database: of one instant, with all that was committed before, while others write."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, NullPool, create_engine, func, inspect, make_url, select, text

from xprsa import durable
from xprsa.storage import postgresql_archives
from xprsa.storage.database import DatabaseWrong, translated
from xprsa.storage.export_runs import RunState
from xprsa.storage.journal_seals import JournalSeals
from xprsa.storage.tables import table
from xprsa.storage.tables_export import ExportRunRow
from xprsa.storage.tables_journal import JournalSealRow
from xprsa.storage.tables_weeks import VersionRow

_SQLITE_FILES = ("", "-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy holds.

    :ivar revision: of the schema.
    :ivar versions: how many versions of weeks.
    :ivar runs: public ids of the exports that left.
    :ivar journal: number and chain of the newest seal of the journal; None before there was one.
    """

    revision: str
    versions: int
    runs: frozenset[str]
    journal: tuple[int, str] | None


def copy_database(url: str, to: Path) -> Copied:
    """Write a copy into a new file: one of SQLite, or an archive of PostgreSQL.

    :raises DatabaseAway: when the database does not answer.
    :raises DatabaseWrong: when it cannot be copied, or holds nothing.
    """
    to.touch(mode=0o600, exist_ok=False)
    if is_sqlite(url):
        with _sqlite(file_of(url), "mode=rw") as source, closing(sqlite3.connect(to)) as copy:
            source.backup(copy)  # in one step: what others commit meanwhile does not begin it anew
            copy.execute("PRAGMA journal_mode=DELETE")  # one file is the whole of it
        return held_by(f"sqlite:///{to}")
    with translated(), _engine(url, "REPEATABLE READ").connect() as connection:
        held = _counted(connection)
        snapshot = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        postgresql_archives.dump(url, to, snapshot=snapshot)  # sees what was counted, neither more nor less
    return held


def versions_in(copy: Path, *, of: str) -> int:
    """Read a copy to its end; give how many versions of weeks it holds.

    :param of: the address of the database that was copied, or one of its kind.
    :raises DatabaseWrong: when it is damaged.
    """
    if not is_sqlite(of):
        return postgresql_archives.rows_in(copy, VersionRow.__tablename__)
    with _sqlite(copy, "mode=ro&immutable=1") as opened:
        found = opened.execute("PRAGMA integrity_check").fetchall()
        if found != [("ok",)] or opened.execute("PRAGMA foreign_key_check").fetchall():
            raise DatabaseWrong("La copie de la base est abîmée. Vérifiez le disque, puis recommencez.")
    return held_by(f"sqlite:///{copy}").versions


def is_free(url: str) -> bool:
    """Tell whether nothing stands at an address: no file, or a database of PostgreSQL without a table.

    :raises DatabaseAway: when the server does not answer, or has no such database.
    """
    if is_sqlite(url):
        return not any(Path(f"{file_of(url)}{end}").exists() for end in _SQLITE_FILES)
    with translated(), _engine(url).connect() as connection:
        return not inspect(connection).get_table_names()


def put_back(copy: Path, *, to: str) -> None:
    """Let a copy become the database at an address that is free; all of it, or nothing.

    :param copy: one that was read to its end.
    :raises DatabaseWrong: when PostgreSQL refuses it.
    :raises OSError: when a file of SQLite cannot be written, or stands there.
    """
    if not is_sqlite(to):
        postgresql_archives.restore(copy, to)
        return
    path = file_of(to)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    hidden = path.with_name(f".{path.name}.restored")
    hidden.unlink(missing_ok=True)
    hidden.touch(mode=0o600)
    try:
        shutil.copyfile(copy, hidden)  # it may come from another disk
        durable.sync(hidden)
        path.hardlink_to(hidden)  # unlike a renaming, it takes nobody's place
    finally:
        hidden.unlink()
    durable.sync(path.parent)


def held_by(url: str) -> Copied:
    """Tell what a database holds.

    :raises DatabaseAway: when it does not answer.
    :raises DatabaseWrong: when it holds nothing.
    """
    with translated(), _engine(url).connect() as connection:
        return _counted(connection)


def is_sqlite(url: str) -> bool:
    """Tell which of the two an address names."""
    return url.startswith("sqlite")


def file_of(url: str) -> Path:
    """Give the file of an SQLite database."""
    return Path(make_url(url).database or "").absolute()


def _counted(connection: Connection) -> Copied:
    if not inspect(connection).has_table(VersionRow.__tablename__):
        raise DatabaseWrong("La base est vide\u00a0: rien n’est sauvegardé. Vérifiez XPRSA_DATABASE_URL.")
    run = table(ExportRunRow)
    left = connection.execute(select(run.c.public_id).where(run.c.state == RunState.DONE.value)).scalars()
    return Copied(
        revision=connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one(),
        versions=connection.execute(select(func.count()).select_from(table(VersionRow))).scalar_one(),
        runs=frozenset(map(str, left)),
        journal=_newest_seal(connection),
    )


def _newest_seal(connection: Connection) -> tuple[int, str] | None:
    if not inspect(connection).has_table(JournalSealRow.__tablename__):
        return None
    newest = JournalSeals(connection).last()
    return (newest.number, newest.chain) if newest else None


def _engine(url: str, isolation: str = "AUTOCOMMIT") -> Engine:
    return create_engine(url, poolclass=NullPool, isolation_level=isolation)


@contextmanager
def _sqlite(path: Path, how: str) -> Iterator[sqlite3.Connection]:
    """Open a file that is there, and say what is wrong with it in a sentence."""
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?{how}", uri=True)) as connection:
            yield connection
    except sqlite3.Error as wrong:
        raise DatabaseWrong(
            f"La base {path} ne peut pas être lue ou copiée ({wrong}). Vérifiez le disque."
        ) from wrong
