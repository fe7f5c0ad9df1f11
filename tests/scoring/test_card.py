"""The card of a purpose: closed, complete, and naming only fields that exist."""

import json
from typing import Any

import pytest

from xprsa.scoring.card import CardWrong, PurposeCard, support_card
from xprsa.scoring.document import FIELDS, Purpose

CARD = support_card(territory_name="Val-d’Essai")


def test_the_starting_card_names_every_published_field_and_its_texts() -> None:
    assert CARD.fields == FIELDS
    assert "2016/679" in CARD.legal_basis
    assert "Val-d’Essai" in CARD.recipient


def test_a_card_is_read_back_as_it_was_written() -> None:
    assert PurposeCard.read(CARD.model_dump_json()) == CARD


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"fields": [*FIELDS, "nationality"]}, "nationality"),
        ({"fields": [*FIELDS, "week"]}, "twice"),
        ({"fields": ["week"]}, "document"),
        ({"purpose": "control"}, "purpose"),
        ({"legal_basis": ""}, "character"),
        ({"score": 3}, "permitted"),
    ],
    ids=["unknown field", "field twice", "envelope missing", "no such purpose", "no legal basis", "extra"],
)
def test_a_card_that_may_not_be_used_is_refused_when_read(wrong: dict[str, Any], why: str) -> None:
    with pytest.raises(CardWrong, match=why):
        PurposeCard.read(json.dumps({**CARD.model_dump(mode="json"), **wrong}))


def test_there_is_no_purpose_that_checks_on_people() -> None:
    assert {purpose.value for purpose in Purpose} == {"support", "statistics", "research"}


@pytest.mark.parametrize(("minutes", "rounded"), [(0, 0), (14, 0), (15, 30), (44, 30), (45, 60), (900, 900)])
def test_statistics_round_to_the_half_hour_and_support_does_not(minutes: int, rounded: int) -> None:
    rough = CARD.model_copy(update={"purpose": Purpose.STATISTICS})
    assert rough.rounded(minutes) == rounded
    assert CARD.rounded(minutes) == minutes
