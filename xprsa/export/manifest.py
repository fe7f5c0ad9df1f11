"""What a run says of itself: its data package, what it left out, and its signed manifest."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from xprsa.domain.pseudonym_period import PseudonymPeriod
from xprsa.export.formats import dialect_words, media_type
from xprsa.export.run_directory import WrittenFile
from xprsa.export.unique_people import PeopleCounted
from xprsa.gateways.keyring import Keyring, Use
from xprsa.running.publishing import NotExported
from xprsa.scoring.card import PurposeCard
from xprsa.scoring.document import SCHEMA
from xprsa.scoring.schemas import table_schema
from xprsa.scoring.software import software_version
from xprsa.storage.export_runs import Dialect, Format, Run

SMALLEST_COUNT = 11  # a smaller count could point at somebody
_ALONE = "share of people of whom the run says something that it says of nobody else"
_ALONE_SINCE = (
    "share of people of whom the run, with what stands of the runs before it about these weeks,"
    " says something that it says of nobody else"
)


@dataclass(frozen=True, slots=True)
class Measured:
    """What was found while the documents were written.

    :ivar rows: documents, and tombstones of people who were erased.
    :ivar without: people by the reason why some week of theirs has no document.
    :ivar period: in which its pseudonyms serve.
    :ivar since: name of the run after which documents are told; None when all that stand are.
    """

    rows: int
    counted: PeopleCounted
    without: Mapping[NotExported, int]
    period: PseudonymPeriod
    since: str | None = None


def run_name(run: Run, department: str) -> str:
    """Name a run by what it holds: purpose, territory, weeks, cut-off; and by the run that it follows.

    No two runs of a purpose follow the same one, so no two have one name; made anew, a run keeps its own.
    """
    follows = sha256(f"{run.previous} {run.format}".encode()).hexdigest()[:8]
    held = f"{run.purpose.code}-{department}-{run.first}-{run.last}-{run.as_of:%Y%m%dT%H%M%SZ}"
    return f"{held}-{follows}".lower()


def not_exported(measured: Measured) -> bytes:
    """Tell how many people have weeks without a document, by cause; null for fewer than 11."""
    people = {cause.value: _told(measured.without.get(cause, 0)) for cause in NotExported}
    return _page({"smallest_count": SMALLEST_COUNT, "people": people})


def _told(count: int) -> int | None:
    return count if count >= SMALLEST_COUNT else None


def data_package(run: Run, documents: WrittenFile, *, name: str) -> bytes:
    """Describe the file of documents as the Data Package standard says."""
    card = run.purpose.card
    return _page(
        {
            "name": name,
            "title": card.title,
            "profile": "data-package",
            "resources": [
                {
                    "name": "documents",
                    "type": "table",
                    "path": documents.name,
                    "format": run.format.value,
                    "mediatype": media_type(run.format),
                    **_of_text(run, documents),
                    "hash": f"sha256:{documents.sha256}",
                    "schema": table_schema(card.fields),
                }
            ],
        }
    )


def _of_text(run: Run, documents: WrittenFile) -> dict[str, Any]:
    """Give what only a file of text has; of others, frictionless counts no bytes and would miss them."""
    if run.format is Format.PARQUET:
        return {}
    dialect = {} if run.dialect is Dialect.STANDARD else {"dialect": dialect_words(run.dialect)}
    return {"encoding": "utf-8", **dialect, "bytes": documents.size}


def manifest(
    run: Run, *, name: str, department: str, measured: Measured, files: Sequence[WrittenFile]
) -> bytes:
    """Write the manifest; it holds no clock and no chance: the same run gives the same bytes."""
    return _page(
        {
            "schema": SCHEMA,
            "run": name,
            "purpose": _purpose(run.purpose.card),
            "department": department,
            "weeks": {"first": str(run.first), "last": str(run.last)},
            "as_of": instant_text(run.as_of),
            "format": run.format.value,
            "rows": measured.rows,
            "files": [{"name": file.name, "bytes": file.size, "sha256": file.sha256} for file in files],
            "previous_run": run.previous,
            "since": measured.since,
            "pseudonyms": _served(measured.period),
            "software": {"name": "xprsa", "version": software_version()},
            "reidentification": {
                "people": measured.counted.people,
                "unique_share": round(measured.counted.unique_share, 4),
                "meaning": _ALONE_SINCE if measured.since else _ALONE,
            },
        }
    )


def _served(period: PseudonymPeriod) -> dict[str, str | None]:
    """Say the cut-offs of the runs that call people as this one does; the first period has no beginning."""
    first = period.first_day
    return {"first_day": None if first is None else str(first), "last_day": str(period.last_day)}


def _purpose(card: PurposeCard) -> dict[str, Any]:
    said = card.written()
    return {"code": said.pop("purpose"), **said}


def signature(keyring: Keyring, signed: bytes) -> bytes:
    """Sign the exact bytes of the manifest (Ed25519)."""
    key, made = keyring.sign(Use.MANIFEST, signed)
    return _page({"algorithm": "Ed25519", "key": key, "signature": made})


def signing_keys(keyring: Keyring) -> bytes:
    """Give the public keys that verify manifests and receipts, by id, in hexadecimal."""
    keys = keyring.public_keys(Use.MANIFEST) | keyring.public_keys(Use.RECEIPT)
    return _page({"algorithm": "Ed25519", "keys": keys})


def instant_text(instant: datetime) -> str:
    """Write an instant as documents do: ISO 8601, UTC, `Z`."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _page(said: object) -> bytes:
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()
