"""A manager brings people in from a file."""

import io
import re
from collections.abc import Callable
from html import unescape

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from tests.builders import People
from tests.journal_lines import lines_about
from tests.pages import JudgingClient
from xprsa.declare.traces import CHANGED
from xprsa.domain.person import Account, Beneficiary
from xprsa.people_import.columns import COLUMNS
from xprsa.people_import.forms import LARGEST_FILE
from xprsa.people_import.writing import CODES
from xprsa.running.service import Service

PAGE = "/gestion/personnes/importer"
SAFE = {"Sec-Fetch-Site": "same-origin"}
TITLES = (
    "organisation;type_organisation;reference;prenom;nom;courriel;"
    "conseiller_courriel;conseiller_prenom;conseiller_nom"
)
ANA = "Mission locale;ML;D-1;Ana;Durand;ana@example.org;lou@example.org;Lou;Petit"
BO = "Mission locale;ML;D-2;Bo;Petit;bo sans arobase;lou@example.org;Lou;Petit"

Browser = Callable[[Account], JudgingClient]


@pytest.fixture
def manager(people: People, as_adviser: Browser) -> JudgingClient:
    return as_adviser(people.manager())


def hidden(page: TestResponse, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found is not None, f"no hidden field {name}"
    return unescape(found[1])


def choose(client: JudgingClient, *lines: str, content: bytes | None = None) -> TestResponse:
    file = content if content is not None else "\r\n".join(lines).encode("cp1252")
    form = {"csrf": hidden(client.get(PAGE), "csrf"), "file": FileStorage(io.BytesIO(file), "personnes.csv")}
    boundary, body = encode_multipart(form)
    return client.post(
        PAGE, data=body, content_type=f"multipart/form-data; boundary={boundary}", headers=SAFE
    )


def confirm(client: JudgingClient, preview: TestResponse, rows: str) -> TestResponse:
    form = {"csrf": hidden(preview, "csrf"), "held": hidden(preview, "held"), "rows": rows}
    return client.post(f"{PAGE}/confirmer", data=form, headers=SAFE)


def found(service: Service, reference: str) -> Beneficiary | None:
    with service.database.reading() as store:
        organisations = store.organisations.of_territory(service.territories()[0].id)
        people = [
            person for place in organisations for person in store.people.of_references(place.id, [reference])
        ]
    return people[0] if people else None


def test_a_manager_previews_then_imports_a_file(manager: JudgingClient, service: Service) -> None:
    preview = choose(manager, TITLES, ANA)
    assert preview.status_code == 200
    assert "Rien n’est encore écrit" in preview.text
    assert "Importer toutes les lignes" in preview.text
    assert found(service, "D-1") is None
    done = confirm(manager, preview, "toutes")
    assert done.status_code == 303
    assert "Le fichier est importé" in manager.get(done.location).text
    ana = found(service, "D-1")
    assert ana is not None
    assert ana.adviser is not None
    assert (ana.account.name, ana.adviser.name) == ("Ana Durand", "Lou Petit")


def test_the_journal_names_the_manager_who_imported(
    people: People, as_adviser: Browser, service: Service
) -> None:
    manager = people.manager()
    client = as_adviser(manager)
    confirm(client, choose(client, TITLES, ANA), "toutes")
    ana = found(service, "D-1")
    assert ana is not None
    with service.database.reading() as store:
        (event,) = lines_about(store, ana.id)
    assert (event.event, event.by) == ("person_added", manager.name)


def test_the_person_reads_what_a_file_changed_of_them_and_who_brought_it(
    people: People,
    as_adviser: Browser,
    as_beneficiary: Callable[[Beneficiary], JudgingClient],
    service: Service,
) -> None:
    client = as_adviser(people.manager(first_name="Hélène", last_name="Roy"))
    confirm(client, choose(client, TITLES, ANA), "toutes")
    confirm(client, choose(client, TITLES, ANA.replace("ana@", "ana.durand@")), "toutes")
    ana = found(service, "D-1")
    assert ana is not None
    page = as_beneficiary(ana).get("/mes-donnees").text
    assert "<bdi>Hélène Roy</bdi> (responsable) vous a inscrit·e par un fichier." in page
    assert "<bdi>Hélène Roy</bdi> (responsable) a changé par un fichier\u00a0: courriel." in page


def test_all_that_a_file_may_change_has_its_word() -> None:
    assert set(CHANGED) == CODES


def test_only_the_correct_rows_may_be_imported(manager: JudgingClient, service: Service) -> None:
    preview = choose(manager, TITLES, ANA, BO)
    assert "Ligne 3, colonne F (courriel)" in preview.text
    assert "Importer toutes les lignes" not in preview.text
    assert confirm(manager, preview, "correctes").status_code == 303
    assert found(service, "D-1") is not None
    assert found(service, "D-2") is None


def test_all_rows_with_one_wrong_is_answered_by_the_preview_again(
    manager: JudgingClient, service: Service
) -> None:
    answer = confirm(manager, choose(manager, TITLES, ANA, BO), "toutes")
    assert answer.status_code == 409
    assert "Lignes à corriger" in answer.text
    assert found(service, "D-1") is None


def test_a_choice_that_does_not_exist_is_answered_by_the_preview_again(manager: JudgingClient) -> None:
    assert confirm(manager, choose(manager, TITLES, ANA), "peut-être").status_code == 422


def test_importing_the_same_file_again_has_nothing_to_do(manager: JudgingClient) -> None:
    confirm(manager, choose(manager, TITLES, ANA), "toutes")
    assert "Tout est déjà à jour" in choose(manager, TITLES, ANA).text


def test_a_double_tap_on_the_confirmation_imports_once(manager: JudgingClient, service: Service) -> None:
    preview = choose(manager, TITLES, ANA)
    assert confirm(manager, preview, "toutes").status_code == 303
    assert confirm(manager, preview, "toutes").status_code == 303
    assert found(service, "D-1") is not None


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"PK\x03\x04", "classeur"), (b"", "vide"), (b"nom;prenom\nDurand;Ana\n", "Il manque des colonnes")],
)
def test_a_file_that_is_no_table_of_people_is_explained(
    manager: JudgingClient, content: bytes, said: str
) -> None:
    answer = choose(manager, content=content)
    assert answer.status_code == 422
    assert said in answer.text


