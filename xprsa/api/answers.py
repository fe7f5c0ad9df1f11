"""The forms of what machines are answered, from which the description of the interface is made."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from xprsa.scoring.purpose import Purpose
from xprsa.storage.export_runs import Format

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256, in hexadecimal.")]
WeekName = Annotated[str, Field(pattern=r"^[0-9]{4}-W[0-9]{2}$", description="ISO week.")]

_SHA = "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9"
_RUN: JsonDict = {
    "run": "3f0c1f4e-6a53-4b53-9d3a-0c6a2f5f9a11",
    "name": "support-99-2026-w40-2026-w47-20261124t100000z-1a2b3c4d",
    "purpose": "support",
    "department": "99",
    "weeks": {"first": "2026-W40", "last": "2026-W47"},
    "as_of": "2026-11-24T10:00:00Z",
    "left_at": "2026-11-24T10:01:12Z",
    "format": "jsonl",
    "rows": 1204,
    "manifest_sha256": _SHA,
    "previous_run": None,
    "since": None,
    "pseudonyms": {"first_day": None, "last_day": "2026-12-31"},
    "documents": {"name": "documents.jsonl", "bytes": 612345, "sha256": _SHA},
}
_MANIFEST: JsonDict = {
    "schema": "xprsa.summary/1",
    "run": "support-99-2026-w40-2026-w47-20261124t100000z-1a2b3c4d",
    "purpose": {"code": "support", "recipient": "L’équipe d’accompagnement, Val-d’Essai"},
    "department": "99",
    "weeks": {"first": "2026-W40", "last": "2026-W47"},
    "as_of": "2026-11-24T10:00:00Z",
    "format": "jsonl",
    "rows": 1204,
    "files": [{"name": "documents.jsonl", "bytes": 612345, "sha256": _SHA}],
    "previous_run": None,
    "since": None,
    "pseudonyms": {"first_day": None, "last_day": "2026-12-31"},
    "software": {"name": "xprsa", "version": "0.1.0"},
    "reidentification": {"people": 301, "unique_share": 0.0432, "meaning": "share of people …"},
}
ANSWER: JsonDict = {
    "schema": "xprsa.answer/1",
    "person": _SHA[::-1],
    "module": "effort",
    "version": "1.0",
    "value": 62.5,
    "reasons": ["Plus d’heures qu’il y a quatre semaines."],
    "contributions": {"counted_minutes": 12.5},
}
_BROUGHT: JsonDict = {
    "asking": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    "module": "effort",
    "version": "1.0",
    "run": "3f0c1f4e-6a53-4b53-9d3a-0c6a2f5f9a11",
    "sha256": _SHA,
    "kept_at": "2026-11-24T11:30:05Z",
    "lines": 301,
}
DOCUMENT: JsonDict = {
    "schema": "xprsa.summary/1",
    "document": _SHA,
    "supersedes": None,
    "as_of": "2026-11-24T10:00:00Z",
    "purpose": "support",
    "person": _SHA[::-1],
    "week": "2026-W47",
    "status": "declared",
    "counted_minutes": 150,
}


class Answered(BaseModel):
    """Base of every form: what is not said in it is not answered."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class WeekSpan(Answered):
    """The first and the last week, both included."""

    first: WeekName
    last: WeekName


class PseudonymSpan(Answered):
    """The cut-offs, on the territory's clock, of the runs that call people by the same pseudonyms."""

    first_day: date | None = Field(description="Null for the first period, which has no beginning.")
    last_day: date


class FileFacts(Answered):
    """One file of a run."""

    name: str = Field(description="Its name in the run directory.")
    bytes: int = Field(ge=0)
    sha256: Sha256


