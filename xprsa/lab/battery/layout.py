"""The variants of one base: which place of a deck holds which change."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from xprsa.lab.people.world import World
from xprsa.scoring.audit import Kind, Rule

Dosed = Literal["silence", "excused"]
DOSES: tuple[tuple[Dosed, int], ...] = tuple(
    (of, weeks) for of in ("silence", "excused") for weeks in (2, 4, 8, 16)
)
RULES = (
    Rule.AGAIN,
    Rule.MOVED,
    Rule.CLOSED,
    Rule.MORE,
    Rule.EXCUSED,
    Rule.NUDGED,
    Rule.SILENT,
)
TOGETHER_PER_BASE = 4  # of the pairs of attributes: each base serves so many of them in turn
CORNERS = 4  # neither, the first alone, the second alone, both


@dataclass(frozen=True, slots=True)
class Pair:
    """A variant that differs from its base in one attribute."""

    kind: Kind
    attribute: str


@dataclass(frozen=True)
class Layout:
    """Where each variant stands; place 0 is the base itself."""

    world: World

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """The variants that turn one attribute, from place 1 on."""
        return (
            *(Pair(Kind.CIRCUMSTANCES, attribute.name) for attribute in self.world.testable),
            *(Pair(Kind.PLACEBO, placebo.name) for placebo in self.world.placebos),
        )

    @property
    def first_corner(self) -> int:
        """Place of the first of the corners of intersections."""
        return 1 + len(self.pairs)

    @property
    def first_rule(self) -> int:
        """Place of the first variant of a rule, in the order of `RULES`."""
        return self.first_corner + TOGETHER_PER_BASE * CORNERS

    @property
    def first_dose(self) -> int:
        """Place of the first dose, in the order of `DOSES`."""
        return self.first_rule + len(RULES)

    @property
    def count(self) -> int:
        """Variants of one base, itself included."""
        return self.first_dose + len(DOSES)

    def intersections_of(self, base: int) -> tuple[int, ...]:
        """Give the intersections, by their place in the world's list, that this base serves."""
        known = len(self.world.intersections)
        return tuple((TOGETHER_PER_BASE * base + slot) % known for slot in range(TOGETHER_PER_BASE))
