"""What commit 2e5a4d7 left, restored as a backup would be, on SQLite and on PostgreSQL."""

import json
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Connection, MetaData, Table, create_engine, event, func, insert, select
from sqlalchemy.engine.interfaces import ReflectedColumn

from xprsa.running.service import Service
from xprsa.storage import schema
from xprsa.storage.export_runs import Run

ARCHIVE = Path(__file__).parent / "2e5a4d7.tar.xz"
REVISION = "0001"  # where that commit left its database


@dataclass(frozen=True)
class Restored:
    """A service of 2e5a4d7 as restored from its backup.

    :ivar folder: where its keyring and its export runs are.
    """

    folder: Path
    database_url: str

    @property
    def keyring(self) -> Path:
        """Its keyring file."""
        return self.folder / "keyring.json"

    def receipts(self) -> list[dict[str, Any]]:
        """Give every receipt as 2e5a4d7 read it, with the canonical bytes that it was given for."""
        lines = (self.folder / "receipts.jsonl").read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines]

    def public_keys(self) -> dict[str, str]:
        """Give the public keys that 2e5a4d7 published, by id, in hexadecimal."""
        found: dict[str, str] = json.loads((self.folder / "public_keys.json").read_text("utf-8"))
        return found

    def runs(self, service: Service) -> dict[Run, Path]:
        """Give the runs of 2e5a4d7 that the database still knows, newest first, each with its directory."""
        (territory,) = service.territories()
        with service.database.reading() as store:
            known = store.exports.of_territory(territory.id)
        found = ((run, self._directory_of(run)) for run in known)
        return {run: directory for run, directory in found if directory.is_dir()}

    def _directory_of(self, run: Run) -> Path:
        """Give where a run stands: the command wrote beside the keyring, as far as the backup knows."""
        return self.folder / (run.directory.name if run.directory else f"exports/{run.public_id}")


def unpacked(folder: Path) -> Restored:
    """Restore it on SQLite, as it was."""
    with tarfile.open(ARCHIVE) as tar:
        tar.extractall(folder, filter="data")
    return Restored(folder, f"sqlite:///{folder / 'old.sqlite'}")


def moved(old: Restored, url: str) -> Restored:
    """Load the same rows into an empty PostgreSQL database, made by the revision of that day."""
    source = create_engine(old.database_url)
    target = create_engine(url, connect_args={"options": "-c timezone=UTC"})  # SQLite's instants are bare
    with source.connect() as reading, target.begin() as writing:
        command.upgrade(schema.config(writing), REVISION)
        for table in _tables(writing):
            rows = [dict(row) for row in reading.execute(select(table)).mappings()]
            writing.execute(insert(table), rows)
            if "id" in table.c:
                sequence = func.pg_get_serial_sequence(table.name, "id")
                writing.execute(select(func.setval(sequence, func.max(table.c.id))))
    source.dispose()
    target.dispose()
    return Restored(old.folder, url)


def _tables(connection: Connection) -> list[Table]:
    """Give the tables as they were that day, parents first, in types that both databases read."""
    found = MetaData()

    @event.listens_for(found, "column_reflect")
    def generic(_inspector: object, _table: object, column: ReflectedColumn) -> None:
        column["type"] = column["type"].as_generic()

    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]
