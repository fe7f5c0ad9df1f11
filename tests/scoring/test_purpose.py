"""The closed list of purposes, and what their one table says of each."""

import pytest

from xprsa.gateways.keyring import Use
from xprsa.scoring.document import ENVELOPE, FIELDS
from xprsa.scoring.purpose import Purpose

EACH = pytest.mark.parametrize("purpose", Purpose)
OTHERS = [purpose for purpose in Purpose if purpose is not Purpose.SUPPORT]


def test_there_is_no_purpose_that_checks_on_people() -> None:
    assert [purpose.value for purpose in Purpose] == ["support", "statistics", "research"]


def test_each_purpose_has_a_key_of_its_own_and_each_key_of_pseudonyms_its_purpose() -> None:
    named = [purpose.terms.key_use for purpose in Purpose]
    assert len(set(named)) == len(named)
    assert set(named) == {use.value for use in Use if use.value.startswith("pseudonym-")}


@EACH
def test_the_fields_of_a_purpose_are_published_fields_beside_the_envelope(purpose: Purpose) -> None:
    assert purpose.terms.fields <= set(FIELDS) - set(ENVELOPE)


def test_support_may_have_every_field_and_nothing_else_knows_where_a_talk_stands() -> None:
    assert Purpose.SUPPORT.terms.fields == set(FIELDS) - set(ENVELOPE)
    for purpose in OTHERS:
        assert not purpose.terms.fields & {"pending_minutes", "contested_minutes"}


@pytest.mark.parametrize("purpose", OTHERS)
def test_only_support_knows_every_minute(purpose: Purpose) -> None:
    assert purpose.terms.rounding >= 30


@pytest.mark.parametrize(("minutes", "told"), [(0, 0), (14, 0), (15, 30), (44, 30), (45, 60), (900, 900)])
@pytest.mark.parametrize("purpose", [Purpose.STATISTICS, Purpose.RESEARCH])
def test_statistics_and_research_know_half_hours_only(purpose: Purpose, minutes: int, told: int) -> None:
    assert purpose.terms.rounded(minutes) == told


@pytest.mark.parametrize("minutes", [0, 1, 14, 15, 44, 45, 899, 10_080])
def test_support_knows_every_minute(minutes: int) -> None:
    assert Purpose.SUPPORT.terms.rounded(minutes) == minutes


@EACH
def test_a_legal_text_must_cite_what_its_purpose_rests_on(purpose: Purpose) -> None:
    texts = purpose.terms.texts
    assert "2016/679" in texts
    assert purpose.terms.texts_missing(f"Voir {', '.join(texts).upper()}.") == ()
    assert purpose.terms.texts_missing("Un arrêté.") == texts
