"""A manager brings in a file as their office makes it."""

import io
import re

import pytest
from openpyxl import Workbook

from tests.builders import People
from tests.journeys.test_import_people import (
    ANA,
    PAGE,
    SAFE,
    TITLES,
    Browser,
    choose,
    confirm,
    found,
    hidden,
)  # fmt: skip
from tests.pages import JudgingClient
from xprsa.people_import.forms import LARGEST_FILE
from xprsa.running.service import Service

STRANGE = ("Lieu;Sorte;Clé;Mme ou M.;Famille", "Mission locale;ML;D-1;Ana;Durand")
NAMED = {
    "colonne_A": "organisation",
    "colonne_B": "type_organisation",
    "colonne_C": "reference",
    "colonne_D": "prenom",
    "colonne_E": "nom",
}


@pytest.fixture
def manager(people: People, as_adviser: Browser) -> JudgingClient:
    return as_adviser(people.manager())


def workbook(*lines: str) -> bytes:
    book, page = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for line in lines:
        sheet.append(line.split(";"))
    book.save(page)
    return page.getvalue()


def test_a_workbook_is_previewed_then_imported(manager: JudgingClient, service: Service) -> None:
    preview = choose(manager, content=workbook("Liste au 29/11/2026", TITLES, ANA))
    assert preview.status_code == 200
    assert confirm(manager, preview, "toutes").status_code == 303
    assert found(service, "D-1") is not None


def test_columns_that_nobody_knows_are_named_by_hand(manager: JudgingClient, service: Service) -> None:
    asked = choose(manager, *STRANGE)
    assert asked.status_code == 422
    assert "Il manque des colonnes" in asked.text
    assert "Par exemple «\u00a0D-1\u00a0»." in asked.text
    form = {"csrf": hidden(asked, "csrf"), "held": hidden(asked, "held")}
    again = manager.post(f"{PAGE}/colonnes", data=form | NAMED | {"colonne_E": "prenom"}, headers=SAFE)
    assert again.status_code == 422
    assert "deux fois" in again.text
    assert '<option value="reference" selected>' in again.text
    preview = manager.post(f"{PAGE}/colonnes", data=form | NAMED, headers=SAFE)
    assert preview.status_code == 200
    assert confirm(manager, preview, "toutes").status_code == 303
    ana = found(service, "D-1")
    assert ana is not None
    assert ana.account.name == "Ana Durand"


def test_a_column_left_aside_can_be_named_from_the_preview(manager: JudgingClient, service: Service) -> None:
    preview = choose(manager, f"{TITLES};Téléphone fixe", f"{ANA};01 99 00 00 01")
    assert "n’est pas lue" in preview.text
    form = {"csrf": hidden(preview, "csrf"), "held": hidden(preview, "held")}
    asked = manager.post(f"{PAGE}/colonnes", data=form, headers=SAFE)
    assert asked.status_code == 200
    chosen = dict.fromkeys(re.findall(r'name="(colonne_[A-Z]+)"', asked.text), "")
    told = dict(zip(chosen, [*TITLES.split(";"), "telephone"], strict=True))
    confirm(manager, manager.post(f"{PAGE}/colonnes", data=form | told, headers=SAFE), "toutes")
    ana = found(service, "D-1")
    assert ana is not None
    assert ana.account.phone == "+33199000001"


def test_columns_of_a_file_that_is_lost_are_not_asked(manager: JudgingClient) -> None:
    form = {"csrf": hidden(manager.get(PAGE), "csrf"), "held": "x" * 400} | NAMED
    answer = manager.post(f"{PAGE}/colonnes", data=form, headers=SAFE)
    assert answer.status_code == 422
    assert "Choisissez le fichier de nouveau" in answer.text


def test_titles_alone_are_not_up_to_date(manager: JudgingClient) -> None:
    for content in (
        TITLES.encode(),
        manager.get("/gestion/personnes/modele.csv").data,
        f"{TITLES}\nTotal;0".encode(),
    ):
        answer = choose(manager, content=content)
        assert answer.status_code == 422
        assert "n’a que des titres" in answer.text
        assert "déjà à jour" not in answer.text


@pytest.mark.parametrize("more", [1, 128 * 1024])
def test_a_file_that_is_too_large_is_told_of_files_and_of_the_command(
    manager: JudgingClient, more: int
) -> None:
    answer = choose(manager, content=b"x" * (LARGEST_FILE + more))
    assert answer.status_code in (413, 422)
    assert "5 Mo" in answer.text
    assert "xprsa people import" in answer.text
    assert "moins de mots" not in answer.text


def test_the_result_cannot_be_forged_by_its_address(
    manager: JudgingClient, people: People, as_adviser: Browser
) -> None:
    done = confirm(manager, choose(manager, TITLES, ANA), "toutes").location
    assert "Le fichier est importé" in manager.get(done).text
    other = as_adviser(people.manager())
    for client, address in (
        (manager, "/gestion/personnes/importees?new=300&changed=0"),
        (manager, "/gestion/personnes/importees"),
        (manager, done[:-4] + "AAAA"),
        (other, done),
    ):
        answer = client.get(address)
        assert answer.status_code == 303
        assert answer.location.endswith(PAGE)


def test_a_result_sealed_before_an_update_leads_back_to_the_first_page(
    service: Service, people: People, as_adviser: Browser
) -> None:
    account = people.manager()
    sealed = service.keyring.seal(f"people-done {account.id} [null, 3, 0, 0, 1, 2]")
    answer = as_adviser(account).get(f"/gestion/personnes/importees?bilan={sealed}")
    assert answer.location.endswith(PAGE)


def test_rows_that_wait_for_a_word_are_not_called_refused(manager: JudgingClient) -> None:
    confirm(manager, choose(manager, TITLES, ANA), "toutes")
    preview = choose(
        manager, TITLES, ANA.replace("D-1", "D-2"), ANA.replace("D-1;Ana", "D-3;Zoé").replace("ana@", "zoe@")
    )
    assert '<dt>Lignes à confirmer</dt><dd class="number">1' in preview.text
    page = manager.get(confirm(manager, preview, "correctes").location).text
    assert "Les lignes correctes sont importées." in page
    assert "Les lignes à confirmer ne sont pas entrées." in page
    assert '<dt>Lignes refusées</dt><dd class="number">0' in page
    assert "Corrigez les lignes refusées" not in page
