"""The schema as a whole, and its history: a database is always brought up by the same revisions."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from xprsa.storage import (
    tables_access,
    tables_answers,
    tables_contacts,
    tables_export,
    tables_imports,
    tables_intensity,
    tables_journal,
    tables_scores,
    tables_territory,
    tables_tokens,
    tables_weeks,
)
from xprsa.storage.database import Database, DatabaseWrong, translated
from xprsa.storage.tables import Instant, Row

METADATA = Row.metadata
PARTS = (
    tables_access,
    tables_answers,
    tables_contacts,
    tables_export,
    tables_imports,
    tables_intensity,
    tables_journal,
    tables_scores,
    tables_territory,
    tables_tokens,
    tables_weeks,
)  # imported so that their rows are known here


class RowsAstray(DatabaseWrong):
    """Rows would point to others that are gone: a revision is wrong, or they did so before it."""

    def __init__(self, tables: Iterable[str]) -> None:
        """Name the tables that hold them."""
        named = ", ".join(sorted(set(tables)))
        super().__init__(
            f"La mise à jour s’arrête : des lignes renvoient à ce qui n’existe pas ({named})."
            " Rien n’a changé. Restez à la version d’avant, et signalez ces tables."
        )


def config(connection: Connection | None = None) -> Config:
    """Give Alembic its folder and, when it is to touch a database, a connection."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    made.set_main_option("path_separator", "os")
    made.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    made.set_main_option("truncate_slug_length", "60")
    made.attributes["connection"] = connection
    return made


def migrate(database: Database) -> None:
    """Bring the database up to the newest revision; run again, it changes nothing.

    :raises DatabaseAway: when the database does not answer.
    :raises RowsAstray: on SQLite, when rows would point nowhere at the end: the database is as it was.
    """
    with translated(), database.engine.connect() as connection, _tables_may_be_rebuilt(connection):
        command.upgrade(config(connection), "head")


@contextmanager
def _tables_may_be_rebuilt(connection: Connection) -> Iterator[None]:
    """Hold a transaction in which SQLite lets a table go and come back while rows of others point to it.

    SQLite changes most of a table by a copy; with foreign keys on, dropping the old one would be refused.
    They can be switched outside of transactions only, so all of them are checked before the end.
    """
    if connection.dialect.name != "sqlite":
        with connection.begin():
            yield
        return
    driver = connection.connection  # a statement of SQLAlchemy's own would begin a transaction
    driver.cursor().execute("PRAGMA foreign_keys=OFF")
    try:
        with connection.begin():
            yield
            astray = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if astray:
                raise RowsAstray(row[0] for row in astray)
    finally:
        driver.cursor().execute("PRAGMA foreign_keys=ON")


def is_current(database: Database) -> bool:
    """Tell whether the database stands at the newest revision."""
    newest = ScriptDirectory.from_config(config()).get_current_head()
    with translated(), database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest


def knows(revision: str) -> bool:
    """Tell whether this software can bring a database up from a revision."""
    return revision in {known.revision for known in ScriptDirectory.from_config(config()).walk_revisions()}


def written_type(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Write our own column type as the plain one that it is in the database."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Instant) else False
