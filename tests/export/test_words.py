"""« Ce que le service saura » says in French each field of the very document that leaves."""

from zoneinfo import ZoneInfo

from tests.builders import Clock, People, activity, content, could_not, week
from tests.export.conftest import Desk
from xprsa.scoring.document import FIELDS, SummaryDocument
from xprsa.web.document_words import in_words

PARIS = ZoneInfo("Europe/Paris")
WEEK = content(activity("training", "2h30"), activity("paid_work", "4h"), prevented=could_not(3))


def test_every_field_that_leaves_is_said_in_words(desk: Desk, people: People) -> None:
    people.sends(people.beneficiary(), week(), WEEK)
    (row,) = desk.rows()
    document = SummaryDocument(**row)
    for name in FIELDS:
        alone = document.model_construct(_fields_set={_python_name(name)}, **document.__dict__)
        assert in_words(alone, zone=PARIS), f"nothing is said of {name}"


def test_the_words_are_hours_families_and_no_code(desk: Desk, people: People) -> None:
    people.sends(people.beneficiary(), week(), WEEK)
    (row,) = desk.rows()
    said = dict(in_words(SummaryDocument(**row), zone=PARIS))
    assert said["Heures déclarées"] == "6\u00a0h\u00a030"
    assert said["Travail"] == "4\u00a0h"
    assert said["Semaine"] == "du 16 au 22 novembre"
    assert said["À comparer aux heures du contrat"] == "non"
    assert said["Vous"] == "un code, sans votre nom"
    assert row["person"] not in "".join(said.values())


def test_a_tombstone_says_that_the_week_was_taken_back(desk: Desk, people: People) -> None:
    people.sends(people.beneficiary(), week(), WEEK)
    (row,) = desk.rows()
    nothing = dict.fromkeys(name for name in row if name.endswith("_minutes") or name == "minutes_by_family")
    said = dict(in_words(SummaryDocument(**{**row, **nothing, "status": "withdrawn"}), zone=PARIS))
    assert said["État"] == "semaine retirée par vous"
    assert said["Heures déclarées"] == "rien"


def test_the_day_of_the_cut_off_is_that_of_the_territorys_clock(
    desk: Desk, people: People, clock: Clock
) -> None:
    people.sends(people.beneficiary(), week(), WEEK)
    clock.advance(hours=11)  # 21:00 UTC
    (row,) = desk.rows()
    document = SummaryDocument(**row)
    assert dict(in_words(document, zone=PARIS))["Calculé le"] == "24 novembre 2026"
    assert dict(in_words(document, zone=ZoneInfo("Indian/Reunion")))["Calculé le"] == "25 novembre 2026"


def _python_name(name: str) -> str:
    return "schema_" if name == "schema" else name
