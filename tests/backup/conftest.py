"""A service that has its keys in a folder of its own, and a machine on which nothing is yet."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import URL

from tests import postgresql
from tests.builders import Clock, People, activity, content, week
from xprsa.backup import making
from xprsa.commands.backing_up import backup
from xprsa.domain.person import Beneficiary
from xprsa.running.backups import backups_in
from xprsa.settings import Settings
from xprsa.storage import copies

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PASSPHRASE = "cheval pile agrafe correcte"


@pytest.fixture
def home(tmp_path: Path, keyring_file: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings of a service that has its keys and its exports in a folder of its own.

    Its passphrase costs little to try.
    """
    monkeypatch.setattr("xprsa.backup.sealing._COST", 1 << 10)
    keyring = tmp_path / "home/keyring.json"
    keyring.parent.mkdir()
    shutil.copy(keyring_file, keyring)
    passphrase = tmp_path / "passphrase"
    passphrase.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    passphrase.chmod(0o600)
    return replace(settings, keyring=keyring, backups=tmp_path / "backups", backup_passphrase=passphrase)


@pytest.fixture
def nowhere(request: pytest.FixtureRequest, home: Settings, tmp_path: Path) -> Iterator[Settings]:
    """The settings of a machine on which nothing is yet."""
    there = replace(home, keyring=tmp_path / "there/keyring.json")
    if copies.is_sqlite(home.database_url):
        yield replace(there, database_url=f"sqlite:///{tmp_path / 'there/xprsa.sqlite'}")
        return
    server: URL = request.getfixturevalue("server")
    with postgresql.new_database(server, postgresql.name_for("restored")) as url:
        yield replace(there, database_url=url)


@pytest.fixture
def old_database(server: URL) -> Iterator[str]:
    """An empty database of PostgreSQL."""
    with postgresql.new_database(server, postgresql.name_for("old")) as url:
        yield url


@pytest.fixture
def person(people: People) -> Beneficiary:
    person = people.beneficiary()
    people.sends(person, week(), content(activity("training", "2h", note="Atelier")))
    return person


def types(command: object, settings: object, *words: object) -> Result:
    return CliRunner().invoke(command, [*map(str, words)], obj=settings, catch_exceptions=False)  # type: ignore[arg-type]


def made(settings: Settings, *words: object) -> Path:
    done = types(backup, settings, *words)
    assert done.exit_code == 0, done.output
    assert "Sauvegarde faite et relue" in done.output
    assert settings.backups is not None
    return backups_in(settings.backups)[0]


def refused(done: Result, said: str) -> None:
    assert done.exit_code == 1, done.output
    assert said in done.output, done.output


@pytest.fixture(autouse=True)
def _a_second_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a second pass before each backup: two never have one name."""
    instants = iter(Clock().instant + timedelta(seconds=n) for n in range(60))
    monkeypatch.setattr(making, "now", lambda: next(instants))
