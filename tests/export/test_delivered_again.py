"""A run that left is delivered again byte for byte, whatever happened since."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select, update

from tests.builders import People, activity, content, week
from tests.export.conftest import Desk
from tests.pages import JudgingClient
from xprsa.domain.person import Account
from xprsa.export.commands import export_again
from xprsa.export.service import run_waiting
from xprsa.gateways.keyring import Keyring, Use
from xprsa.running.kept_runs import kept_at
from xprsa.storage.tables import BeneficiaryRow, ServiceAuditRow

Browse = Callable[[Account], JudgingClient]


def read(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        return {name: files.read(name) for name in files.namelist()}


@pytest.fixture
def everything_changes(desk: Desk, people: People, keyring_file: Path) -> Callable[[], None]:
    """Sends another version, lets the person leave, and gives the keyring a newer key for manifests."""
    person = people.beneficiary()
    people.sends(person, week(), content(activity("training", "5 h")))

    def change() -> None:
        people.sends(person, week(), content(activity("training", "1 h")))
        with desk.service.database.writing() as store:
            store.connection.execute(
                update(BeneficiaryRow).values(departed_on=date(2026, 11, 1), objects_since=desk.service.now())
            )
        object.__setattr__(desk.service, "keyring", Keyring.extend(keyring_file, [Use.MANIFEST]))

    return change


def test_a_run_of_the_page_is_delivered_again_as_it_left(
    desk: Desk, people: People, as_adviser: Browse, everything_changes: Callable[[], None]
) -> None:
    run = desk.waits(desk.request())
    run_waiting(desk.service)
    browser = as_adviser(people.exporter())
    address = f"/gestion/exports/{run.public_id}/archive.zip"
    before = browser.get(address).data
    everything_changes()
    assert browser.get(address).data == before
    assert "manifest.sig" in read(before)


def test_a_run_of_the_command_is_delivered_again_as_it_left(
    desk: Desk, people: People, as_adviser: Browse, everything_changes: Callable[[], None]
) -> None:
    directory = desk.run()
    left = {path.name: path.read_bytes() for path in directory.iterdir()}
    everything_changes()
    for path in directory.iterdir():
        path.unlink()
    with desk.service.database.reading() as store:
        (run,) = store.exports.of_territory(desk.territory.id)
    page = as_adviser(people.exporter())
    assert "Télécharger l’archive" in page.get(f"/gestion/exports/{run.public_id}").text
    assert read(page.get(f"/gestion/exports/{run.public_id}/archive.zip").data) == left


def again(desk: Desk, name: str, directory: Path) -> Result:
    return CliRunner().invoke(export_again, [name, "--to", str(directory)], obj=desk.service)


def files_of(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir()}


def name_of(directory: Path) -> str:
    return str(json.loads((directory / "manifest.json").read_bytes())["run"])


def test_the_command_writes_a_run_once_more_under_the_name_of_its_manifest(
    desk: Desk, people: People, everything_changes: Callable[[], None], tmp_path: Path
) -> None:
    first = desk.run()
    left = files_of(first)
    everything_changes()
    desk.run()
    done = again(desk, name_of(first), tmp_path / "again")
    assert done.exit_code == 0, done.output
    assert "tel qu’il est parti" in done.output
    assert files_of(tmp_path / "again") == left
    with desk.service.database.reading() as store:
        (run,) = [run for run in store.exports.of_territory(desk.territory.id) if run.directory == first]
        taken = select(ServiceAuditRow.detail).where(ServiceAuditRow.event == "export_downloaded")
        assert store.connection.execute(taken).scalars().all() == [str(run.public_id)]


def test_a_name_that_no_run_has_is_refused(desk: Desk, tmp_path: Path) -> None:
    done = again(desk, "support-93", tmp_path / "again")
    assert done.exit_code == 1
    assert "Aucun export ne s’appelle" in done.output


def test_a_run_of_which_the_bytes_are_gone_is_refused(desk: Desk, people: People, tmp_path: Path) -> None:
    people.sends(people.beneficiary(), week(), content(activity("training", "5 h")))
    directory = desk.run()
    with desk.service.database.reading() as store:
        (run,) = store.exports.of_territory(desk.territory.id)
    (kept_at(desk.service, run) / "manifest.json").write_bytes(b"{}")
    done = again(desk, name_of(directory), tmp_path / "again")
    assert done.exit_code == 1
    assert "n’est plus gardé" in done.output
    assert not (tmp_path / "again").exists()


def test_a_directory_that_holds_something_is_left_as_it_is(
    desk: Desk, people: People, tmp_path: Path
) -> None:
    people.sends(people.beneficiary(), week(), content(activity("training", "5 h")))
    directory = desk.run()
    held = files_of(directory)
    done = again(desk, name_of(directory), directory)
    assert done.exit_code == 1
    assert "n’est pas vide" in done.output
    assert files_of(directory) == held


def test_a_run_that_cannot_be_copied_is_a_sentence(desk: Desk, people: People, tmp_path: Path) -> None:
    people.sends(people.beneficiary(), week(), content(activity("training", "5 h")))
    directory = desk.run()
    with desk.service.database.reading() as store:
        (run,) = store.exports.of_territory(desk.territory.id)
    documents = kept_at(desk.service, run) / "documents.jsonl"
    documents.unlink()
    documents.mkdir()
    done = again(desk, name_of(directory), tmp_path / "again")
    assert done.exit_code == 1
    assert "Impossible d’écrire" in done.output
    assert not (tmp_path / "again").exists()
