"""The published document `xprsa.summary/1`: one week of one person, as it leaves for one purpose."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from xprsa.domain.week import Week
from xprsa.scoring.purpose import Purpose

SCHEMA = "xprsa.summary/1"
WEEK_MINUTES = 7 * 24 * 60
ABSENT: Any = None  # stands where the purpose's card does not name a field: such a field is never written


class Status(StrEnum):
    """Whether the week stands; the last two are tombstones of a document already sent."""

    DECLARED = "declared"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


def _existing_week(text: str) -> str:
    Week.parse(text)
    return text


def _in_utc(instant: datetime) -> datetime:
    return instant.astimezone(UTC)


Code = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Minutes = Annotated[int, Field(ge=0, le=WEEK_MINUTES)]
WeekText = Annotated[str, Field(pattern=r"^[0-9]{4}-W[0-9]{2}$"), AfterValidator(_existing_week)]
InUtc = Annotated[AwareDatetime, AfterValidator(_in_utc)]


class MinutesByFamily(BaseModel):
    """Declared minutes in each of the five families."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    work: Minutes
    search: Minutes
    project: Minutes
    access: Minutes
    other: Minutes


class SummaryDocument(BaseModel):
    """One row: one person, week, purpose and revision, for a declared week only.

    A field that the purpose's card does not name is absent, not null.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    schema_: Literal["xprsa.summary/1"] = Field(alias="schema", description="Name and version of this form.")
    document: Code = Field(description="Code of this revision; two purposes share none.")
    supersedes: Code | None = Field(description="The document that this one replaces.")
    as_of: InUtc = Field(description="Cut-off at which the row was computed.")
    purpose: Purpose = Field(description="What the document may be used for.")
    person: Code = Field(description="Pseudonym; two purposes share none.")
    week: WeekText = Field(description="ISO week, Monday to Sunday on the territory's clock.")
    status: Status = Field(description="Declared, or a tombstone of a document already sent.")
    department: str = Field(default=ABSENT, max_length=8, description="Code of the territory.")
    organisation: Literal["FT", "CD", "DCD", "ML", "CE", "IND"] = Field(
        default=ABSENT, description="Kind of the referring organisation."
    )
    comparable: bool = Field(
        default=ABSENT,
        description="False when the week must not be held against a target; no reason is given.",
    )
    target_minutes: Minutes | None = Field(default=ABSENT, description="Minutes of the contract in force.")
    declared_minutes: Minutes | None = Field(default=ABSENT, description="All minutes of the week.")
    counted_minutes: Minutes | None = Field(default=ABSENT, description="Counted, tacitly or by a reader.")
    pending_minutes: Minutes | None = Field(default=ABSENT, description="Unread, or asked about.")
    contested_minutes: Minutes | None = Field(default=ABSENT, description="In discussion.")
    minutes_by_family: MinutesByFamily | None = Field(default=ABSENT, description="Declared, by family.")

    @model_validator(mode="after")
    def _tombstones_say_nothing(self) -> Self:
        if self.status is not Status.DECLARED and any(getattr(self, name) is not None for name in MINUTES):
            raise ValueError("a week that does not stand has no minutes")
        return self

    def row(self) -> dict[str, Any]:
        """Give the fields that leave, in the order of `FIELDS`, ready for JSON."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)

    @property
    def said(self) -> dict[str, Any]:
        """Give what the document says, without what names this revision and this run."""
        return {name: value for name, value in self.row().items() if name not in NAMING}

    def written(self, *, without: frozenset[str] = frozenset()) -> str:
        """Write the row as JSON on one line, without blanks: the same document gives the same text.

        :param without: attributes to leave out.
        """
        return self.model_dump_json(by_alias=True, exclude_unset=True, exclude=set(without))


FIELDS = tuple(field.alias or name for name, field in SummaryDocument.model_fields.items())
ENVELOPE = ("schema", "document", "supersedes", "as_of", "purpose", "person", "week", "status")
MINUTES = (
    "target_minutes",
    "declared_minutes",
    "counted_minutes",
    "pending_minutes",
    "contested_minutes",
    "minutes_by_family",
)
NAMING = frozenset({"document", "supersedes", "as_of"})
