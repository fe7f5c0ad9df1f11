"""What an attribute is: its values, what each does to weeks, and which other attributes it leads to."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from xprsa.lab.people.mechanisms import NAMES

Language = Literal["fr", "en"]
Organisation = Literal["FT", "CD", "DCD", "ML", "CE", "IND"]

DEPARTMENTS = frozenset(
    [f"{number:02d}" for number in range(1, 96) if number != 20]
    + ["2A", "2B", "971", "972", "973", "974", "976"]
)


def _known_department(code: str) -> str:
    if code not in DEPARTMENTS:
        raise ValueError(f"« {code} » is not the code of a département")
    return code


def _known_mechanism(name: str) -> str:
    if name not in NAMES:
        raise ValueError(f"unknown mechanism « {name} »")
    return name


Department = Annotated[str, AfterValidator(_known_department)]
Finite = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Probability = Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False)]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")]
Text = Annotated[str, Field(min_length=1, max_length=600)]


class Strict(BaseModel):
    """A part of a file: nothing unknown in it, nothing changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Bilingual(Strict):
    """A text that people read, in French and in English."""

    fr: Text
    en: Text

    def in_language(self, language: Language) -> str:
        """Give the text in one of its languages."""
        return self.fr if language == "fr" else self.en


class ValueMarks(Strict):
    """What a value writes on the document itself, besides what it does to weeks."""

    organisation: Organisation | None = None
    department: Department | None = None


class Edge(Strict):
    """Where a value leads: another attribute takes this value, for this share of people."""

    value: Code
    probability: Probability


class Value(Strict):
    """One value of an attribute.

    :ivar phrase: completes "a person who ..." in each language.
    :ivar effects: by mechanism, a factor or an addition, as the mechanism combines.
    :ivar leads_to: by the name of another attribute.
    """

    label: Bilingual
    phrase: Bilingual
    marks: ValueMarks = ValueMarks()
    effects: dict[Annotated[str, AfterValidator(_known_mechanism)], Finite] = {}
    leads_to: dict[Code, Edge] = {}


class Attribute(Strict):
    """A circumstance of life that the document never holds.

    :ivar source: on whose word the effects are what they are.
    :ivar protected: whether the law names it as a ground on which nobody may be treated worse (law 2008-496,
        article 1).
    :ivar values: the first one is the reference, which does nothing to weeks.
    """

    name: Code
    label: Bilingual
    source: Text
    protected: bool = False
    values: dict[Code, Value] = Field(min_length=2, max_length=100)

    @field_validator("values")
    @classmethod
    def _reference_is_neutral(cls, values: dict[str, Value]) -> dict[str, Value]:
        name, reference = next(iter(values.items()))
        if reference.effects or reference.leads_to:
            raise ValueError(f"« {name} » comes first, so it is the reference and may have no effect")
        return values

    @property
    def value_names(self) -> tuple[str, ...]:
        """Names of the values, by code: 0 is the reference."""
        return tuple(self.values)

    @property
    def reference(self) -> str:
        """The value that everything is compared with."""
        return self.value_names[0]

    @property
    def has_path(self) -> bool:
        """Whether anything leads from this attribute into the weeks."""
        return any(value.effects or value.leads_to for value in self.values.values())
