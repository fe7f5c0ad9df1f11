"""The frame of findings: which module was asked what, how it was heard, what could be seen."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]


class Finding(BaseModel):
    """One thing found: closed, and never changed once written."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        populate_by_name=True,
        json_schema_serialization_defaults_required=True,
    )


class Hearing(Finding):
    """How the module held: what it was asked, what it answered, what went wrong."""

    asked: Count
    answered: Count
    abstained: Count
    faults: dict[str, Count]
    incidents: dict[str, Count]
    said: tuple[str, ...] = ()


class Power(Finding):
    """What the battery can see, computed before the first question.

    :ivar smallest_shift: smallest move that matters, in points of the scale.
    :ivar smallest_net: smallest net share of answers crossing the threshold that matters.
    """

    pairs: Count
    level: Share
    smallest_shift: float
    smallest_net: float
    assumed_deviation: float
    assumed_discordant: Share
    shift_power: Share
    flip_power: Share
    flip_pairs_needed: Count


class AuditPlan(Finding):
    """What was planned, enough to ask the same questions again.

    :ivar secret: drawn for this run: pseudonyms, order of questions, cut-offs, holdout people.
    :ivar asked_on: day of the run; every cut-off lies in the 13 days before it.
    """

    seed: str
    secret: str
    asked_on: date
    profiles: Count
    archetypes: Count
    attributes: Count
    public_bases: Count
    holdout_bases: Count
    world: str
    lab_version: str


class AuditedModule(Finding):
    """The module that was audited.

    :ivar digest: SHA-256 that binds the findings to it.
    :ivar scale_points: length of its scale.
    """

    name: str
    version: str
    title: str
    digest: str
    source: str
    isolation: str
    for_study: bool
    scale_points: float
    threshold_severity: float
    grades: tuple[str, ...] | None
