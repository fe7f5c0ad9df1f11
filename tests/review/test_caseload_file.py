"""A caseload as a file: the columns of a written list alone, and each person reads that it was taken."""

import csv
import io
from collections.abc import Callable

from tests.builders import Clock, People, activity, content, could_not
from tests.pages import JudgingClient
from tests.review.scene import LAST_WEEK, contest, count_week
from xprsa.domain.cell import harmless
from xprsa.domain.person import Account
from xprsa.running.service import Service

Browse = Callable[[Account], JudgingClient]
FILE = "/portefeuille/personnes.csv"
COLUMNS = [
    *("dossier", "nom", "prenom", "telephone", "langue", "moment"),
    *("semaines_a_lire", "attend_depuis"),
]


def rows(browser: JudgingClient) -> list[dict[str, str]]:
    text = browser.get(FILE).data.decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline=""), delimiter=";"))


def test_the_file_holds_the_columns_of_the_list_by_name(people: People, as_adviser: Browse) -> None:
    adviser = people.adviser()
    zoe = people.beneficiary(adviser=adviser, first_name="Zoé", last_name="Abel", phone="0639980077")
    people.beneficiary(adviser=adviser, first_name="Ana", last_name="Été", language="ar", phone=None)
    people.sends(zoe, LAST_WEEK, content(activity("training", "7 h")))
    found = rows(as_adviser(adviser))
    assert [list(row) for row in found] == [COLUMNS] * 2
    assert [row["nom"] for row in found] == ["Abel", "Été"]
    assert found[0] == {
        "dossier": zoe.file_reference,
        "nom": "Abel",
        "prenom": "Zoé",
        "telephone": "06\u00a039\u00a098\u00a000\u00a077",
        "langue": "français",
        "moment": "",
        "semaines_a_lire": "2026-W47",
        "attend_depuis": "2026-11-24",
    }
    assert (found[1]["langue"], found[1]["semaines_a_lire"], found[1]["attend_depuis"]) == ("arabe", "", "")


def test_no_hours_no_silence_and_no_reason_are_in_the_file(people: People, as_adviser: Browse) -> None:
    adviser = people.adviser()
    sent, silent = people.beneficiary(adviser=adviser), people.beneficiary(adviser=adviser)
    people.sends(sent, LAST_WEEK, content(activity("training", "9 h"), prevented=could_not(4)))
    browser = as_adviser(adviser)
    count_week(browser, sent)
    of_sent, of_silent = sorted(rows(browser), key=lambda row: row["dossier"] == silent.file_reference)
    assert of_sent["semaines_a_lire"] == of_silent["semaines_a_lire"] == ""
    text = browser.get(FILE).text
    assert not [word for word in ("9 h", "540", "Transport", "nouvelles", "appeler") if word in text]


def test_a_week_to_read_is_in_the_file_though_a_contest_waits_for_somebody_else(
    service: Service, people: People, clock: Clock, as_adviser: Browse
) -> None:
    adviser, older = people.adviser(), LAST_WEEK.plus(-1)
    person, line = people.beneficiary(adviser=adviser), activity("training", "2 h")
    people.sends(person, older, content(line, activity("workshop", "1 h")))
    contest(service, person, line, adviser=adviser, week=older)
    clock.advance(days=10)
    people.sends(person, LAST_WEEK, content(activity("training", "2 h")))
    clock.advance(days=5)  # what nobody read of the older one is counted by silence
    (found,) = rows(as_adviser(adviser))
    assert (found["semaines_a_lire"], found["attend_depuis"]) == ("2026-W47", "2026-12-04")


def test_no_cell_of_the_file_is_run_by_a_spreadsheet(people: People, as_adviser: Browse) -> None:
    adviser = people.adviser()
    people.beneficiary(
        adviser=adviser, first_name="=HYPERLINK(1)", last_name=' ＋1;"x"\r\n=2', phone="+32470123456"
    )
    people.beneficiary(adviser=adviser, first_name="@SUM(1)", last_name="-1")
    found = rows(as_adviser(adviser))
    assert len(found) == 2
    assert [cell for row in found for cell in row.values() if harmless(cell) != cell] == []


def test_only_the_adviser_s_own_people_are_in_the_file(people: People, as_adviser: Browse) -> None:
    mine, other = people.adviser(), people.adviser()
    people.beneficiary(adviser=other, last_name="Ailleurs")
    answer = as_adviser(mine).get(FILE)
    assert "Ailleurs" not in answer.text
    assert answer.headers["Content-Disposition"] == 'attachment; filename="portefeuille.csv"'
    assert answer.headers["Cache-Control"] == "no-store"


def test_each_person_reads_that_their_line_was_taken_as_a_file(
    people: People, as_adviser: Browse, as_beneficiary
) -> None:
    adviser = people.adviser(first_name="Nadia", last_name="Lemaire")
    person, stranger = people.beneficiary(adviser=adviser), people.beneficiary(adviser=people.adviser())
    browser = as_adviser(adviser)
    browser.get("/portefeuille")
    page = as_beneficiary(person).get("/mes-donnees").text
    assert "dans un fichier" not in page
    browser.get(FILE)
    page = as_beneficiary(person).get("/mes-donnees").text
    assert (
        "Nadia Lemaire</bdi> a enregistré sa liste dans un fichier, où vous êtes\u00a0: 1\u00a0fois" in page
    )
    assert "Nadia Lemaire</bdi> a ouvert sa liste, où vous êtes\u00a0: 1\u00a0fois" in page
    assert "dans un fichier" not in as_beneficiary(stranger).get("/mes-donnees").text
