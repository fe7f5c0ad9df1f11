"""Every value of every coded field of a card is written on documents that say the same otherwise."""

from dataclasses import replace

import numpy as np
import pytest

from tests.lab.cards import card as a_card
from tests.lab.cards import world
from xprsa.lab.battery.fields import (
    CODES,
    LIVES_OF_EACH,
    FieldDeck,
    FieldValue,
    deal_field_pairs,
    deal_fields,
    named,
)
from xprsa.lab.people.mechanisms import FAMILIES
from xprsa.scoring.document import FIELDS

WORLD = world()
EVERY_CODE = ("organisation", "department", "minutes_by_family", "declared_minutes")


@pytest.fixture(scope="module")
def deck() -> FieldDeck:
    dealt = deal_fields(WORLD, a_card(fields=EVERY_CODE), seed="s")
    assert dealt is not None
    return dealt


def test_each_value_of_each_coded_field_is_written_once_a_life(deck: FieldDeck) -> None:
    assert [named(written) for written in deck.written] == [
        f"{field}={value}" for field, values in CODES.items() for value in values
    ]
    assert len(CODES["organisation"]) == 6
    assert len(CODES["department"]) == 101
    assert CODES["minutes_by_family"] == FAMILIES
    assert len(deck.lives) == LIVES_OF_EACH * len(WORLD.archetypes)
    assert len(deck.histories) == deck.people == len(deck.lives) * len(deck.written)


def test_what_is_not_written_stays(deck: FieldDeck) -> None:
    count = len(deck.written)
    for name in ("declared", "comparable", "target", "pending", "contested", "revised", "declared_minutes"):
        values = getattr(deck.histories, name)
        for life in (0, 7):
            rows = values[life * count : (life + 1) * count]
            assert (rows == rows[0]).all(), name


@pytest.mark.parametrize("field", ["organisation", "department"])
def test_a_mark_is_written_alone(deck: FieldDeck, field: str) -> None:
    other = {"organisation": "department", "department": "organisation"}[field]
    for row, (written,) in enumerate(deck.written):
        own = WORLD.archetypes[0]
        if written.field == field:
            assert getattr(deck.histories, field)[row] == written.value
            assert getattr(deck.histories, other)[row] != "", own


def test_all_minutes_move_into_the_family_written(deck: FieldDeck) -> None:
    for row, (written,) in enumerate(deck.written):
        if written.field == "minutes_by_family":
            place = FAMILIES.index(written.value)
            minutes = deck.histories.minutes[row]
            assert (minutes[:, place] == minutes.sum(axis=1)).all()


def test_a_card_without_codes_is_asked_nothing_here() -> None:
    assert deal_fields(WORLD, a_card(fields=("declared_minutes",)), seed="s") is None
    assert deal_field_pairs(WORLD, a_card(fields=("organisation",)), [("artist", 0)], seed="s") is None


def test_two_fields_are_written_together_in_every_combination() -> None:
    card = a_card(fields=("department", "organisation"))
    deck = deal_field_pairs(WORLD, card, [("artist", 0), ("carer_of_a_parent", 2)], seed="s")
    assert deck is not None
    assert len(set(deck.written)) == len(deck.written) == 6 * 101
    row = deck.written.index((FieldValue("organisation", "IND"), FieldValue("department", "971")))
    for life in range(2):
        place = life * len(deck.written) + row
        assert deck.histories.organisation[place] == "IND"
        assert deck.histories.department[place] == "971"


def test_the_same_life_is_the_same_person_in_both_decks(deck: FieldDeck) -> None:
    life = deck.lives[9]
    pairs = deal_field_pairs(WORLD, a_card(fields=EVERY_CODE), [life], seed="s")
    assert pairs is not None
    row = 9 * len(deck.written)
    assert (deck.histories.declared_minutes[row] == pairs.histories.declared_minutes[0]).all()


def test_other_secrets_give_other_people() -> None:
    card = a_card(fields=("organisation",))
    one, other = (deal_fields(WORLD, card, seed=seed) for seed in ("s", "t"))
    assert one is not None
    assert other is not None
    assert not np.array_equal(one.histories.minutes, other.histories.minutes)


def test_every_coded_field_of_the_document_is_known_here() -> None:
    """A new coded field must be turned; dates, names, minutes and what is constant are not codes."""
    not_codes = {
        "schema", "document", "supersedes", "as_of", "purpose", "person", "week", "target_minutes",
        "declared_minutes", "counted_minutes", "pending_minutes", "contested_minutes",
    }  # fmt: skip
    by_rules = {"comparable", "status"}  # what a rule turns, and what is told as never tried
    assert set(FIELDS) == set(CODES) | not_codes | by_rules
    assert replace(FieldValue("organisation", "CE"), value="CD") == FieldValue("organisation", "CD")
