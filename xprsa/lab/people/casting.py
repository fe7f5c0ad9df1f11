"""Casting: drawing people of an archetype, and giving the same people other lives."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from xprsa.lab.people.archetype import Archetype
from xprsa.lab.people.attribute import Attribute
from xprsa.lab.people.circumstances import circumstances
from xprsa.lab.people.draws import Draws, drawn
from xprsa.lab.people.histories import Flags, Histories
from xprsa.lab.people.weeks import LifeMarks, weeks
from xprsa.lab.people.world import World

Lives = NDArray[np.int8]
"""Values of all attributes, by code (0 is the reference): (n, A), in the order of `World.all_attributes`."""


@dataclass(frozen=True, eq=False)
class Cast:
    """People of one archetype, with the draws that all their possible lives share.

    :ivar attributes: (count, A) the life that each was drawn with.
    :ivar focal: (count, A) the value that each attribute has, or would take, away from its reference.
    """

    world: World
    archetype: Archetype
    draws: Draws
    attributes: Lives
    focal: Lives

    def __len__(self) -> int:
        """Number of people."""
        return len(self.attributes)

    @cached_property
    def effort(self) -> NDArray[np.int64]:
        """How far each goes towards their own contract, whatever their life: (count,) in percent."""
        low = round(self.archetype.habits.effort.low * 100)
        high = round(self.archetype.habits.effort.high * 100)
        return (low + np.floor(self.draws.life[:, 0] * (high - low + 1))).astype(np.int64)

    def flipped(self, name: str) -> tuple[Lives, Flags]:
        """Turn one attribute to its other side and let it lead where it leads.

        :returns: (count, A) lives, and (count,) whether the life given is the one away from the reference.
        """
        return self.turned([name]), self._is_at_reference(name)

    def turned(self, names: Sequence[str]) -> Lives:
        """Turn several attributes at once, each to its other side, and let them lead where they lead."""
        return self._sided({name: self._is_at_reference(name) for name in names})

    def corners(self, first: str, second: str) -> tuple[Lives, Lives, Lives, Lives]:
        """Give the four lives made by two attributes: at the reference (0) or away (1), as 00, 10, 01, 11."""
        away = np.ones(len(self), dtype=np.bool_)
        return (
            self._sided({first: ~away, second: ~away}),
            self._sided({first: away, second: ~away}),
            self._sided({first: ~away, second: away}),
            self._sided({first: away, second: away}),
        )

    def histories(self, lives: Lives) -> Histories:
        """Give the weeks of these people in the lives given; every life bears the marks of their own.

        What a mark does is seen by writing it on the same weeks (`battery/fields.py`): turned with a life, it
        would pass for what the life does to weeks.

        :param lives: (k × count, A): k lives of every person, the people in order each time.
        """
        habits = self.archetype.habits
        codes = lives.reshape(-1, *self.attributes.shape)
        own = self.marks
        return weeks(
            circumstances(self.world, habits, codes=codes, draws=self.draws),
            self.draws,
            effort=self.effort,
            marks=LifeMarks(np.tile(own.organisation, len(codes)), np.tile(own.department, len(codes))),
            silent_weeks=habits.silent_weeks,
        )

    @cached_property
    def marks(self) -> LifeMarks:
        """What the documents of these people bear besides weeks: (count,) codes."""
        lives = self.attributes
        organisation = np.full(len(lives), self.archetype.organisation, dtype="U3")
        department = np.full(len(lives), self.archetype.department, dtype="U3")
        for column, attribute in reversed(list(enumerate(self.world.attributes))):
            for code, value in enumerate(attribute.values.values()):
                here = lives[:, column] == code
                if value.marks.organisation:
                    organisation[here] = value.marks.organisation
                if value.marks.department:
                    department[here] = value.marks.department
        return LifeMarks(organisation, department)

    def _is_at_reference(self, name: str) -> Flags:
        is_there: Flags = self.attributes[:, self.world.columns[name]] == 0
        return is_there

    def _sided(self, sides: dict[str, Flags]) -> Lives:
        """Put attributes on a side (true is away from the reference), then follow what they lead to."""
        lives = self.attributes.copy()
        turned = {self.world.columns[name]: is_away for name, is_away in sides.items()}
        reached = set(turned)
        for column in self.world.downstream:
            if column in turned:
                lives[:, column] = np.where(turned[column], self.focal[:, column], 0)
            elif not reached.isdisjoint(self.world.parents[column]):
                lives[:, column] = self._followed(column, lives)
                reached.add(column)
        return lives

    def _followed(self, child: int, lives: Lives) -> NDArray[np.int8]:
        """Give the value of a child once its parents have turned.

        A person whose own value is neither the reference nor what the parents led to keeps it.
        """
        own = self.attributes[:, child]
        was, now = self._led_at_first[:, child], self._led(child, lives)
        return np.where((was != now) & ((own == 0) | (own == was)), now, own)

    @cached_property
    def _led_at_first(self) -> Lives:
        columns = range(len(self.world.all_attributes))
        return np.stack([self._led(column, self.attributes) for column in columns], axis=1)

    def _led(self, child: int, lives: Lives) -> NDArray[np.int8]:
        """Give the value that parents lead each person to, or 0; the last in the file decides."""
        led = np.zeros(len(self), dtype=np.int8)
        for link in self.world.links_to[child]:
            follows = self.draws.links[:, link.parent, child] < link.probability
            led[follows & (lives[:, link.parent] == link.parent_code)] = link.child_code
        return led


def cast(world: World, archetype: Archetype, *, seed: str, first: int, count: int) -> Cast:
    """Draw people number `first` to `first + count - 1` of an archetype.

    The same number is the same person in every call with the same seed, whatever the others.

    :raises ValueError: when `first` is below 0 or `count` below 1.
    """
    if first < 0 or count < 1:
        raise ValueError("people are numbered from 0, and a cast has at least one")
    attributes = world.all_attributes
    draws = drawn(archetype.name, seed=seed, first=first, count=count, attributes=len(attributes))
    lives = [
        _value(attribute, archetype.attributes.get(attribute.name), draws.values[:, column])
        for column, attribute in enumerate(attributes)
    ]
    away = [
        1 + np.floor(draws.turns[:, column] * (len(attribute.values) - 1))
        for column, attribute in enumerate(attributes)
    ]
    codes = np.stack(lives, axis=1).astype(np.int8)
    focal = np.where(codes != 0, codes, np.stack(away, axis=1)).astype(np.int8)
    return Cast(world=world, archetype=archetype, draws=draws, attributes=codes, focal=focal)


def _value(
    attribute: Attribute, table: dict[str, float] | None, uniforms: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Draw an attribute by its table; a placebo, which no archetype speaks of, by equal shares."""
    equal = 1 / len(attribute.values)
    shares = [table.get(name, 0.0) if table else equal for name in attribute.value_names]
    return np.searchsorted(np.cumsum(shares)[:-1], uniforms, side="right")
