"""The mechanisms: every way in which a life may show in weeks, and how effects combine."""

from dataclasses import dataclass
from typing import Literal

FAMILIES = ("work", "search", "project", "access", "other")


class WorldWrong(ValueError):
    """A file of fictitious people that may not be used; the message names file, place and fault."""


@dataclass(frozen=True, slots=True)
class Mechanism:
    """One way in which a life shows.

    :ivar combines: whether the effects of several attributes multiply (`times`) or add (`plus`).
    :ivar lowest, highest: the value is kept between these two, whatever the effects.
    """

    name: str
    combines: Literal["times", "plus"]
    lowest: float
    highest: float


MECHANISMS = (
    Mechanism("target_minutes", "times", 300, 2100),  # minutes of the contract, each week
    Mechanism("irregularity", "times", 0, 1.5),  # spread of the weeks: standard deviation of their logarithm
    Mechanism("not_comparable", "plus", 0, 0.6),  # share of weeks not possible in part or whole
    Mechanism("gap", "plus", 0, 0.6),  # share of weeks not declared
    Mechanism("gap_weeks", "times", 1, 12),  # usual length of a gap
    Mechanism("revised", "plus", 0, 0.6),  # share of weeks whose document was revised
    Mechanism("contested", "plus", 0, 0.5),  # share of weeks with minutes in discussion
    Mechanism("pending_weeks", "plus", 0, 12),  # latest weeks that nobody has read yet
    Mechanism("history_weeks", "times", 4, 52),  # weeks since the first declaration
    Mechanism("trial_weeks", "plus", 0, 12),  # first weeks of the history, which do not compare
    *(Mechanism(family, "times", 0, 100) for family in FAMILIES),  # weight of a family in the mix
)
NAMES = tuple(mechanism.name for mechanism in MECHANISMS)
"""Column of each mechanism in the tables of effects."""
