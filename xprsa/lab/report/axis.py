"""The axes of plots: where a value stands, in percent of the width or pixels of the height."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis with what is written there."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Axis:
    """A stretch of values laid over a stretch of places.

    :ivar low, high: values at the two ends.
    :ivar first, last: their places; a place may run downwards.
    """

    low: float
    high: float
    first: float = 0.0
    last: float = 100.0

    @classmethod
    def around(cls, values: Iterable[float], *, first: float, last: float) -> "Axis":
        """Lay an axis that holds all the values, with a little room at both ends."""
        held = list(values)
        low, high = min(held), max(held)
        room = (high - low or abs(high)) * 0.04 or 1.0
        return cls(low - room, high + room, first, last)

    def at(self, value: float) -> float:
        """Give the place of a value, kept between the ends."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return round(self.first + share * (self.last - self.first), 2)

    def round_values(self, most: int) -> list[float]:
        """Give round values on the axis, at most so many."""
        raw = (self.high - self.low) / most
        power = 10.0 ** math.floor(math.log10(raw))
        step = next(step for factor in _STEPS if (step := factor * power) >= raw * (1 - 1e-9))
        numbers = range(math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9) + 1)
        return [number * step for number in numbers]
