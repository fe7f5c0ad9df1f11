"""A card for tests, and the people they ask about."""

from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from xprsa.lab.battery.calendar import Calendar
from xprsa.lab.battery.deck import Deck, deal
from xprsa.lab.people.world import World
from xprsa.scoring.document import FIELDS
from xprsa.scoring.module import ModuleCard, NumberScale
from xprsa.scoring.purpose import Purpose

SCALE = NumberScale(lowest=0.0, highest=100.0, worse="lower", threshold=50.0)
ASKED_ON = date(2026, 11, 30)
CALENDAR = Calendar(datetime(2026, 11, 24, 7, 0, 0, 123456, tzinfo=UTC))


@cache
def world() -> World:
    """Read the people once for all tests."""
    return World.read()


@cache
def deck(number: int = 0) -> Deck:
    """Deal a deck once for all tests."""
    return deal(world(), seed="tests", number=number, calendar=CALENDAR)


def card(**changes: Any) -> ModuleCard:
    """Write a card that names every field, changed as told."""
    given: dict[str, Any] = {
        "name": "for-tests",
        "version": "1",
        "title": "Un module pour les tests",
        "owner": "Personne",
        "purpose": Purpose.SUPPORT,
        "legal_basis": "Aucune",
        "fields": FIELDS,
        "scale": SCALE,
        "fewest_weeks": 4,
        "parameters": {},
        "contribution": "Aucune décision n’en dépend.",
        "limits": "Pour les tests seulement.",
        "contact": "personne@example.org",
        "expires_on": date(2040, 1, 1),
    }
    return ModuleCard.model_validate(given | changes)
