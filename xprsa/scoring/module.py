"""What a scoring module is: a card that anybody may read, and a reply to one person's documents."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal, Protocol, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from xprsa.scoring.answer import Answer, Finite, Name, Reply, Version
from xprsa.scoring.card import CardWrong, FieldName, Text
from xprsa.scoring.purpose import Purpose

MOST_WEEKS = 52

Row = dict[str, Any]
"""One published document as its JSON says it, with the fields that the card names and no other."""


_FARTHEST = 1_000_000_000  # points: beyond, squares of differences are no longer exact


class NumberScale(BaseModel):
    """Answers are numbers between two bounds.

    :ivar worse: which end is held against the person.
    :ivar threshold: from this value on, towards the worse end, something follows for the person.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["number"] = "number"
    lowest: Finite
    highest: Finite
    worse: Literal["higher", "lower"]
    threshold: Finite

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if not self.lowest < self.highest:
            raise ValueError("the lowest value of a scale lies below the highest")
        if max(abs(self.lowest), abs(self.highest)) > _FARTHEST or self.span < 1 / _FARTHEST:
            raise ValueError(
                f"a scale lies within {_FARTHEST:,} points of 0, its ends not too near to be told apart"
            )
        if not self.lowest <= self.threshold <= self.highest:
            raise ValueError("the threshold lies on the scale")
        return self

    @property
    def span(self) -> float:
        """Distance between the two ends, in points of the scale."""
        return self.highest - self.lowest

    @property
    def threshold_severity(self) -> float:
        """From this severity on, an answer is adverse."""
        return self._severity(self.threshold)

    def severity(self, reply: Reply) -> float | None:
        """Give how bad the reply is, in points from the best end, or None when it is not on this scale."""
        if reply.value is None or not self.lowest <= reply.value <= self.highest:
            return None
        return self._severity(reply.value)

    def _severity(self, value: float) -> float:
        return value - self.lowest if self.worse == "higher" else self.highest - value


class GradeScale(BaseModel):
    """Answers are one of a few grades, the best for the person first.

    :ivar threshold: from this grade on, something follows for the person.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["grades"] = "grades"
    grades: tuple[Annotated[str, Field(min_length=1, max_length=64)], ...] = Field(min_length=2, max_length=9)
    threshold: str

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if len(set(self.grades)) != len(self.grades):
            raise ValueError("a grade is named twice")
        if self.threshold not in self.grades:
            raise ValueError("the threshold is one of the grades")
        return self

    @property
    def span(self) -> float:
        """Distance between the two ends, in grades."""
        return float(len(self.grades) - 1)

    @property
    def threshold_severity(self) -> float:
        """From this severity on, an answer is adverse."""
        return float(self.grades.index(self.threshold))

    def severity(self, reply: Reply) -> float | None:
        """Give the place of the grade, 0 for the best, or None when it is not on this scale."""
        if reply.grade not in self.grades:
            return None
        return float(self.grades.index(reply.grade))


Scale = Annotated[NumberScale | GradeScale, Field(discriminator="kind")]


class Measures(StrEnum):
    """What an answer tells of the weeks: some rules hold for one kind and not for another."""

    LEVEL = "level"  # how much there is, as in a mean: more is never worse
    TREND = "trend"  # where it goes, as in the latest weeks less the earlier ones
    GRADES = "grades"  # which step of a few is reached: more is never worse


class Parameter(BaseModel):
    """One number that the module uses, with its meaning in plain words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: Finite
    meaning: Text


class ModuleCard(BaseModel):
    """What the makers of a module wrote down for all to read.

    Source: CRPA R.311-3-1-2 (degree and mode of contribution, data, parameters and weights, operations).

    :ivar fields: the only fields that the module is ever given.
    :ivar fewest_weeks: with fewer weeks that were declared and compare the module must abstain.
    :ivar measures: what its answers tell; where the card does not say: grades on a scale of grades, else a
        level.
    :ivar abstains_when: when else it abstains, in plain words: such abstentions are told and not held
        against it.
    :ivar contribution: degree and mode of contribution to a decision, in plain words.
    :ivar audit: where the latest audit is published.
    :cvar answers: the form in which a module with such a card answers.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    answers: ClassVar[type[Answer]] = Answer

    schema_: Literal["xprsa.module/1"] = Field(default="xprsa.module/1", alias="schema")
    name: Name
    version: Version
    title: Text
    owner: Text
    purpose: Purpose
    legal_basis: Text
    fields: tuple[FieldName, ...] = Field(min_length=1)
    scale: Scale
    measures: Measures | None = None
    fewest_weeks: Annotated[int, Field(ge=1, le=MOST_WEEKS)]
    abstains_when: Text | None = None
    parameters: dict[str, Parameter]
    contribution: Text
    limits: Text
    contact: Text
    expires_on: date
    audit: Text | None = None

    @model_validator(mode="after")
    def _names_each_field_once(self) -> Self:
        if len(set(self.fields)) != len(self.fields):
            raise ValueError("a field is named twice")
        return self

    @property
    def what_it_measures(self) -> Measures:
        """What the card says, or what its scale lets one suppose."""
        supposed = Measures.GRADES if isinstance(self.scale, GradeScale) else Measures.LEVEL
        return self.measures or supposed

    @classmethod
    def read(cls, text: str | bytes) -> Self:
        """Read a card from JSON.

        :raises CardWrong: when something is missing, unknown or out of its bounds.
        """
        try:
            return cls.model_validate_json(text)
        except ValidationError as wrong:
            raise CardWrong.of(wrong) from wrong


class ScoringModule(Protocol):
    """A module written in Python, found by its entry point in the group `xprsa.modules`."""

    @property
    def card(self) -> ModuleCard:
        """What the module says of itself."""

    def answer(self, documents: Sequence[Row], /) -> Reply:
        """Reply to the documents of one person, oldest first, at most 52 weeks.

        Missing and not comparable weeks never count against anyone.
        """
