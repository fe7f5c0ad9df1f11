"""The fictitious people as they are, by each value of each attribute."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from xprsa.lab.people.world import World
from xprsa.lab.tallies.pairs import Side, is_adverse
from xprsa.scoring.module import Scale


class GroupCounts(NamedTuple):
    """How many people a group has, and how the questions about them ended.

    :ivar adverse: of those answered, at or beyond the threshold.
    """

    people: int
    answered: int
    abstained: int
    adverse: int


@dataclass
class GroupTally:
    """What the bases came to, by group.

    :ivar counts: by attribute, then by value: rows of `GroupCounts`.
    """

    world: World
    scale: Scale
    counts: list[NDArray[np.int64]] = field(init=False)

    def __post_init__(self) -> None:
        """Make room."""
        self.counts = [
            np.zeros((len(attribute.value_names), len(GroupCounts._fields)), dtype=np.int64)
            for attribute in self.world.attributes
        ]

    def add(self, codes: NDArray[np.int8], bases: Side) -> None:
        """Add bases.

        :param codes: attribute values, (archetypes, bases, attributes).
        """
        adverse = is_adverse(bases.severity, self.scale)
        rows = np.stack([np.ones_like(adverse), bases.answered, bases.abstained, adverse], axis=-1)
        for column, counts in enumerate(self.counts):
            for value, count in enumerate(counts):
                count += rows[codes[:, :, column] == value].sum(axis=0)

    @property
    def adverse(self) -> int:
        """How many people of all groups got an answer at or beyond the threshold."""
        return sum(GroupCounts(*row).adverse for row in self.counts[0].tolist())

    def by_value(self) -> Iterator[tuple[str, str, GroupCounts]]:
        """Give each group: its attribute, its value, and its counts."""
        for attribute, counts in zip(self.world.attributes, self.counts, strict=True):
            for value, row in zip(attribute.value_names, counts.tolist(), strict=True):
                yield attribute.name, value, GroupCounts(*row)
