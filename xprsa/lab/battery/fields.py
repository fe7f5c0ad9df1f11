"""Coded fields: every value of every code on a card, written on documents that say the same otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import get_args

import numpy as np

from xprsa.lab.people.attribute import DEPARTMENTS, Organisation
from xprsa.lab.people.casting import cast
from xprsa.lab.people.histories import Codes, Histories, Minutes
from xprsa.lab.people.mechanisms import FAMILIES
from xprsa.lab.people.world import World
from xprsa.scoring.module import ModuleCard

LIVES_OF_EACH = 4  # of each archetype
PAIRED_LIVES = 3  # in which two fields are turned together
AND = " + "

CODES: Mapping[str, tuple[str, ...]] = {
    "organisation": get_args(Organisation),
    "department": tuple(sorted(DEPARTMENTS)),
    "minutes_by_family": FAMILIES,  # all minutes of the weeks in one family
}
"""The values that a person's documents may bear, by field."""


@dataclass(frozen=True, slots=True)
class FieldValue:
    """One value of one coded field, as `organisation=CE`."""

    field: str
    value: str

    def __str__(self) -> str:
        """Name it as findings do."""
        return f"{self.field}={self.value}"


Written = tuple[FieldValue, ...]
"""What is written on the documents at once: one value, or one of each of two fields."""


def named(written: Written) -> str:
    """Give the name under which findings tell of it."""
    return AND.join(map(str, written))


@dataclass(frozen=True)
class FieldDeck:
    """The same lives once for each thing written on their documents.

    :ivar written: in the order asked.
    :ivar lives: name of the archetype of each life, and its number among those of this archetype.
    :ivar histories: one row a question, lives first, then what is written.
    """

    number: int
    written: tuple[Written, ...]
    lives: tuple[tuple[str, int], ...]
    histories: Histories

    @property
    def people(self) -> int:
        """How many questions."""
        return len(self.lives) * len(self.written)

    def is_moved(self, _person: int) -> bool:
        """Tell that nobody's weeks lie elsewhere in the calendar."""
        return False


def deal_fields(world: World, card: ModuleCard, *, seed: str) -> FieldDeck | None:
    """Write each value of each coded field of the card on some lives of each archetype.

    :param seed: from the run's secret, so that nobody knows these people beforehand.
    :returns: None when the card names no coded field.
    """
    written = tuple((FieldValue(field, value),) for field in _coded(card) for value in CODES[field])
    if not written:
        return None
    lives = tuple(
        (archetype.name, number) for archetype in world.archetypes for number in range(LIVES_OF_EACH)
    )
    return _dealt(world, seed, lives, written, number=0)


def deal_field_pairs(
    world: World, card: ModuleCard, lives: Sequence[tuple[str, int]], *, seed: str
) -> FieldDeck | None:
    """Write each value of each two coded fields of the card together on these lives.

    :returns: None when the card names fewer than two.
    """
    written = tuple(
        (FieldValue(first, one), FieldValue(second, other))
        for first, second in combinations(_coded(card), 2)
        for one, other in product(CODES[first], CODES[second])
    )
    return _dealt(world, seed, tuple(lives), written, number=1) if written and lives else None


def _coded(card: ModuleCard) -> list[str]:
    return [field for field in CODES if field in card.fields]


def _dealt(
    world: World,
    seed: str,
    lives: tuple[tuple[str, int], ...],
    written: tuple[Written, ...],
    *,
    number: int,
) -> FieldDeck:
    people = Histories.joined([_life(world, archetype, base, seed) for archetype, base in lives])
    repeated = people.taken(np.repeat(np.arange(len(lives)), len(written)))
    return FieldDeck(number, written, lives, _with(repeated, written * len(lives)))


def _life(world: World, archetype: str, base: int, seed: str) -> Histories:
    person = cast(world, world.archetype(archetype), seed=seed, first=base, count=1)
    return person.histories(person.attributes)


def _with(people: Histories, written: Sequence[Written]) -> Histories:
    """Write on each person's documents what stands in the same place."""
    values = [{one.field: one.value for one in each} for each in written]

    def column(field: str, otherwise: Codes) -> Codes:
        return np.array([each.get(field, own) for each, own in zip(values, otherwise, strict=True)])

    return people.replaced(
        organisation=column("organisation", people.organisation),
        department=column("department", people.department),
        minutes=_in_one_family(people, column("minutes_by_family", np.full(len(people), ""))),
    )


def _in_one_family(people: Histories, families: Codes) -> Minutes:
    """Give the minutes of each week, all of them in one family for those people who have one here."""
    minutes, whole = people.minutes.copy(), people.declared_minutes
    for place, family in enumerate(FAMILIES):
        here = families == family
        minutes[here] = 0
        minutes[here, :, place] = whole[here]
    return minutes
