"""What counts as an effect that matters, and what a battery of some size can see of it."""

from dataclasses import dataclass

from xprsa.lab.statistics.power import mcnemar_power, pairs_needed, shift_power
from xprsa.scoring.audit_frame import Power

# One level of 0.05 for all that chance alone could blame a module for, but for answering at random itself.
LEVEL_OF_EFFECTS, LEVEL_OF_FIELDS, LEVEL_OF_RULES, LEVEL_OF_HOLDOUT = 0.02, 0.01, 0.01, 0.01
ENOUGH_POWER = 0.80
SMALLEST_NET = 0.02
_SMALLEST_SHIFT = 0.01  # of the length
_DEVIATION = 0.05  # of the length, assumed before anything was seen
_DISCORDANT = 0.10  # share of pairs that cross the threshold either way, assumed


@dataclass(frozen=True)
class Yardstick:
    """The same for every effect of a run.

    :ivar tests: how many tests of effects share their level, so that power is told for the strictest of them.
    :ivar length: points that answers are measured against: the scale, or less where they use little of it.
    """

    tests: int
    length: float

    @property
    def smallest_shift(self) -> float:
        """Smallest move of an answer that matters, in points of the scale."""
        return _SMALLEST_SHIFT * self.length

    @property
    def level(self) -> float:
        """Level of one test among all."""
        return LEVEL_OF_EFFECTS / self.tests

    def flip_power(self, pairs: int, discordant: float = 0.0) -> float:
        """Power to see the smallest net share that matters."""
        return mcnemar_power(
            pairs=pairs, net=SMALLEST_NET, discordant=max(discordant, _DISCORDANT), level=self.level
        )

    def shift_power(self, pairs: int, deviation: float = 0.0) -> float:
        """Power to see the smallest shift that matters.

        :param deviation: standard deviation seen, in points; the assumed one is taken when it is larger.
        """
        return shift_power(
            pairs=pairs,
            shift=self.smallest_shift,
            deviation=max(deviation, _DEVIATION * self.length),
            level=self.level,
        )

    def beforehand(self, pairs: int) -> Power:
        """Tell what so many pairs of an effect can see, before any is asked."""
        return Power(
            pairs=pairs,
            level=self.level,
            smallest_shift=self.smallest_shift,
            smallest_net=SMALLEST_NET,
            assumed_deviation=_DEVIATION * self.length,
            assumed_discordant=_DISCORDANT,
            shift_power=self.shift_power(pairs),
            flip_power=self.flip_power(pairs),
            flip_pairs_needed=pairs_needed(
                net=SMALLEST_NET, discordant=_DISCORDANT, level=self.level, power=ENOUGH_POWER
            ),
        )
