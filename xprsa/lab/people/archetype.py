"""What an archetype is: a short human story, the habits behind its weeks, and the lives it is found in."""

import math
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from xprsa.lab.people.attribute import Bilingual, Code, Department, Organisation, Probability, Strict

# A contract has at most 35 hours and an effort at most 170 %, so a usual week always fits under 60 hours.
_MOST_EFFORT = 1.7


def _number(*, lowest: float, highest: float) -> object:
    return Field(strict=True, ge=lowest, le=highest, allow_inf_nan=False)


class Effort(Strict):
    """How far people of this archetype go towards their own contract: 1 is all of it."""

    low: Annotated[float, _number(lowest=0, highest=_MOST_EFFORT)]
    high: Annotated[float, _number(lowest=0, highest=_MOST_EFFORT)]

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if self.low > self.high:
            raise ValueError("the lowest comes before the highest")
        return self


class History(Strict):
    """Weeks since the first declaration."""

    low: Annotated[int, _number(lowest=4, highest=52)]
    high: Annotated[int, _number(lowest=4, highest=52)]

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if self.low > self.high:
            raise ValueError("the lowest comes before the highest")
        return self


class Mix(Strict):
    """Share of each family in the declared minutes."""

    work: Probability
    search: Probability
    project: Probability
    access: Probability
    other: Probability

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if not math.isclose(total := math.fsum(self.model_dump().values()), 1, abs_tol=1e-6):
            raise ValueError(f"the shares of the five families add up to {total:g}, not 1")
        return self


class Habits(Strict):
    """Weeks as they would look if every attribute had its reference value.

    :ivar target_minutes: minutes of the contract, each week.
    :ivar silent_weeks: latest weeks with no declaration.
    """

    effort: Effort
    history_weeks: History = History(low=52, high=52)
    target_minutes: Annotated[int, _number(lowest=300, highest=2100)] = 900
    irregularity: Annotated[float, _number(lowest=0, highest=1.5)] = 0.2
    not_comparable: Probability = 0.03
    gap: Annotated[float, _number(lowest=0, highest=0.6)] = 0.04
    gap_weeks: Annotated[float, _number(lowest=1, highest=12)] = 1.5
    revised: Probability = 0.05
    contested: Annotated[float, _number(lowest=0, highest=0.5)] = 0.01
    pending_weeks: Annotated[float, _number(lowest=0, highest=12)] = 1.0
    trial_weeks: Annotated[float, _number(lowest=0, highest=12)] = 0.0
    silent_weeks: Annotated[int, _number(lowest=0, highest=26)] = 0
    mix: Mix


class Archetype(Strict):
    """A person who could exist.

    :ivar organisation, department: what the document bears when no attribute marks it otherwise.
    :ivar attributes: by attribute, how probable each value is in this life; a value left out is never met.
    """

    name: Code
    story: Bilingual
    organisation: Organisation
    department: Department
    habits: Habits
    attributes: dict[Code, dict[Code, Probability]]

    @field_validator("attributes")
    @classmethod
    def _add_up(cls, attributes: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
        for name, table in attributes.items():
            if not math.isclose(total := math.fsum(table.values()), 1, abs_tol=1e-6):
                raise ValueError(f"the probabilities of « {name} » add up to {total:g}, not 1")
        return attributes