class RunFacts(Answered):
    """One run that left, in what its manifest says of it; the manifest itself is what is signed."""

    model_config = ConfigDict(json_schema_extra={"examples": [_RUN]})

    run: UUID = Field(description="Names the run in addresses.")
    name: str | None = Field(description="Names the run in its manifest; null when it is kept no more.")
    purpose: Purpose
    department: str = Field(description="Code of the territory.")
    weeks: WeekSpan
    as_of: AwareDatetime = Field(description="Cut-off: what came later is left out.")
    left_at: AwareDatetime = Field(description="When it was complete; runs are listed by it.")
    format: Format = Field(description="How its documents are written.")
    rows: int = Field(ge=0, description="Documents, tombstones included.")
    manifest_sha256: Sha256
    previous_run: Sha256 | None = Field(description="SHA-256 of the manifest of the run before it.")
    since: str | None = Field(
        description="Name of the run after which documents are told; null when the run is the whole."
    )
    pseudonyms: PseudonymSpan | None = Field(
        description="Runs of another span name people otherwise; null where the manifest does not say it."
    )
    documents: FileFacts | None = Field(description="Null when the run is kept no more.")


class RunList(Answered):
    """Runs, the one that left last first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"runs": [_RUN], "next": None}]})

    runs: list[RunFacts]
    next: UUID | None = Field(description="What to give as `after` for the rest; null at the end.")


class ManifestForm(BaseModel):
    """What a run says of itself; `manifest.sig` signs its exact bytes, so keep them as they came."""

    model_config = ConfigDict(extra="allow", frozen=True, json_schema_extra={"examples": [_MANIFEST]})

    schema_: Literal["xprsa.summary/1"] = Field(alias="schema")
    run: str
    purpose: dict[str, Any] = Field(
        description="The card under which it left: recipient, legal text, fields."
    )
    department: str
    weeks: WeekSpan
    as_of: AwareDatetime
    format: Format
    rows: int = Field(ge=0)
    files: list[FileFacts]
    previous_run: Sha256 | None
    since: str | None = Field(default=None, description="As in the facts of the run.")
    pseudonyms: PseudonymSpan | None = Field(default=None, description="As in the facts of the run.")
    software: dict[str, str]
    reidentification: dict[str, Any]


class SignatureForm(BaseModel):
    """An Ed25519 signature of the manifest's bytes; `/schemas/xprsa.keys.json` has the keys by their name."""

    model_config = ConfigDict(
        extra="allow",
        frozen=True,
        json_schema_extra={
            "examples": [{"algorithm": "Ed25519", "key": "manifest-1", "signature": _SHA + _SHA[::-1]}]
        },
    )

    algorithm: Literal["Ed25519"]
    key: str
    signature: str = Field(pattern=r"^[0-9a-f]{128}$")


class BroughtAnswers(Answered):
    """What was brought of answers about the documents of a run.

    It counts what came, never what was kept: the difference would be who objects, or is gone.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [_BROUGHT]})

    asking: UUID = Field(description="Names them from now on: `xprsa score --replay` takes it.")
    module: str
    version: str
    run: UUID
    sha256: Sha256 = Field(description="Of the bytes that were brought.")
    kept_at: AwareDatetime = Field(description="Since when people and staff may read them.")
    lines: int = Field(ge=1, description="How many answers were brought; who was left out since is not told.")


class WrongLine(Answered):
    """One line that is wrong."""

    line: int = Field(ge=1, description="Its number, blank lines counted.")
    detail: str = Field(description="What is wrong with it, in French.")


class ProblemForm(Answered):
    """What is wrong, as RFC 9457 has it; compare `type`, read `detail`."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "urn:xprsa:problem:not-found",
                    "title": "Introuvable",
                    "status": 404,
                    "detail": "Il n’y a rien ici pour ce jeton. Vérifiez l’adresse.",
                }
            ]
        }
    )

    type: str
    title: str
    status: int
    detail: str | None = Field(default=None, description="In French, for whoever reads the log of a program.")
    lines: list[WrongLine] | None = Field(
        default=None, description="Of `answers-wrong` alone: the first of the wrong lines."
    )
    more: int | None = Field(
        default=None, ge=0, description="Of `answers-wrong` alone: how many other lines are wrong."
    )
