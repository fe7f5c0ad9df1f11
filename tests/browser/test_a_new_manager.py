"""A manager brings in the workbook of their office on the first day: with JavaScript and without."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.judgement import faults
from tests.browser.office_workbook import Office
from tests.browser.scene import SCRIPT_FIRST, Scene
from xprsa.people_import.service import import_people

IMPORT = "/gestion/personnes/importer"


@pytest.fixture
def office(scene: Scene, javascript: bool) -> Office:
    made = Office("A" if javascript else "B")
    territory = scene.service.territories()[0]
    import_people(scene.service, territory=territory, content=made.before, actor=None, only_good=False)
    return made


def choose(phone: Page, content: bytes) -> None:
    phone.goto(IMPORT)
    file = {"name": "personnes.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    phone.get_by_label("Fichier des personnes").set_input_files(file)
    phone.get_by_role("button", name="Voir ce qui changerait").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Aperçu de l’import")


def counts(phone: Page) -> list[int]:
    """Read people new, changed, unchanged, advisers to invite, rows to confirm (if any), rows refused."""
    return [int(text) for text in phone.locator(".facts").first.locator("dd").all_inner_texts()]


@SCRIPT_FIRST
def test_a_workbook_of_two_hundred_people_comes_in_once_its_doubts_are_looked_at(
    scene: Scene, office: Office, javascript: bool
) -> None:
    handed_over, twice, known_elsewhere = office.doubtful
    phone = scene.phone(scene.staff("manager"), javascript=javascript)
    phone.goto(IMPORT)
    assert not faults(phone)
    choose(phone, office.workbook)
    assert counts(phone) == [185, 0, 0, 1, 3, 12]
    told(phone, office)
    assert not faults(phone)
    for line in (handed_over, twice):
        phone.get_by_label(f"Ligne {line}\u00a0:").check()
    good = phone.get_by_role("button", name="Importer seulement les lignes correctes")
    good.tap()
    expect(phone.get_by_role("alert")).to_contain_text("Des organismes sont nouveaux")
    expect(phone.get_by_label(f"Ligne {twice}\u00a0:")).to_be_checked()
    expect(phone.get_by_label(f"Ligne {known_elsewhere}\u00a0:")).not_to_be_checked()
    assert not faults(phone)
    phone.get_by_label("Créer ces organismes").check()
    good.tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Import terminé")
    assert counts(phone) == [186, 1, 0, 1, 1, 12]
    assert not faults(phone)
    choose(phone, office.workbook)
    assert counts(phone) == [0, 0, 187, 0, 1, 12]
    expect(phone.get_by_label(f"Ligne {known_elsewhere}\u00a0:")).to_be_visible()
    expect(phone.get_by_label(f"Ligne {twice}\u00a0:")).to_have_count(0)
    assert not faults(phone)


def told(phone: Page, office: Office) -> None:
    """See what is wrong beside its line, what waits, and what was read as something else."""
    for line, said in office.refused.items():
        row = phone.get_by_role("row").filter(has_text=f"Ligne {line}, colonne")
        expect(row).to_contain_text(said)
    for line, said in zip(office.doubtful, ("Boris Autre", "00412", "dossier J-3"), strict=True):
        card = phone.get_by_role("listitem").filter(has_text=f"Ligne {line}, colonne")
        expect(card).to_contain_text(said)
    expect(phone.get_by_role("listitem").filter(has_text=office.new_name)).to_be_visible()
    for said in (
        "Cellules comme « néant » ou « NC », lues comme vides : 2.",
        "1 personne ne reçoit ni courriel",
        "1 personne est sans référent",
    ):
        expect(phone.get_by_text(said)).to_be_visible()
