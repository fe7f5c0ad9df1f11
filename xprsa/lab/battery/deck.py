"""A deck: a few bases of each archetype with all their variants, as one table of people."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from xprsa.lab.battery.calendar import Calendar
from xprsa.lab.battery.changes import changed, dosed
from xprsa.lab.battery.layout import CORNERS, DOSES, RULES, Layout
from xprsa.lab.people.casting import Cast, cast
from xprsa.lab.people.histories import Histories
from xprsa.lab.people.world import World
from xprsa.scoring.audit import Rule

BASES = 4  # of each archetype in one deck

Codes = NDArray[np.int8]


class Source(StrEnum):
    """Which people: those whose seed is public, or those drawn for this run alone."""

    PUBLIC = "public"
    HOLDOUT = "holdout"
    FIELDS = "fields"  # drawn for this run, every coded value written on their documents


@dataclass(frozen=True, slots=True)
class Deck:
    """People by archetype, variant and base.

    :ivar calendar: of everybody but those whose weeks are moved; see `calendar_of`.
    :ivar histories: one row a person, archetypes first, then variants, then bases.
    :ivar codes: attribute values of each person, (archetypes, variants, bases, attributes).
    :ivar focal: whether a pair's variant is the side with the attribute, (archetypes, pairs, bases).
    """

    number: int
    calendar: Calendar
    layout: Layout
    histories: Histories
    codes: Codes
    focal: NDArray[np.bool_]

    @property
    def shape(self) -> tuple[int, int, int]:
        """Archetypes, variants and bases."""
        archetypes, variants, bases, _ = self.codes.shape
        return archetypes, variants, bases

    @property
    def people(self) -> int:
        """How many people, bases and variants."""
        archetypes, variants, bases = self.shape
        return archetypes * variants * bases

    def calendar_of(self, person: int, /) -> Calendar:
        """Give this person's cut-off and weeks: those of the deck, or all of it moved back."""
        _, variants, bases = self.shape
        is_moved = person // bases % variants == self.layout.first_rule + RULES.index(Rule.MOVED)
        return self.calendar.moved if is_moved else self.calendar

    def first_base(self) -> int:
        """Number of the first base of each archetype."""
        return self.number * BASES


@lru_cache(maxsize=4)  # when the lab audits itself, many modules are asked about the same decks
def deal(
    world: World, *, seed: str, number: int, calendar: Calendar, canary: int = 0, few_weeks: int = 1
) -> Deck:
    """Make one deck; the same seed and number give the same people.

    :param calendar: when their documents are cut off, which no seed tells.
    :param canary: decides the people who differ from a base by next to nothing, whom no seed tells.
    :param few_weeks: left to those who declared too little for the module to answer.
    """
    layout = Layout(world)
    dealt = [
        _dealt(
            cast(world, archetype, seed=seed, first=number * BASES, count=BASES),
            layout,
            number=number,
            canary=canary,
            few_weeks=few_weeks,
        )
        for archetype in world.archetypes
    ]
    return Deck(
        number=number,
        calendar=calendar,
        layout=layout,
        histories=Histories.joined([histories for histories, _, _ in dealt]),
        codes=np.stack([codes for _, codes, _ in dealt]),
        focal=np.stack([focal for _, _, focal in dealt]),
    )


def _dealt(
    people: Cast, layout: Layout, *, number: int, canary: int, few_weeks: int
) -> tuple[Histories, Codes, NDArray[np.bool_]]:
    """Give one archetype's histories (variants × bases), codes and sides."""
    own = people.attributes
    turned, focal = zip(*(people.flipped(pair.attribute) for pair in layout.pairs), strict=True)
    lives = [own, *turned, *_corners(people, layout, number)]
    histories = people.histories(np.concatenate(lives))
    base = histories.taken(np.arange(BASES))
    others = [changed(base, rule, canary=canary, few_weeks=few_weeks) for rule in RULES]
    others += [dosed(base, of, weeks) for of, weeks in DOSES]
    codes = np.stack([*lives, *[own] * len(others)])
    return Histories.joined([histories, *others]), codes, np.stack(focal)


def _corners(people: Cast, layout: Layout, number: int) -> list[Codes]:
    """Give the attribute values of each corner, the intersections taken in turn by the bases."""
    world = layout.world
    all_corners = np.stack([np.stack(people.corners(*names)) for names in world.intersections])
    served = np.array([layout.intersections_of(number * BASES + base) for base in range(BASES)])
    bases = np.arange(BASES)
    return [
        all_corners[served[:, slot], corner, bases]
        for slot in range(served.shape[1])
        for corner in range(CORNERS)
    ]
