"""The made-up histories with which a module is checked: valid documents, each what it is named for."""

import json

import pytest
from jsonschema import Draft202012Validator

from tests.scoring.cards import CARD, a_card
from xprsa.modules import samples
from xprsa.scoring import schemas
from xprsa.scoring.document import FIELDS, SummaryDocument
from xprsa.scoring.question import QuestionForm, write_question


@pytest.mark.parametrize("fewest", [1, 4, 30, 52])
def test_every_made_up_history_is_made_of_valid_documents(fewest: int) -> None:
    card = a_card(fields=FIELDS, fewest_weeks=fewest)
    for name, history in samples.histories(card).items():
        rows = samples.shown(history, person=samples.pseudonym(name), card=card)
        assert len(rows) <= 52
        weeks = [SummaryDocument.model_validate(row).week for row in rows]
        assert weeks == sorted(set(weeks)), f"{name} is not in the order of its weeks"


def test_the_histories_differ_in_what_they_are_named_for() -> None:
    histories = samples.histories(a_card())
    assert len(histories["few"]) == 3
    assert "2026-W53" in [row["week"] for row in histories["week_53"]]
    strip = [{**row, "week": None} for row in histories["gap"]]
    assert strip == [{**row, "week": None} for row in histories["closed"]]
    assert sum(row["counted_minutes"] for row in histories["more_once"]) == 60 + sum(
        row["counted_minutes"] for row in histories["uneven"]
    )


def test_a_module_is_shown_the_fields_of_its_card_only() -> None:
    rows = samples.shown(samples.histories(a_card())["steady"], person="a" * 64, card=a_card())
    assert {name for row in rows for name in row} == set(CARD["fields"])


def test_a_written_question_has_the_form_that_is_published() -> None:
    for fields in (FIELDS, ("counted_minutes",)):
        card = a_card(fields=fields)
        for name, history in samples.histories(card).items():
            question = write_question("c" * 64, samples.shown(history, person="c" * 64, card=card))
            assert question.line.endswith(b"}\n")
            assert question.line.count(b"\n") == 1
            payload = json.loads(question.line)
            assert Draft202012Validator(schemas.question_schema()).is_valid(payload), name
            assert QuestionForm.model_validate(payload).person == "c" * 64
