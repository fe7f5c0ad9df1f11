"""The form of a week that leaves by name, and the card without which none does."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from pydantic import ValidationError

from tests.interop.named import a_card
from xprsa.domain.catalogue import ActivityFamily
from xprsa.running.naming import FAMILIES, number_in
from xprsa.scoring.card import CardWrong
from xprsa.scoring.intensity import IntensityCard, ReceivedEngagement, StepFamily, WeeklyIntensity
from xprsa.scoring.schemas import engagement_schema, intensity_schema

GOOD: dict[str, Any] = {
    "schema": "xprsa.intensity/1",
    "identifiantEnvoi": "0" * 32,
    "remplace": None,
    "numeroFranceTravail": "10429447247",
    "organisme": {"code": "CD"},
    "semaine": "2026-W47",
    "dateDebut": "2026-11-16",
    "dateFin": "2026-11-22",
    "statut": "DECLAREE",
    "dateArrete": "2026-11-24T10:00:00Z",
    "dureeActivite": 120,
    "demarches": [{"famille": "TRAVAIL", "duree": 120}],
}
FORM = Draft202012Validator(intensity_schema(), format_checker=FormatChecker())


def test_what_leaves_is_what_the_schema_describes() -> None:
    document = WeeklyIntensity.model_validate(GOOD)
    assert document.payload == GOOD
    FORM.validate(document.payload)
    assert document.as_of == datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "wrong",
    [
        {"manquement": True},
        {"numeroFranceTravail": "1850575123456"},
        {"numeroFranceTravail": "٠١٢٣٤٥٦٧٨٩٠"},
        {"dureeActivite": -1},
        {"demarches": [{"famille": "SANTE", "duree": 60}]},
        {"demarches": [{"famille": "TRAVAIL", "duree": 0}]},
        {"statut": "ABSENT"},
        {"organisme": {"code": "CAF"}},
    ],
)
def test_what_is_not_of_the_form_is_refused_by_both(wrong: dict[str, Any]) -> None:
    said = {**GOOD, **wrong}
    assert not FORM.is_valid(said)
    with pytest.raises(ValidationError):
        WeeklyIntensity.model_validate(said)


@pytest.mark.parametrize("wrong", [{"dateFin": "2026-11-23"}, {"semaine": "2026-W54"}, {"statut": "RETIREE"}])
def test_a_week_is_one_week_and_says_nothing_once_taken_back(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        WeeklyIntensity.model_validate({**GOOD, **wrong})


def test_a_contract_is_read_by_the_same_names() -> None:
    said = {"numeroFranceTravail": "10429447247", "statut": "SIGNE", "dateSignature": "2026-11-02"}
    Draft202012Validator(engagement_schema()).validate(said)
    assert ReceivedEngagement.model_validate({**said, "autre": 1}).signed_on == date(2026, 11, 2)
    ours = set(intensity_schema()["properties"])
    assert {"numeroFranceTravail", "statut", "dateDebut", "dateFin", "dureeHebdomadairePrevue"} <= ours & set(
        engagement_schema()["properties"]
    )


def test_every_family_has_its_name_there() -> None:
    assert set(FAMILIES) == set(ActivityFamily)
    assert set(FAMILIES.values()) == set(StepFamily)


@pytest.mark.parametrize(
    ("reference", "number"),
    [
        ("10429447247", "10429447247"),
        (" 104 2944 7247 ", "10429447247"),
        ("D-0042", None),
        ("1042944724", None),
    ],
)
def test_a_file_number_is_one_of_france_travail_by_eleven_digits_alone(
    reference: str, number: str | None
) -> None:
    assert number_in(reference) == number


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"purpose": "statistics"}, "purpose"),
        ({"no_score": False}, "no_score"),
        ({"legal_basis": "Règlement (UE) 2016/679"}, "R.262-69"),
        ({"legal_basis": "Article R.262-69"}, "2016/679"),
        ({"fields": ("manquement",)}, "fields"),
        ({"fields": ("demarches", "demarches")}, "deux fois"),
        ({"organisations": ()}, "organisations"),
        ({"recipient": " "}, "recipient"),
    ],
)
def test_a_card_that_lacks_something_is_refused_by_a_sentence(wrong: dict[str, Any], said: str) -> None:
    text = a_card().model_copy(update=wrong).model_dump_json(warnings=False)
    with pytest.raises(CardWrong, match=said):
        IntensityCard.read(text)