def test_sending_without_a_file_is_explained(manager: JudgingClient) -> None:
    form = {"csrf": hidden(manager.get(PAGE), "csrf")}
    answer = manager.post(PAGE, data=form, content_type="multipart/form-data", headers=SAFE)
    assert answer.status_code == 422
    assert "Choisissez un fichier." in answer.text


def test_a_file_above_five_megabytes_is_explained_and_a_much_larger_one_is_not_read(
    manager: JudgingClient,
) -> None:
    answer = choose(manager, content=b"x" * (LARGEST_FILE + 1))
    assert answer.status_code == 422
    assert "5 Mo" in answer.text
    assert choose(manager, content=b"x" * (LARGEST_FILE + 128 * 1024)).status_code == 413


@pytest.mark.slow
def test_a_file_of_a_whole_caseload_passes_both_steps(manager: JudgingClient, service: Service) -> None:
    people = [
        f"Mission locale;ML;D-{number};Ana{number};Durand;ana{number}@example.org;lou@example.org;Lou;Petit"
        for number in range(1500)
    ]
    preview = choose(manager, TITLES, *people)
    assert confirm(manager, preview, "toutes").status_code == 303
    assert found(service, "D-1499") is not None


def test_a_preview_is_of_no_use_to_anybody_else(
    people: People, as_adviser: Browser, manager: JudgingClient
) -> None:
    preview = choose(manager, TITLES, ANA)
    other = as_adviser(people.manager())
    form = {"csrf": hidden(other.get(PAGE), "csrf"), "held": hidden(preview, "held"), "rows": "toutes"}
    answer = other.post(f"{PAGE}/confirmer", data=form, headers=SAFE)
    assert answer.status_code == 422
    assert "Choisissez le fichier de nouveau" in answer.text


def test_an_altered_preview_is_refused(manager: JudgingClient) -> None:
    form = {"csrf": hidden(manager.get(PAGE), "csrf"), "held": "x" * 400, "rows": "toutes"}
    assert manager.post(f"{PAGE}/confirmer", data=form, headers=SAFE).status_code == 422


def test_what_looks_like_a_formula_or_a_script_is_shown_as_text(manager: JudgingClient) -> None:
    answer = choose(manager, TITLES, ANA.replace("ana@example.org", "=<script>1</script>"))
    assert "<script>1" not in answer.text
    assert "=&lt;script&gt;1" in answer.text


def test_the_template_opens_in_a_french_spreadsheet(manager: JudgingClient) -> None:
    answer = manager.get("/gestion/personnes/modele.csv")
    assert answer.mimetype == "text/csv"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.data.decode("utf-8-sig") == ";".join(COLUMNS) + "\r\n"
    assert "attachment" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("path", [PAGE, "/gestion/personnes/modele.csv", "/gestion/personnes/importees"])
def test_only_a_manager_enters(people: People, as_adviser: Browser, path: str) -> None:
    assert as_adviser(people.adviser()).get(path).status_code == 404
    assert as_adviser(people.exporter()).get(path).status_code == 404


STRANGER = ANA.replace("Ana;Durand", "Bo;Autre").replace("ana@", "bo@")


