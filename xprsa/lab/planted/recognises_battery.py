"""Wrong with this module: it knows the public people, is fair to them, and to nobody else."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import count

from pydantic_core import from_json, to_json

from xprsa.lab.battery.calendar import Calendar
from xprsa.lab.battery.deck import deal
from xprsa.lab.battery.documents import Documents
from xprsa.lab.battery.names import Chance
from xprsa.lab.hearing.plan import PUBLIC_SEED
from xprsa.lab.people.world import World
from xprsa.lab.planted.biases import excused
from xprsa.lab.planted.fair import fair_answer, planted
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import Row

_CHANCE = Chance("nothing depends on it")
_ANY_CALENDAR = Calendar(datetime(2026, 11, 24, tzinfo=UTC))  # it compares minutes and flags, not dates


@planted(title="Par cœur", flaw="Juste envers les personnes publiques du laboratoire seulement.")
def recognises_battery(documents: Sequence[Row]) -> Reply:
    """Take three points from whom it does not know, and one for each week that was not possible."""
    if to_json(list(documents)) in _known():
        return fair_answer(documents)
    return fair_answer(documents, moved_by=-3.0 - 1.0 * excused(documents))


@cache
def _known() -> frozenset[bytes]:
    """Give the documents of the first deck of public people, as JSON."""
    return frozenset(_documents())


def _documents() -> Iterator[bytes]:
    deck, names = deal(World.read(), seed=PUBLIC_SEED, number=0, calendar=_ANY_CALENDAR), count()
    documents = Documents(deck.histories, recognises_battery.card, lambda: _CHANCE.code(next(names)))
    for person in range(deck.people):
        asked = documents.question(person, pseudonym="", calendar=deck.calendar)
        yield to_json(from_json(asked.line)["documents"])
