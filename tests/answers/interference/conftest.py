"""A service begun anew, as often as walks need, on either kind of database."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, make_url

from tests import builders, postgresql
from tests.answers.interference.walk import NewService
from tests.builders import Clock
from xprsa.gateways.keyring import Keyring
from xprsa.running.service import Service
from xprsa.settings import Settings
from xprsa.storage.database import Database

_COUNT_ANEW = (
    "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false)"
    " FROM pg_sequences WHERE schemaname = 'public'"
)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def begin(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    keyring_file: Path,
    keyring: Keyring,
) -> Iterator[NewService]:
    """Give what begins a service that nobody has used: rows, ids and files of before are gone."""
    folder = tmp_path_factory.mktemp("walks")
    kept = shutil.copy(keyring_file, folder)
    file = folder / "walk.sqlite"
    on_file = request.param == "sqlite"
    url = f"sqlite:///{file}" if on_file else request.getfixturevalue("server_database")
    database = Database(url, sealer=keyring)  # one for all walks: statements are compiled once

    def begun(clock: Clock) -> Service:
        shutil.rmtree(folder / "exports", ignore_errors=True)
        if on_file:
            database.dispose()
            _copy(request.getfixturevalue("migrated_file"), file)
        else:
            builders.empty(url)
            postgresql.run(make_url(url), _COUNT_ANEW)
        settings = Settings(
            database_url=url,
            keyring=Path(kept),
            base_url="http://localhost",
            demo=False,
            files_per_minute=100_000,  # a look around opens more files than anybody reads
            files_per_hour=100_000,
        )
        return Service(settings, database, keyring, clock)

    if on_file:
        event.listen(database.engine, "connect", _without_waiting)
    yield begun
    database.dispose()
    if not on_file:
        builders.empty(url)


def _copy(migrated: Path, file: Path) -> None:
    for rest in ("-wal", "-shm"):
        file.with_name(file.name + rest).unlink(missing_ok=True)
    shutil.copy(migrated, file)


def _without_waiting(connection: Any, _record: Any) -> None:
    """Let SQLite not wait for the disk: no walk is about losses."""
    connection.execute("PRAGMA synchronous=OFF")
