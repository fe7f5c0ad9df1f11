"""A run that left is delivered again byte for byte, whatever happened since."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from tests.builders import People, activity, content, week
from tests.export.conftest import Desk
from tests.pages import JudgingClient
from xprsa.domain.person import Account
from xprsa.export.service import run_waiting
from xprsa.gateways.keyring import Keyring, Use
from xprsa.storage.tables import BeneficiaryRow

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
