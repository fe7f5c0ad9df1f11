"""The schemas of questions, answers and cards say the same as the forms that the code reads."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from tests.scoring.cards import CARD
from xprsa.scoring import schemas
from xprsa.scoring.answer import Answer
from xprsa.scoring.card import CardWrong
from xprsa.scoring.module import ModuleCard

ANSWER = {"schema": "xprsa.answer/1", "person": "a" * 64, "module": "odd", "version": "1"}
GRADES = {"kind": "grades", "grades": ["bien", "mal"], "threshold": "mal"}


def is_one(schema: dict[str, Any], payload: object) -> bool:
    return Draft202012Validator(schema).is_valid(payload)


@pytest.mark.parametrize(
    "schema", [schemas.question_schema(), schemas.answer_schema(), schemas.module_schema()]
)
def test_each_schema_is_one_of_2020_12_and_closed(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)
    assert schema["$id"].startswith("urn:xprsa:")
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize(
    "fields",
    [
        {"value": 1},
        {"value": 0.5, "reasons": ["Une raison."], "contributions": {"week": -1}},
        {"grade": "bien"},
        {"value": None, "abstains": "Trop peu."},
        {},
        {"value": None},
        {"value": 1, "grade": "bien"},
        {"value": "1"},
        {"value": True},
        {"value": 1, "person": "b"},
        {"value": 1, "schema": "xprsa.answer/2"},
        {"value": 1, "more": 1},
        {"value": 1, "reasons": [""]},
        {"value": 1, "reasons": ["x"] * 21},
        {"value": 1, "contributions": {"first_name": 1}},
        {"value": 1, "module": "With spaces"},
    ],
)
def test_the_schema_of_answers_accepts_what_the_code_accepts(fields: dict[str, Any]) -> None:
    try:
        Answer.model_validate_json(json.dumps({**ANSWER, **fields}))
    except ValidationError:
        is_valid = False
    else:
        is_valid = True
    assert is_one(schemas.answer_schema(), {**ANSWER, **fields}) is is_valid


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"scale": GRADES},
        {"fields": ["first_name"]},
        {"fields": ["week", "week"]},
        {"fields": []},
        {"fewest_weeks": 53},
        {"expires_on": "soon"},
        {"parameters": {"weight": {"value": 1, "meaning": "Le poids."}}},
        {"parameters": {"weight": {"value": "1", "meaning": "Le poids."}}},
        {"schema": "xprsa.specimen/1"},
        {"owner": ""},
        {"remark": "Rien."},
    ],
)
def test_the_schema_of_cards_accepts_what_the_code_accepts(changed: dict[str, Any]) -> None:
    card = {**CARD, **changed}
    try:
        ModuleCard.read(json.dumps(card))
    except CardWrong:
        is_valid = False
    else:
        is_valid = True
    checker = Draft202012Validator(
        schemas.module_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    assert checker.is_valid(card) is is_valid


@pytest.mark.parametrize(
    "changed",
    [{"person": "x"}, {"documents": [{"first_name": "Camille"}]}, {"documents": [{}] * 53}, {"more": 1}],
)
def test_a_question_in_another_form_is_not_one(changed: dict[str, Any]) -> None:
    payload = {"schema": "xprsa.question/1", "person": "a" * 64, "documents": [{"week": "2026-W01"}]}
    assert is_one(schemas.question_schema(), payload)
    assert not is_one(schemas.question_schema(), {**payload, **changed})
