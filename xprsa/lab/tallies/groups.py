"""The fictitious people as they are, by each value of each attribute."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from xprsa.lab.people.world import World
from xprsa.lab.tallies.pairs import Side, is_adverse
from xprsa.scoring.module import Scale


@dataclass
class GroupTally:
    """Answered and adverse bases.

    :ivar answered: by attribute: archetypes × values.
    :ivar adverse: of these, at or beyond the threshold.
    """

    world: World
    scale: Scale
    answered: list[NDArray[np.int64]] = field(init=False)
    adverse: list[NDArray[np.int64]] = field(init=False)

    def __post_init__(self) -> None:
        """Make room."""
        archetypes = len(self.world.archetypes)
        self.answered, self.adverse = (
            [
                np.zeros((archetypes, len(attribute.value_names)), dtype=np.int64)
                for attribute in self.world.attributes
            ]
            for _ in range(2)
        )

    def add(self, codes: NDArray[np.int8], bases: Side) -> None:
        """Add bases.

        :param codes: attribute values, (archetypes, bases, attributes).
        """
        adverse = is_adverse(bases.severity, self.scale) & bases.answered
        for column, (answered, hit) in enumerate(zip(self.answered, self.adverse, strict=True)):
            for value in range(answered.shape[1]):
                has_value = codes[:, :, column] == value
                answered[:, value] += (has_value & bases.answered).sum(axis=1)
                hit[:, value] += (has_value & adverse).sum(axis=1)
