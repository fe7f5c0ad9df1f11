"""« Ce que le service saura » says in French each field of the very document that leaves."""

from zoneinfo import ZoneInfo

import pytest

from tests.builders import Clock, People, activity, content, could_not, week
from tests.export.conftest import Desk
from tests.pages import UNSPOKEN
from xprsa.domain.content import Content
from xprsa.scoring.document import FIELDS, SummaryDocument
from xprsa.web.document_words import in_brief, in_words

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


@pytest.mark.parametrize(
    "said", [WEEK, content(prevented=could_not()), content()], ids=["hours", "lost", "none"]
)
def test_what_the_service_will_know_is_eight_short_lines_at_most(
    desk: Desk, people: People, said: Content
) -> None:
    people.sends(people.beneficiary(), week(), said)
    (row,) = desk.rows()
    lines = in_brief(SummaryDocument(**row))
    assert 4 <= len(lines) <= 8
    for label, words in lines:
        assert len(f"{label} {words}".split()) <= 12
        assert words
        assert not UNSPOKEN.search(words)
    longest = {**row, "week": "2026-W53", "organisation": "DCD", "supersedes": row["document"]}
    assert all(len(" ".join(line).split()) <= 12 for line in in_brief(SummaryDocument(**longest)))


def test_a_week_that_was_not_possible_leaves_no_zero_in_words(desk: Desk, people: People) -> None:
    people.sends(people.beneficiary(), week(), content(prevented=could_not()))
    (row,) = desk.rows()
    said = dict(in_brief(SummaryDocument(**row)))
    assert said["Heures déclarées"] == "aucune, vous n’avez pas pu"
    assert said["Contrat"] == "15\u00a0h, sans comparaison"
    assert "Heures comptées" not in said
