"""Circumstances: what a life makes of the habits behind its weeks, by the effects of its attributes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xprsa.lab.people.archetype import Habits
from xprsa.lab.people.attribute import Attribute
from xprsa.lab.people.draws import Draws
from xprsa.lab.people.mechanisms import FAMILIES, MECHANISMS, NAMES
from xprsa.lab.people.world import World

Table = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Circumstances:
    """The value of every mechanism, for n people in k lives each.

    :ivar table: (k, n, mechanisms).
    """

    table: Table

    def of(self, mechanism: str) -> Table:
        """Give one mechanism, ready to hold against weeks: (k, n, 1)."""
        column = NAMES.index(mechanism)
        return self.table[..., column : column + 1]

    @property
    def mix(self) -> Table:
        """Weight of each family: (k, n, 5), not adding up to anything in particular."""
        first = NAMES.index(FAMILIES[0])
        return self.table[..., first : first + len(FAMILIES)]


def circumstances(world: World, habits: Habits, *, codes: NDArray[np.int8], draws: Draws) -> Circumstances:
    """Let the attributes of each person act on their habits.

    :param codes: (k, n, A) values of the attributes.
    """
    usual = _usual(habits, draws)
    factor = np.ones((*codes.shape[:2], len(NAMES)))
    addition = np.zeros_like(factor)
    for column, attribute in enumerate(world.all_attributes):
        if any(value.effects for value in attribute.values.values()):
            times, plus = _effects(attribute)
            factor *= times[codes[..., column]]
            addition += plus[codes[..., column]]
    return Circumstances(
        np.clip(
            usual * factor + addition,
            [mechanism.lowest for mechanism in MECHANISMS],
            [mechanism.highest for mechanism in MECHANISMS],
        )
    )


def _usual(habits: Habits, draws: Draws) -> Table:
    known = habits.model_dump()
    low, high = habits.history_weeks.low, habits.history_weeks.high
    history = low + draws.life[:, 1] * (high - low)
    known |= habits.mix.model_dump() | {"history_weeks": history}
    return np.stack([np.broadcast_to(known[name], history.shape) for name in NAMES], axis=1)


def _effects(attribute: Attribute) -> tuple[Table, Table]:
    """Give the factor and the addition of each value on each mechanism: two tables (values, mechanisms)."""
    times = np.ones((len(attribute.values), len(MECHANISMS)))
    plus = np.zeros_like(times)
    for row, value in enumerate(attribute.values.values()):
        for name, effect in value.effects.items():
            column = NAMES.index(name)
            (times if MECHANISMS[column].combines == "times" else plus)[row, column] = effect
    return times, plus
