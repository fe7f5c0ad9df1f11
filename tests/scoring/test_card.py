"""The card of a purpose: closed, complete, and naming only fields that exist."""

import json
import re
from typing import Any

import pytest

from xprsa.scoring.card import CardWrong, PurposeCard, support_card
from xprsa.scoring.document import FIELDS

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
        ({"fields": [*FIELDS, "nationality"]}, "Aucun document n’a de donnée « nationality »."),
        ({"fields": [*FIELDS, "week"]}, "Une donnée est nommée deux fois."),
        ({"fields": ["week"]}, "Chaque document a aussi : schema, document, supersedes,"),
        ({"purpose": "control"}, "Il n’y a pas de finalité « control »."),
        ({"legal_basis": " "}, "Il manque le texte de « legal_basis »."),
        ({"legal_basis": "Un arrêté"}, "Le texte légal doit citer « 2016/679 »."),
        ({"retention_days": 0}, "« retention_days » est mal écrit."),
        (
            {"most_unique_share": 0.5},
            "Pour l’accompagnement, rien n’est retenu : enlevez « most_unique_share ».",
        ),
        ({"score": 3}, "Une fiche n’a pas de champ « score »."),
        ({"purpose": "research"}, "Le texte légal doit citer « article 89 »."),
        (
            {"purpose": "statistics"},
            "Pour les statistiques, une fiche ne peut pas nommer : organisation, target_minutes,",
        ),
    ],
)
def test_a_card_that_may_not_be_used_is_refused_when_read(wrong: dict[str, Any], why: str) -> None:
    with pytest.raises(CardWrong, match=re.escape(why)):
        PurposeCard.read(json.dumps({**CARD.written(), **wrong}))


@pytest.mark.parametrize("text", ["", "[", "[]", '"support"', "{}"])
def test_what_is_no_card_is_refused_when_read(text: str) -> None:
    with pytest.raises(CardWrong):
        PurposeCard.read(text)


def test_a_card_of_a_version_that_knew_no_retention_is_read_and_written_as_it_was() -> None:
    earlier = {name: said for name, said in CARD.written().items() if name != "retention_days"}
    assert PurposeCard.read(json.dumps(earlier)).written() == earlier