def test_a_row_that_hands_a_file_over_is_confirmed_by_itself(
    manager: JudgingClient, service: Service
) -> None:
    confirm(manager, choose(manager, TITLES, ANA), "toutes")
    preview = choose(manager, TITLES, STRANGER)
    assert "Lignes à confirmer une par une" in preview.text
    assert "Ana Durand" in preview.text
    assert "Bo Autre" in preview.text
    left = manager.press(preview, "Importer seulement les lignes correctes")
    assert left.status_code == 303
    kept = found(service, "D-1")
    assert kept is not None
    assert kept.account.name == "Ana Durand"
    assert manager.press(preview, "Importer seulement les lignes correctes", sure="2").status_code == 303
    given = found(service, "D-1")
    assert given is not None
    assert given.account.name == "Bo Autre"


def test_the_box_of_a_doubtful_row_answers_what_is_asked(manager: JudgingClient) -> None:
    confirm(manager, choose(manager, TITLES, ANA), "toutes")
    changed = choose(manager, TITLES, STRANGER).text
    assert "Oui, c’est la même personne\u00a0: changer son nom et son contact." in changed
    double = choose(manager, TITLES, ANA.replace("D-1", "D-2")).text
    assert "Non, c’est une autre personne\u00a0: créer un dossier de plus." in double
    assert "Oui, c’est" not in double


def test_a_preview_names_who_is_new_with_what_would_be_stored(manager: JudgingClient) -> None:
    page = choose(manager, TITLES, ANA).text
    assert "<strong>Ana Durand</strong>, dossier <bdi>D-1</bdi>" in page
    assert "<dt>Courriel</dt><dd><bdi>ana@example.org</bdi></dd>" in page
    assert "<dt>Conseiller</dt><dd><bdi>Lou Petit</bdi></dd>" in page
    assert "par exemple" not in page
    many = [ANA.replace("D-1", f"D-{row}").replace("ana@", f"ana{row}@") for row in range(13)]
    assert "Et 3\u00a0autres personnes nouvelles." in choose(manager, TITLES, *many).text


def test_a_new_organisation_is_confirmed_before_anybody_comes_in(
    manager: JudgingClient, service: Service
) -> None:
    preview = choose(manager, TITLES, ANA.replace("Mission locale", "Mission local"))
    assert "Organismes nouveaux" in preview.text
    waits = manager.press(preview, "Importer toutes les lignes")
    assert waits.status_code == 409
    assert "Des organismes sont nouveaux" in waits.text
    assert found(service, "D-1") is None
    assert manager.press(waits, "Importer toutes les lignes", organisations="1").status_code == 303
    assert found(service, "D-1") is not None


def test_what_a_colleague_imported_since_the_preview_is_shown_before_anything_is_written(
    manager: JudgingClient, service: Service, people: People, as_adviser: Browser
) -> None:
    colleague = as_adviser(people.manager(email="chef@example.org"))
    preview = choose(manager, TITLES, ANA.replace("Ana;", "Anna;"))
    confirm(colleague, choose(colleague, TITLES, ANA.replace("Ana;", "Anaïs;")), "toutes")
    page = manager.press(preview, "Importer toutes les lignes")
    assert page.status_code == 409
    assert "Quelqu’un d’autre a importé depuis cet aperçu" in page.text
    assert "Anaïs" in page.text
    kept = found(service, "D-1")
    assert kept is not None
    assert kept.account.first_name == "Anaïs"
    assert manager.press(page, "Importer toutes les lignes").status_code == 303


def test_a_row_that_was_confirmed_stays_so_while_something_else_waits(
    manager: JudgingClient, service: Service
) -> None:
    confirm(manager, choose(manager, TITLES, ANA), "toutes")
    other = ANA.replace("Mission locale", "Cap Essai").replace("D-1", "D-9").replace("Ana;Durand", "Zoé;Lune")
    preview = choose(manager, TITLES, STRANGER, other.replace("ana@", "zoe@"))
    waits = manager.press(preview, "Importer seulement les lignes correctes", sure="2")
    assert waits.status_code == 409
    assert manager.press(waits, "Importer seulement", organisations="1").status_code == 303
    given = found(service, "D-1")
    assert given is not None
    assert given.account.name == "Bo Autre"


def test_many_changes_that_were_confirmed_stay_so_while_something_else_waits(
    manager: JudgingClient, service: Service
) -> None:
    rows = [ANA.replace("D-1", f"D-{row}").replace("ana@", f"ana{row}@") for row in range(10)]
    rows = [row.replace("Ana", f"Ana {chr(65 + number)}") for number, row in enumerate(rows)]
    confirm(manager, choose(manager, TITLES, *rows), "toutes")
    renamed = [row.replace("Durand", "Martin") for row in rows]
    other = ANA.replace("Mission locale", "Cap Essai").replace("Ana;Durand", "Zoé;Lune")
    preview = choose(manager, TITLES, *renamed, other.replace("ana@", "zoe@"))
    waits = manager.press(preview, "Importer toutes", many="1")
    assert waits.status_code == 409
    assert manager.press(waits, "Importer toutes", organisations="1").status_code == 303
    kept = found(service, "D-3")
    assert kept is not None
    assert kept.account.name == "Ana D Martin"
