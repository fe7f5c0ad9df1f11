"""Writes the next revision of the schema: what the tables say now, and the last revision does not build."""

from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.ddl._autogen import ComparisonResult
from alembic.ddl.sqlite import SQLiteImpl
from alembic.script import Script, ScriptDirectory
from sqlalchemy import CheckConstraint

from xprsa.storage.database import Database
from xprsa.storage.schema import config, migrate
from xprsa.storage.sealer import NoSealer


def write_migration(what_changes: str) -> Path:
    """Write it from a fresh database brought up to the newest revision; give the file.

    A renamed column or table is seen as one dropped and another added, and data stay where they are: whoever
    asked for the revision reads it and completes it by hand.

    :param what_changes: a few words; they name the file.
    """
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'fresh.sqlite'}", sealer=NoSealer())
        migrate(database)
        with database.engine.begin() as connection:
            written = command.revision(
                config(connection), what_changes, autogenerate=True, rev_id=f"{len(_history()) + 1:04}"
            )
        database.dispose()
    if not isinstance(written, Script):
        raise TypeError("one revision was asked for")
    return Path(written.path)


class ComparingChecks(SQLiteImpl):
    """Compares CHECKs by their text, which SQLite keeps as it was written; Alembic itself looks at names."""

    __dialect__ = "sqlite"

    def compare_check_constraint(
        self, metadata_constraint: CheckConstraint, reflected_constraint: CheckConstraint
    ) -> ComparisonResult:
        said, built = (
            " ".join(str(check.sqltext).split()) for check in (metadata_constraint, reflected_constraint)
        )
        return ComparisonResult.Equal() if said == built else ComparisonResult.Different(f"{built} → {said}")


def _history() -> list[Script]:
    return list(ScriptDirectory.from_config(config()).walk_revisions())
