"""What a size of battery can see, and how much it asks: said before the first question."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from math import floor

from xprsa.lab.battery.layout import Layout
from xprsa.lab.hearing.plan import FEWEST_DECKS, RunPlan, pairs_of_a_deck, people_of_a_deck
from xprsa.lab.judging.verdict import power_of
from xprsa.lab.judging.yardstick import ENOUGH_POWER
from xprsa.lab.people.world import World
from xprsa.lab.report.words import words
from xprsa.scoring.audit_frame import Power
from xprsa.scoring.module import ModuleCard, NumberScale

_FRENCH = words("fr")


class TooSmall(Exception):
    """So few people that no gap that matters would be seen; the message says how many are needed."""


@dataclass(frozen=True)
class Size:
    """A battery, before it is asked.

    :ivar profiles: fictitious people, variants included.
    :ivar questions: in all, those asked again of a fresh instance too.
    :ivar unit: what the scale counts, as the catalogue names it.
    :ivar least: profiles with which the smallest gap that matters is seen with enough power.
    :ivar least_for_green: profiles with which a crossing that matters is, too.
    """

    profiles: int
    questions: int
    unit: str
    power: Power
    least: int
    least_for_green: int

    def refuse_blind(self) -> None:
        """Refuse a battery that could neither show a gap that matters nor rule it out.

        :raises TooSmall: with what to ask for instead.
        """
        if self.profiles < self.least:
            raise TooSmall(
                f"Avec {_count(self.profiles)} profils, aucun verdict n’est possible. Demandez --profiles"
                f" {self.least} au moins (feu vert possible à partir de {_count(self.least_for_green)}),"
                " ou retirez --profiles."
            )

    def told(self) -> str:
        """Say in French how much is asked, and how often the smallest gaps that matter would be seen."""
        gap = _FRENCH.counted(self.unit, self.power.smallest_shift, digits=2)
        told = (
            f"{_count(self.profiles)} profils fictifs, {_count(self.questions)} questions,"
            f" {_count(self.power.pairs)} paires par circonstance.\n"
            f"Un écart de {gap} sera vu {_times(self.power.shift_power)} fois sur 100,"
            f" 2 passages du seuil sur 100 {_times(self.power.flip_power)} fois sur 100"
            " (un écart plus petit, si les réponses emploient peu de l’échelle)."
        )
        if self.least <= self.profiles < self.least_for_green:
            told += f"\nAvec moins de {_count(self.least_for_green)} profils, aucun feu vert n’est possible."
        return told


def size_of(world: World, card: ModuleCard, plan: RunPlan) -> Size:
    """Tell what a plan asks of a module with this card, and what it can see."""
    yardstick, power = power_of(Layout(world), card.scale, plan)

    def least(*kinds: Callable[[int], float]) -> int:
        """Give the fewest profiles with enough power of each kind."""
        decks = count(FEWEST_DECKS)
        enough = next(
            number
            for number in decks
            if all(kind(number * pairs_of_a_deck(world)) >= ENOUGH_POWER for kind in kinds)
        )
        return enough * people_of_a_deck(world)

    return Size(
        profiles=plan.profiles(world),
        questions=plan.questions(world, card),
        unit="unit.points" if isinstance(card.scale, NumberScale) else "unit.grades",
        power=power,
        least=least(yardstick.shift_power),
        least_for_green=least(yardstick.shift_power, yardstick.flip_power),
    )


def _count(number: int) -> str:
    return _FRENCH.number(number, digits=0)


def _times(power: float) -> str:
    """Give a power as times in 100, never more than it is."""
    return _count(floor(100 * power))
