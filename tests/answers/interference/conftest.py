"""Services begun anew, as often as two walks need, on either kind of database."""

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import make_url

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


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest) -> Iterator[Callable[[Path], str]]:
    """Give what makes a migrated, empty database; that of before is gone, or forgotten."""
    if request.param == "sqlite":
        migrated: Path = request.getfixturevalue("migrated_file")
        yield lambda folder: f"sqlite:///{shutil.copy(migrated, folder / 'walk.sqlite')}"
        return
    url: str = request.getfixturevalue("server_database")

    def emptied(_: Path) -> str:
        builders.empty(url)
        postgresql.run(make_url(url), _COUNT_ANEW)
        return url

    yield emptied
    builders.empty(url)


@pytest.fixture
def begin(
    empty_database: Callable[[Path], str], tmp_path: Path, keyring_file: Path, keyring: Keyring
) -> NewService:
    """Give what begins a service of which nobody has ever seen anything, with a folder of its own."""
    numbers = count(1)

    def begun(clock: Clock) -> Service:
        folder = tmp_path / f"service-{next(numbers)}"
        folder.mkdir()
        url = empty_database(folder)
        settings = Settings(
            database_url=url,
            keyring=Path(shutil.copy(keyring_file, folder)),
            base_url="http://localhost",
            demo=False,
            files_per_minute=100_000,  # one look at everything opens more than anybody reads
            files_per_hour=100_000,
        )
        return Service(settings, Database(url, sealer=keyring), keyring, clock)

    return begun
