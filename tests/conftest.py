"""What every test may ask for: a database of each kind, a clock, a running service, a client that judges."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest
from flask import Flask
from sqlalchemy import URL

from tests import builders, postgresql
from tests.builders import Clock, People
from tests.one_application import application
from tests.pages import JudgingClient
from xprsa.domain.person import Account, Beneficiary
from xprsa.gateways.keyring import Keyring
from xprsa.running.service import Service
from xprsa.settings import Settings
from xprsa.storage import schema
from xprsa.storage.database import Database

pytest_plugins = [
    "tests.one_of_each_pair",
    "tests.pace_of_tests",
    "tests.page_checkers",
    "tests.real_browser",
]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def keyring_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "keyring.json"
    Keyring.create(path)
    return path


@pytest.fixture(scope="session")
def keyring(keyring_file: Path) -> Keyring:
    return Keyring.load(keyring_file)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory, keyring: Keyring) -> Path:
    """A migrated SQLite database without a row, copied for each test."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.sqlite"
    _migrate(f"sqlite:///{path}", keyring)
    path.chmod(0o600)
    return path


@pytest.fixture(scope="session")
def server() -> Iterator[URL]:
    """A PostgreSQL server on which databases may be created."""
    with postgresql.server() as url:
        yield url


@pytest.fixture(scope="session")
def server_database(server: URL, worker_id: str, keyring: Keyring) -> Iterator[str]:
    """A migrated PostgreSQL database of this worker alone."""
    with postgresql.new_database(server, postgresql.name_for(worker_id)) as url:
        _migrate(url, keyring)
        yield url


def _migrate(url: str, keyring: Keyring) -> None:
    database = Database(url, sealer=keyring)
    schema.migrate(database)
    database.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated, empty database of each kind."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "test.sqlite")
        yield f"sqlite:///{tmp_path / 'test.sqlite'}"
        return
    url = request.getfixturevalue("server_database")
    yield url
    builders.empty(url)


@pytest.fixture
def database(database_url: str, keyring: Keyring) -> Iterator[Database]:
    opened = Database(database_url, sealer=keyring)
    yield opened
    opened.dispose()


@pytest.fixture
def settings(database_url: str, keyring_file: Path) -> Settings:
    return Settings(database_url=database_url, keyring=keyring_file, base_url="http://localhost", demo=False)


@pytest.fixture
def service(settings: Settings, database: Database, keyring: Keyring, clock: Clock) -> Service:
    return Service(settings, database, keyring, clock)


@pytest.fixture
def people(service: Service) -> People:
    """Whoever lives in this test; see `tests/builders.py`."""
    return People(service)


@pytest.fixture
def app(service: Service) -> Flask:
    return application(service)


@pytest.fixture
def client(app: Flask) -> JudgingClient:
    """A browser in which nobody is signed in."""
    return cast(JudgingClient, app.test_client())


@pytest.fixture
def app_browser(app: Flask) -> Callable[[], JudgingClient]:
    """Open another browser, in which nobody is signed in."""
    return lambda: cast(JudgingClient, app.test_client())


@pytest.fixture
def as_adviser(app: Flask, service: Service) -> Callable[[Account], JudgingClient]:
    """Open a browser of its own in which this account (an adviser's, or anybody's) is signed in."""

    def open_browser(account: Account) -> JudgingClient:
        browser = cast(JudgingClient, app.test_client())
        browser.set_cookie(*builders.begin_sign_in(service, account))
        return browser

    return open_browser


@pytest.fixture
def as_beneficiary(as_adviser: Callable[[Account], JudgingClient]) -> Callable[[Beneficiary], JudgingClient]:
    return lambda person: as_adviser(person.account)
