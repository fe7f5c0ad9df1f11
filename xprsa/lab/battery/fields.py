"""Coded fields: every value of every code on a card, written on documents that say the same otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import get_args

import numpy as np

from xprsa.lab.battery.calendar import Calendar
from xprsa.lab.battery.names import Chance
from xprsa.lab.people.attribute import DEPARTMENTS, Organisation
from xprsa.lab.people.casting import cast
from xprsa.lab.people.histories import Codes, Histories, Minutes
from xprsa.lab.people.mechanisms import FAMILIES
from xprsa.lab.people.world import World
from xprsa.scoring.module import ModuleCard

LIVES_OF_EACH = 4  # of each archetype
SETS_OF_MARKS = 2  # under which each life is asked, where a card names several coded fields
PAIRED_LIVES = 6  # of as many archetypes, in which two fields are turned together
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
class AskedOfFields:
    """Which values are written on the documents of which lives.

    :ivar written: in the order asked.
    :ivar lives: name of the archetype of each life, and its number among those of this archetype; each
        comes as many times in a row as it bears other marks.
    :ivar sets: how many sets of marks each life bears, one after the other.
    """

    written: tuple[Written, ...]
    lives: tuple[tuple[str, int], ...]
    sets: int

    @property
    def people(self) -> int:
        """How many questions."""
        return len(self.lives) * len(self.written)


@dataclass(frozen=True)
class FieldDeck(AskedOfFields):
    """The same lives once for each thing written on their documents.

    :ivar histories: one row a question, lives first, then what is written.
    """

    number: int
    calendar: Calendar
    histories: Histories

    def calendar_of(self, _person: int, /) -> Calendar:
        """Give the cut-off and the weeks, the same for everybody."""
        return self.calendar


def field_decks(
    world: World, card: ModuleCard, *, chance: Chance, calendar: Calendar
) -> tuple[FieldDeck, ...]:
    """Write each value of each coded field of the card on lives of each archetype; then each two, on a few.

    :param chance: of the run's secret: nobody knows these people beforehand, nor the marks that they bear
        where none is written, the same for all of them. Where there are several coded fields, each value
        alone is asked under two sets of marks that share none.
    :returns: none where the card names no coded field, one where it names a single one.
    """
    return tuple(
        _dealt(world, chance, calendar, asked, number=number)
        for number, asked in enumerate(asked_of_fields(world, card))
    )


def asked_of_fields(world: World, card: ModuleCard) -> tuple[AskedOfFields, ...]:
    """List what is written on whose documents: each value alone, then each two; nothing is dealt yet."""
    coded = [field for field in CODES if field in card.fields]
    alone = tuple((FieldValue(field, value),) for field in coded for value in CODES[field])
    together = tuple(
        (FieldValue(first, one), FieldValue(second, other))
        for first, second in combinations(coded, 2)
        for one, other in product(CODES[first], CODES[second])
    )
    every = [archetype.name for archetype in world.archetypes]
    few = every[:: -(-len(every) // PAIRED_LIVES)]
    sets = SETS_OF_MARKS if together else 1
    lives = tuple(life for life in product(every, range(LIVES_OF_EACH)) for _ in range(sets))
    asked = (
        AskedOfFields(alone, lives, sets),
        AskedOfFields(together, tuple(product(few, range(1))), sets=1),
    )
    return tuple(one for one in asked if one.written)


def _dealt(
    world: World, chance: Chance, calendar: Calendar, asked: AskedOfFields, *, number: int
) -> FieldDeck:
    lives, written = asked.lives, asked.written
    seed, otherwise = chance.code("fields"), chance.numbers("marks of fields")
    marks = [
        [FieldValue(field, str(code)) for code in otherwise.choice(CODES[field], asked.sets, replace=False)]
        for field in ("organisation", "department")
    ]
    owns = list(zip(*marks, strict=True))
    people = Histories.joined([_life(world, archetype, base, seed) for archetype, base in lives])
    repeated = people.taken(np.repeat(np.arange(len(lives)), len(written)))
    under_each = [(*own, *values) for own in owns for values in written]  # what is written last stays
    borne = under_each * (len(lives) // asked.sets)
    return FieldDeck(written, lives, asked.sets, number, calendar, _with(repeated, borne))


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
