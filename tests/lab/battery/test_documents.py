"""What a module is given about fictitious people is what the published document would say."""

import json
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest

from tests.lab.cards import CALENDAR, card, deck
from xprsa.domain.week import Week
from xprsa.export.manifest import instant_text
from xprsa.lab.battery.deck import BASES
from xprsa.lab.battery.documents import Documents
from xprsa.lab.battery.layout import RULES
from xprsa.lab.battery.names import Chance
from xprsa.scoring.audit import Rule
from xprsa.scoring.document import FIELDS, SummaryDocument
from xprsa.scoring.module import ModuleCard
from xprsa.scoring.purpose import Purpose
from xprsa.scoring.question import QuestionForm

PEOPLE = range(0, 5600, 97)
CHANCE = Chance("tests")


def _asked(person: int, given: ModuleCard | None = None) -> dict[str, Any]:
    numbers = count()
    documents = Documents(deck().histories, given or card(), lambda: CHANCE.code("document", next(numbers)))
    question = documents.question(person, pseudonym=CHANCE.code(person), calendar=deck().calendar_of(person))
    payload: dict[str, Any] = json.loads(question.line)
    QuestionForm.model_validate(payload)
    return payload


@pytest.mark.parametrize("person", PEOPLE)
def test_each_row_is_a_published_document(person: int) -> None:
    rows = _asked(person)["documents"]
    for row in rows:
        assert SummaryDocument.model_validate_json(json.dumps(row)).row() == row
        assert tuple(row) == FIELDS


@pytest.mark.parametrize("person", PEOPLE)
def test_a_question_says_what_the_history_holds_and_nothing_of_silent_weeks(person: int) -> None:
    held = deck().histories.taken([person])  # type: ignore[arg-type]
    rows = _asked(person)["documents"]
    weeks = held.declared[0].nonzero()[0]
    assert len(rows) == len(weeks)
    for row, week in zip(rows, weeks, strict=True):
        assert row["declared_minutes"] == held.declared_minutes[0, week]
        assert list(row["minutes_by_family"].values()) == held.minutes[0, week].tolist()
        assert row["comparable"] is bool(held.comparable[0, week])
        assert row["counted_minutes"] == held.counted_minutes[0, week]
        assert (row["supersedes"] is not None) == held.revised[0, week]
        assert (row["organisation"], row["department"]) == (held.organisation[0], held.department[0])


def test_weeks_follow_one_another_and_all_exist() -> None:
    weeks = [row["week"] for row in _asked(0)["documents"]]
    assert weeks == sorted(set(weeks))
    assert set(weeks) <= set(CALENDAR.week_texts)


@pytest.mark.parametrize("person", PEOPLE)
def test_all_documents_of_a_person_bear_one_cut_off_written_as_an_export_writes_it(person: int) -> None:
    rows = _asked(person)["documents"]
    assert {row["as_of"] for row in rows} <= {deck().calendar_of(person).as_of_text}
    assert CALENDAR.as_of_text == instant_text(CALENDAR.as_of) == "2026-11-24T07:00:00.123456Z"


def test_moved_people_have_the_same_weeks_as_their_base_earlier_and_nearly_all_hold_a_week_53() -> None:
    layout = deck().layout
    base = [person for person in range(deck().people) if person // BASES % layout.count == 0]
    over_a_long_year = 0
    for person in base:
        moved_person = person + BASES * (layout.first_rule + RULES.index(Rule.MOVED))
        usual, moved = (_asked(asked)["documents"] for asked in (person, moved_person))
        back = {
            (Week.parse(was["week"]).ordinal - Week.parse(now["week"]).ordinal, _span(now, was))
            for was, now in zip(usual, moved, strict=True)
        }
        assert len(back) == 1
        weeks, days = back.pop()
        assert days == 7 * weeks >= 7 * 13
        over_a_long_year += any(row["week"].endswith("-W53") for row in moved)
    assert over_a_long_year > 0.8 * len(base)


def _span(now: dict[str, Any], was: dict[str, Any]) -> float:
    """Give the days between two cut-offs."""
    before, after = (datetime.fromisoformat(row["as_of"]) for row in (now, was))
    return (after - before) / timedelta(days=1)


def test_a_module_is_given_the_fields_of_its_card_and_no_other() -> None:
    rows = _asked(3, card(fields=("week", "comparable")))["documents"]
    assert {tuple(row) for row in rows} == {("week", "comparable")}


def test_fields_that_never_vary_are_written_for_every_week() -> None:
    rows = _asked(3, card(fields=("schema", "status")))["documents"]
    assert rows
    assert all(row == {"schema": "xprsa.summary/1", "status": "declared"} for row in rows)


def test_minutes_are_rounded_to_30_for_research_as_they_are_in_an_export() -> None:
    exact = _asked(3)["documents"]
    rough = _asked(3, card(purpose=Purpose.RESEARCH))["documents"]
    assert all(row["declared_minutes"] % 30 == 0 for row in rough)
    assert any(row["declared_minutes"] % 30 for row in exact)
    for exact_row, rough_row in zip(exact, rough, strict=True):
        assert abs(exact_row["declared_minutes"] - rough_row["declared_minutes"]) <= 15


def test_no_attribute_is_ever_in_a_question() -> None:
    text = json.dumps(_asked(3)).replace(json.dumps(list(FIELDS)), "")
    names = {attribute.name for attribute in deck().layout.world.all_attributes} - {"comparable"}
    assert not {name for name in names if f'"{name}"' in text}
