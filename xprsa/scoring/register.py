"""The public register `xprsa.register/1`: every module that was ever active, and what documents leave for.

Fields of a record are named, and are text, as in the Algorithmic Transparency Recording Standard v3.0 (UK
Government, March 2024: github.com/co-cddo/algorithmic-transparency-recording-standard). Those of which
nothing is known here are absent. `module`, `card`, `audit` and `usage` are ours: the same, exactly.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from xprsa.scoring.audit import Concern, Kind, Light
from xprsa.scoring.audit_frame import Finding
from xprsa.scoring.audit_manifest import Digest
from xprsa.scoring.card import PurposeCard
from xprsa.scoring.module import ModuleCard
from xprsa.scoring.purpose import Purpose

REGISTER = "xprsa.register/1"


class AnsweredEffect(Finding):
    """An effect of an audit that is not green, and why it was held to be acceptable.

    :ivar name: as the findings write it.
    """

    kind: Kind
    name: str
    light: Light
    answer: str


class RegisteredAudit(Finding):
    """The audit with which a module became active.

    :ivar report_digest: SHA-256 of the manifest of the report.
    :ivar public_key: Ed25519, by which the report was signed.
    :ivar untestable: what no document shows, so that nobody can tell whether it is turned.
    """

    report_address: str
    report_digest: Digest
    report_made_on: date
    public_key: Digest
    lights: dict[Concern, Light]
    effects: tuple[AnsweredEffect, ...]
    untestable: tuple[str, ...]


SMALLEST_TOLD = 11
_UNTOLD = (
    "A number below it is null. So is every part of a total when one of them, or what they leave of it, is"
    " below it: it may then be any number."
)
Told = Annotated[int, Field(ge=SMALLEST_TOLD)] | None  # null: not published


class ModuleUsage(Finding):
    """What became of the questions to a module; a person asked about twice counts twice.

    :ivar asked: answers, abstentions and failures together. Null: fewer than 11, which may be none.
    :ivar answers: as `abstentions` null, however many, where one of the three is from 1 to 10.
    :ivar contests: those that took the answer away for good, those that let it stand, and open ones. Null:
        fewer than 11, which may be none. Its two parts are null where one of the three is from 1 to 10.
    """

    asked: Told
    answers: Told
    abstentions: Told
    contests: Told
    contests_withdrawn: Told
    contests_standing: Told


class RegionUsage(Finding):
    """What is counted of a territory, of no one module.

    :ivar own_views: what readers thought, written before anything opened to them.
    :ivar own_views_changed: those that what was read changed; null where they or all others are fewer
        than 11.
    :ivar objections: people who do not want to be scored now.
    """

    region: str
    own_views: Told
    own_views_changed: Told
    objections: Told


def told(number: int) -> Told:
    """Give a number that is published; None when it is fewer than 11, none included."""
    return number if number >= SMALLEST_TOLD else None


def told_parts(total: int, *parts: int) -> tuple[Told, ...]:
    """Give the parts of a total that are published: none where from 1 to 10 people could be worked out.

    That nobody is in a part can be worked out: it is true of nobody.

    :param parts: some of those that make the total; what they leave of it is a part too.
    """
    is_small = any(0 < part < SMALLEST_TOLD for part in (*parts, total - sum(parts)))
    return tuple(None if is_small else told(part) for part in parts)


class AlgorithmRecord(Finding):
    """One module, as ATRS v3.0 names what is said of it.

    :ivar id: of this register; for good.
    :ivar phase: `production` while it is active, then `retired`.
    :ivar date_of_completion: since when it was active; `date_archived`, since when it is no longer.
    :ivar module: SHA-256 of the module as it was audited.
    """

    id: str
    standard_version: Literal["3.0"] = "3.0"
    title: str
    organisation_name: str
    region: str
    phase: Literal["production", "retired"]
    in_use: bool
    date_of_completion: date
    date_updated: date
    date_archived: date | None
    name: str
    description: str
    website_url: str
    contact_email: str
    organisation_or_department: str
    scope: str
    process_integration: str
    provided_information: str
    frequency_and_scale_of_usage: str
    human_decisions_and_review: str
    appeals_and_review: str
    model_name: str
    model_version: str
    model_input: str
    model_output: str
    model_architecture: str
    data_description: str
    impact_assessment: str
    effects_and_answers: str = Field(serialization_alias="risks_and_mitigations")
    module: Digest
    card: ModuleCard
    audit: RegisteredAudit
    usage: ModuleUsage


class RegisteredPurpose(Finding):
    """What documents leave for, or left for, in a territory, with the card that says to whom and why."""

    region: str
    purpose: Purpose
    is_open: bool
    opened_on: date
    closed_on: date | None
    card: PurposeCard | None


class AlgorithmRegister(Finding):
    """The whole register of one service."""

    schema_: Literal["xprsa.register/1"] = Field(default="xprsa.register/1", alias="schema")
    algorithms: tuple[AlgorithmRecord, ...]
    purposes: tuple[RegisteredPurpose, ...]
    regions: tuple[RegionUsage, ...]
    smallest_number_told: Literal[11] = Field(default=11, description=_UNTOLD)
