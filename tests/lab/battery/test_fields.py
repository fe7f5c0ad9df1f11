"""Every value of every coded field of a card is written on documents that say the same otherwise."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from tests.lab.cards import card as a_card
from tests.lab.cards import world
from xprsa.lab.battery.calendar import Calendar
from xprsa.lab.battery.fields import (
    CODES,
    LIVES_OF_EACH,
    SETS_OF_MARKS,
    FieldDeck,
    FieldValue,
    field_decks,
    named,
)
from xprsa.lab.battery.names import Chance
from xprsa.lab.people.mechanisms import FAMILIES
from xprsa.scoring.document import FIELDS

WORLD = world()
CALENDAR = Calendar(datetime(2026, 11, 24, 7, 0, 0, 123456, UTC))
EVERY_CODE = ("organisation", "department", "minutes_by_family", "declared_minutes")


def _decks(fields: tuple[str, ...], seed: str = "s") -> tuple[FieldDeck, ...]:
    return field_decks(WORLD, a_card(fields=fields), chance=Chance(seed), calendar=CALENDAR)


@pytest.fixture(scope="module")
def deck() -> FieldDeck:
    return _decks(EVERY_CODE)[0]


def test_each_value_of_each_coded_field_is_written_once_a_life(deck: FieldDeck) -> None:
    assert [named(written) for written in deck.written] == [
        f"{field}={value}" for field, values in CODES.items() for value in values
    ]
    assert len(CODES["organisation"]) == 6
    assert len(CODES["department"]) == 101
    assert CODES["minutes_by_family"] == FAMILIES
    assert len(deck.lives) == LIVES_OF_EACH * SETS_OF_MARKS * len(WORLD.archetypes)
    assert len(deck.histories) == deck.people == len(deck.lives) * len(deck.written)


def test_what_is_not_written_stays(deck: FieldDeck) -> None:
    count = len(deck.written)
    for name in ("declared", "comparable", "target", "pending", "contested", "revised", "declared_minutes"):
        values = getattr(deck.histories, name)
        for life in (0, 7):
            rows = values[life * count : (life + 1) * count]
            assert (rows == rows[0]).all(), name


@pytest.mark.parametrize("field", ["organisation", "department"])
def test_a_mark_is_written_alone_and_each_life_bears_the_same_two_others(deck: FieldDeck, field: str) -> None:
    other = {"organisation": "department", "department": "organisation"}[field]
    here = [row for row, (written,) in enumerate(deck.written * len(deck.lives)) if written.field == field]
    others = getattr(deck.histories, other).reshape(-1, SETS_OF_MARKS, len(deck.written))
    its_own = others[:, :, [written.field == field for (written,) in deck.written]]
    assert (its_own == its_own[0, :, :1]).all(), "one a set, the same in all lives"
    assert len(set(its_own[0, :, 0])) == SETS_OF_MARKS
    for row in here:
        assert getattr(deck.histories, field)[row] == deck.written[row % len(deck.written)][0].value


def test_all_minutes_move_into_the_family_written(deck: FieldDeck) -> None:
    for row, (written,) in enumerate(deck.written):
        if written.field == "minutes_by_family":
            place = FAMILIES.index(written.value)
            minutes = deck.histories.minutes[row]
            assert (minutes[:, place] == minutes.sum(axis=1)).all()


def test_a_card_without_codes_is_asked_nothing_here() -> None:
    assert _decks(("declared_minutes",)) == ()
    (alone,) = _decks(("organisation",))
    assert len(alone.lives) == LIVES_OF_EACH * len(WORLD.archetypes), "no other mark would be read"


def test_two_fields_are_written_together_in_every_combination() -> None:
    _, deck = _decks(("department", "organisation"))
    assert len(set(deck.written)) == len(deck.written) == 6 * 101
    assert len({archetype for archetype, _ in deck.lives}) == len(deck.lives) >= 5
    row = deck.written.index((FieldValue("organisation", "IND"), FieldValue("department", "971")))
    for life in range(len(deck.lives)):
        place = life * len(deck.written) + row
        assert deck.histories.organisation[place] == "IND"
        assert deck.histories.department[place] == "971"


def test_the_same_life_is_the_same_person_in_both_decks() -> None:
    alone, together = _decks(EVERY_CODE)
    for place, life in enumerate(together.lives):
        one = alone.lives.index(life) * len(alone.written)
        other = place * len(together.written)
        minutes = alone.histories.declared_minutes[one], together.histories.declared_minutes[other]
        assert (minutes[0] == minutes[1]).all()


def test_other_secrets_give_other_people() -> None:
    (one,), (other,) = (_decks(("organisation",), seed=seed) for seed in ("s", "t"))
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
