"""What a run will ask: how many decks of public and of holdout people, from which seed and secret."""

import json
import math
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property

from xprsa.lab.battery.calendar import Calendar
from xprsa.lab.battery.deck import BASES, Deck, Source, deal
from xprsa.lab.battery.fields import FieldDeck, asked_of_fields, field_decks
from xprsa.lab.battery.layout import Layout
from xprsa.lab.battery.names import Chance, new_secret
from xprsa.lab.hearing.asking import heard_again_of
from xprsa.lab.people.world import World
from xprsa.scoring.module import ModuleCard

PUBLIC_SEED = "2026"
PUBLIC_BASES = 176  # of each archetype: with fewer, some circumstance falls short of its power
HOLDOUT_SHARE = 5  # one deck in so many is of holdout people, and at least one
FEWEST_DECKS = 2  # one of each
DECKS_HEARD_AGAIN = 8


@dataclass(frozen=True)
class RunPlan:
    """Everything that decides the questions.

    :ivar seed: of the public people; the same for everybody who wants to compare.
    :ivar secret: of this run alone.
    :ivar asked_on: day of the run, on which the dates of all documents hang.
    """

    seed: str
    secret: str
    public_decks: int
    holdout_decks: int
    asked_on: date

    @cached_property
    def chance(self) -> Chance:
        """The chance that only this run's secret can foresee."""
        return Chance(self.secret)

    @property
    def decks(self) -> tuple[tuple[Source, int], ...]:
        """Every deck, in the order in which it is asked: the holdout ones lie between the public ones."""
        counts = ((Source.PUBLIC, self.public_decks), (Source.HOLDOUT, self.holdout_decks))
        spread = [
            ((number + 0.5) / count, source, number) for source, count in counts for number in range(count)
        ]
        return tuple((source, number) for _, source, number in sorted(spread))

    @property
    def heard_again(self) -> frozenset[int]:
        """Which decks, by their place in the order, are partly asked again of a fresh instance."""
        count = len(self.decks)
        asked = min(DECKS_HEARD_AGAIN, count)
        return frozenset(number * (count - 1) // max(asked - 1, 1) for number in range(asked))

    def profiles(self, world: World) -> int:
        """Count the fictitious people, variants included, beside those on whom codes are written."""
        return people_of_a_deck(world) * len(self.decks)

    def questions(self, world: World, card: ModuleCard) -> int:
        """Count every question, those asked again of a fresh instance too."""
        again = heard_again_of(people_of_a_deck(world)) * len(self.heard_again)
        return self.profiles(world) + again + sum(asked.people for asked in asked_of_fields(world, card))

    def deal(self, world: World, source: Source, number: int, *, few_weeks: int = 1) -> Deck:
        """Make one deck.

        :param few_weeks: that the module's card holds to be too few.
        """
        seed = self.seed if source is Source.PUBLIC else self.chance.code("holdout")
        canary = int(self.chance.code("canary", source.value, number)[:8], 16)
        return deal(
            world,
            seed=seed,
            number=number,
            calendar=self.calendar(source.value, number),
            canary=canary,
            few_weeks=few_weeks,
        )

    def field_decks(self, world: World, card: ModuleCard) -> tuple[FieldDeck, ...]:
        """Make the decks in which every coded value is written on the same documents."""
        return field_decks(world, card, chance=self.chance, calendar=self.calendar("fields"))

    def calendar(self, *purpose: object) -> Calendar:
        """Draw when the documents of a deck, or of another purpose, are cut off."""
        return Calendar.drawn(self.chance, *purpose, asked_on=self.asked_on)

    def asks_like(self, other: "RunPlan") -> bool:
        """Tell whether another plan asks the same public people, and as many."""
        return replace(self, secret=other.secret, asked_on=other.asked_on) == other

    def text(self) -> str:
        """Write the plan, to be found again by a run that goes on."""
        return json.dumps(asdict(self) | {"asked_on": self.asked_on.isoformat()})

    @classmethod
    def read(cls, text: str) -> "RunPlan":
        """Read a plan.

        :raises ValueError: when it is not one.
        """
        kept = json.loads(text)
        return cls(**kept | {"asked_on": date.fromisoformat(kept["asked_on"])})


def people_of_a_deck(world: World) -> int:
    """Count the people of one deck, variants included."""
    return pairs_of_a_deck(world) * Layout(world).count


def pairs_of_a_deck(world: World) -> int:
    """Count the pairs of one circumstance that one deck brings."""
    return len(world.archetypes) * BASES


def planned(
    world: World,
    *,
    profiles: int | None,
    seed: str | None,
    secret: str | None,
    asked_on: date | None = None,
) -> RunPlan:
    """Plan a run of about so many fictitious people, variants included; never fewer than asked for.

    :param profiles: None for the battery that published reports use.
    :param asked_on: None for today, in UTC.
    """
    if profiles is None:
        public = PUBLIC_BASES // BASES
        decks = public + public // (HOLDOUT_SHARE - 1)
    else:
        decks = max(FEWEST_DECKS, math.ceil(profiles / people_of_a_deck(world)))
    holdout = max(1, decks // HOLDOUT_SHARE)
    return RunPlan(
        seed=seed or PUBLIC_SEED,
        secret=secret or new_secret(),
        public_decks=decks - holdout,
        holdout_decks=holdout,
        asked_on=asked_on or datetime.now(UTC).date(),
    )
