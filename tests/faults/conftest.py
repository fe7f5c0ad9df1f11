"""A town on a database that keeps its promises, one of each kind, and the real server before it."""

import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import postgresql
from tests.builders import People
from tests.faults.cluster import Cluster, durable_cluster
from tests.faults.server import RunningServer, Served
from xprsa.gateways.keyring import Keyring
from xprsa.running.service import Service
from xprsa.settings import Settings
from xprsa.storage import schema
from xprsa.storage.database import Database


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server with fsync on, of this worker alone."""
    with durable_cluster() as made:
        yield made


@pytest.fixture(scope="session")
def migrated_template(cluster: Cluster, keyring: Keyring) -> str:
    """Name of a migrated database without a row, copied for each test."""
    url = cluster.url.set(database="empty")
    postgresql.run(cluster.url, 'CREATE DATABASE "empty"')
    database = Database(url.render_as_string(hide_password=False), sealer=keyring)
    schema.migrate(database)
    database.dispose()
    return "empty"


@contextmanager
def _new_url(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """Make a migrated, empty database of the kind in `request.param`, with every guarantee of durability."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_file"), folder / "lasting.sqlite")
        yield f"sqlite:///{folder / 'lasting.sqlite'}"
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    name = f"lasting_{secrets.token_hex(4)}"
    postgresql.run(
        cluster.url, f'CREATE DATABASE "{name}" TEMPLATE "{request.getfixturevalue("migrated_template")}"'
    )
    yield cluster.url.set(database=name).render_as_string(hide_password=False)
    postgresql.run(cluster.url, f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def _people_of(url: str, keyring: Keyring, keyring_file: Path) -> Iterator[People]:
    """Give the people of a service whose clock is the real one, as the server's is."""
    database = Database(url, sealer=keyring)
    settings = Settings(database_url=url, keyring=keyring_file, base_url="http://127.0.0.1")
    yield People(Service(settings, database, keyring))
    database.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def lasting_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of each kind, of one test alone."""
    with _new_url(request, tmp_path) as url:
        yield url


@pytest.fixture
def residents(lasting_url: str, keyring: Keyring, keyring_file: Path) -> Iterator[People]:
    with _people_of(lasting_url, keyring, keyring_file) as made:
        yield made


@pytest.fixture
def make_server(
    lasting_url: str, keyring_file: Path, tmp_path: Path
) -> Iterator[Callable[..., RunningServer]]:
    """Make the real server on that database, or a twin; every process of it is gone afterwards."""
    made: list[RunningServer] = []

    def make(*, weakness: str = "", workers: int = 1) -> RunningServer:
        made.append(RunningServer(lasting_url, keyring_file, tmp_path / "served", weakness, workers))
        return made[-1]

    yield make
    for running_server in made:
        running_server.kill()


@pytest.fixture
def running_server(make_server: Callable[..., RunningServer]) -> RunningServer:
    """The real server, not yet started."""
    return make_server()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def served(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    keyring: Keyring,
    keyring_file: Path,
) -> Iterator[Served]:
    """The real server on a database of each kind, shared by the tests of a module that do not hurt it."""
    folder = tmp_path_factory.mktemp("served")
    with _new_url(request, folder) as url, _people_of(url, keyring, keyring_file) as people:
        running_server = RunningServer(url, keyring_file, folder)
        running_server.start()
        yield Served(running_server, people)
        running_server.kill()
