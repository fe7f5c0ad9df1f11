"""What an export run is, and how one is read from its row."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from xprsa.domain.week import Week
from xprsa.scoring.card import CardWrong, PurposeCard
from xprsa.scoring.purpose import Purpose
from xprsa.storage.tables import table
from xprsa.storage.tables_export import ExportRunRow, PurposeRow

_PURPOSE = table(PurposeRow)
_RUN = table(ExportRunRow)
_PREVIOUS = _RUN.alias("previous")


class RunState(StrEnum):
    """Where a run stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Format(StrEnum):
    """How documents are written."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


class Dialect(StrEnum):
    """How the cells of CSV are set apart; the other formats know the standard one only."""

    STANDARD = "standard"  # RFC 4180
    EXCEL_FR = "excel-fr"  # what Excel in French opens in columns


class Failure(StrEnum):
    """Why a run left nothing."""

    INTERRUPTED = "interrupted"
    CANNOT_WRITE = "cannot_write"
    OVERTAKEN = "overtaken"  # a run with a later cut-off left first
    CARD_WRONG = "card_wrong"
    KEY_MISSING = "key_missing"
    CLOSED = "closed"  # the purpose was closed before the run began
    PARQUET_MISSING = "parquet_missing"  # whoever carried it out cannot write Parquet
    TOO_UNIQUE = "too_unique"  # more people would stand alone in it than its card admits
    SINCE_ERASED = "since_erased"  # a run left since the one it follows, and asks to delete


@dataclass(frozen=True, slots=True)
class TerritoryPurpose:
    """A purpose that a territory opened, and closed perhaps.

    :ivar written: the card as it is kept; that of a run when it is the purpose of a run.
    """

    id: int
    territory: int
    code: Purpose
    written: str
    opened_at: datetime
    closed_at: datetime | None

    @property
    def digest(self) -> str:
        """SHA-256 of the card as it is kept, in hexadecimal: tells which card somebody read."""
        return sha256(self.written.encode()).hexdigest()

    @property
    def is_open(self) -> bool:
        """Tell whether documents may leave for it."""
        return self.closed_at is None

    @property
    def usable_card(self) -> PurposeCard | None:
        """The card, or None for one that may not be used: nothing leaves under it."""
        try:
            return self.card
        except CardWrong:
            return None

    @property
    def card(self) -> PurposeCard:
        """The card.

        :raises CardWrong: when it names a field that no document has.
        """
        return PurposeCard.read(self.written)


@dataclass(frozen=True, slots=True)
class Run:
    """One export.

    :ivar dialect: of CSV.
    :ivar since: internal id of the run whose documents, and those of the runs before it, are not repeated.
    :ivar as_of: the cut-off.
    :ivar directory: where the command was told to write, or None for the service's own place.
    :ivar people: read so far; `documents`: written so far.
    :ivar erased: tombstones beside the documents, by which the recipient deletes what left about the erased.
    :ivar previous: SHA-256 of the manifest of the run before, or None.
    :ivar manifest: SHA-256 of its own manifest, once known.
    :ivar beat_at: when its process last showed itself.
    """

    id: int
    public_id: UUID
    purpose: TerritoryPurpose
    first: Week
    last: Week
    format: Format
    dialect: Dialect
    since: int | None
    state: RunState
    as_of: datetime
    asked_by: int | None
    asked_at: datetime
    ended_at: datetime | None
    directory: Path | None
    people: int
    documents: int
    erased: int
    previous: str | None
    manifest: str | None
    failure: Failure | None
    beat_at: datetime | None


def runs() -> Select[Any]:
    """Select every run with its purpose and the manifest of the run before."""
    return (
        select(
            _RUN,
            _PURPOSE.c.territory_id,
            _PURPOSE.c.code,
            _PURPOSE.c.opened_at,
            _PURPOSE.c.closed_at,
            _PREVIOUS.c.manifest.label("previous"),
        )
        .join_from(_RUN, _PURPOSE, _PURPOSE.c.id == _RUN.c.purpose_id)
        .outerjoin(_PREVIOUS, _PREVIOUS.c.id == _RUN.c.previous_id)
    )


def run_of(row: Any) -> Run:
    """Build a run from a record of `runs`."""
    return Run(
        id=row.id,
        public_id=row.public_id,
        purpose=TerritoryPurpose(
            row.purpose_id, row.territory_id, Purpose(row.code), row.card, row.opened_at, row.closed_at
        ),
        first=Week.from_ordinal(row.first_week),
        last=Week.from_ordinal(row.last_week),
        format=Format(row.format),
        dialect=Dialect(row.dialect),
        since=row.since_id,
        state=RunState(row.state),
        as_of=row.as_of,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        ended_at=row.ended_at,
        directory=Path(row.directory) if row.directory is not None else None,
        people=row.people,
        documents=row.documents,
        erased=row.erased,
        previous=row.previous,
        manifest=row.manifest,
        failure=Failure(row.failure) if row.failure else None,
        beat_at=row.beat_at,
    )
