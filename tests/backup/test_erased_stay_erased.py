"""Whoever was erased stays so when a backup from before is restored: the list of erasures is kept apart."""

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.backup.conftest import made, on_sqlite, refused, types
from tests.builders import People, activity, content, week
from xprsa.commands.backing_up import restore
from xprsa.commands.forgetting import forget
from xprsa.commands.opening import open_service
from xprsa.domain.person import Beneficiary
from xprsa.running import erasures
from xprsa.running.erasure import erase
from xprsa.running.service import Service
from xprsa.settings import Settings
from xprsa.storage.schema import METADATA


@pytest.fixture
def here(service: Service, home: Settings) -> Service:
    return replace(service, settings=home)


def people_in(settings: Settings) -> list[str]:
    """Give the last names of everybody in a database."""
    service = open_service(settings)
    try:
        with service.database.reading() as store:
            names = store.connection.execute(METADATA.tables["account"].select())
            return sorted(row.last_name for row in names if row.role == "beneficiary" and row.last_name)
    finally:
        service.database.dispose()


def test_a_backup_from_before_an_erasure_is_restored_without_the_person(
    here: Service, home: Settings, nowhere: Settings, person: Beneficiary, people: People
) -> None:
    stays = people.beneficiary(last_name="Reste")
    people.sends(stays, week(), content(activity("training", "1h")))
    path = made(home)
    erase(here, person)
    assert home.backups is not None
    assert (home.backups / "erasures.txt").stat().st_mode & 0o077 == 0
    done = types(restore, nowhere, path)
    assert done.exit_code == 0, done.output
    assert "Personnes effacées de nouveau, revenues avec une base d’avant\u00a0: 1." in done.output
    assert people_in(nowhere) == ["Reste"]
    kept = erasures.read(erasures.own_list(nowhere))
    assert kept.keys() == {erasures.mark_of(person.account.public_id)}


@pytest.mark.slow
def test_without_a_list_whoever_restores_is_told_so(
    home: Settings, nowhere: Settings, person: Beneficiary
) -> None:
    done = types(restore, nowhere, made(home))
    assert done.exit_code == 0
    assert "Aucune liste d’effacements" in done.output


@on_sqlite
def test_each_backup_brings_the_list_along(
    here: Service, home: Settings, person: Beneficiary, people: People
) -> None:
    folder = home.backups
    assert folder is not None
    erase(here, person)
    assert not folder.exists()
    people.beneficiary()
    people.sends(people.beneficiary(), week(), content(activity("training", "1h")))
    made(home)
    assert erasures.read(folder / "erasures.txt").keys() == {erasures.mark_of(person.account.public_id)}


@pytest.mark.slow
@on_sqlite
def test_a_damaged_list_is_told_and_erases_once_it_was_mended(
    here: Service, home: Settings, nowhere: Settings, person: Beneficiary
) -> None:
    path = made(home)
    erase(here, person)
    listed = path.parent / "erasures.txt"
    sound = listed.read_text()
    listed.write_text("abîmée")
    refused(types(restore, nowhere, path), "est abîmé")
    assert people_in(nowhere) == [person.account.last_name]
    listed.write_text(sound)
    erasures.add(erasures.own_list(nowhere), erasures.read(listed))
    service = open_service(nowhere)
    try:
        done = CliRunner().invoke(forget, [], obj=service, catch_exceptions=False)
    finally:
        service.database.dispose()
    assert done.exit_code == 0, done.output
    assert people_in(nowhere) == []


@on_sqlite
def test_a_damaged_list_is_no_backup(home: Settings, person: Beneficiary) -> None:
    erasures.own_list(home).write_text("abîmée")
    from xprsa.commands.backing_up import backup

    refused(types(backup, home), f"La liste des effacements {erasures.own_list(home)} est abîmé")
    assert home.backups is not None
    assert [left for left in home.backups.iterdir() if not left.name.startswith(".")] == []


def test_a_list_only_grows_and_keeps_the_last_instant(tmp_path: Path, here: Service, people: People) -> None:
    first, second = (erasures.mark_of(people.beneficiary().account.public_id) for _ in range(2))
    path = tmp_path / "erasures.txt"
    later = here.now().replace(year=2030)
    erasures.add(path, {first: here.now()})
    for year, kept in ((2025, here.now()), (2030, later)):
        erasures.add(path, {first: later.replace(year=year)})
        assert erasures.read(path) == {first: kept}
    erasures.add(path, {second: here.now()})
    assert erasures.read(path).keys() == {first, second}
    assert len(path.read_text().splitlines()) == 2
