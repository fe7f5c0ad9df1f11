"""The schema of what leaves: purposes, runs and the documents already published."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from xprsa.scoring.purpose import Purpose
from xprsa.storage.tables import Row, one_of


class PurposeRow(Row):
    """A purpose that a territory opened, with its card (JSON): fields, legal text, owner.

    Once closed it stays, for the runs that left; opened again, it gets the new card.
    """

    __tablename__ = "purpose"
    __table_args__ = (
        UniqueConstraint("territory_id", "code"),
        one_of("code", *Purpose),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id"))
    code: Mapped[str] = mapped_column(String(16))
    card: Mapped[str]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class ExportRunRow(Row):
    """One run: asked for by an exporter, carried out by the worker or by the command.

    `claim` and `beat_at` tell whose it is while it runs, and that its process still lives. `manifest` is the
    SHA-256 of the manifest, written just before the run directory appears. `card` is that of its purpose when
    it was asked for: whatever card the purpose gets later, this run left under this one. `since_id` is the
    run whose documents, and those of the runs before it, it does not repeat.
    """

    __tablename__ = "export_run"
    __table_args__ = (
        one_of("state", "waiting", "running", "done", "failed"),
        one_of("format", "jsonl", "csv", "parquet"),
        one_of("dialect", "standard", "excel-fr"),
        CheckConstraint("first_week <= last_week", name="weeks"),
        Index(None, "purpose_id", "state"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(unique=True)
    purpose_id: Mapped[int] = mapped_column(ForeignKey("purpose.id"))
    first_week: Mapped[int] = mapped_column(SmallInteger)
    last_week: Mapped[int] = mapped_column(SmallInteger)
    format: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(8))
    as_of: Mapped[datetime]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    directory: Mapped[str | None]
    claim: Mapped[str | None] = mapped_column(String(32))
    beat_at: Mapped[datetime | None]
    people: Mapped[int] = mapped_column(default=0)
    documents: Mapped[int] = mapped_column(default=0)
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("export_run.id"))
    manifest: Mapped[str | None] = mapped_column(String(64))
    failure: Mapped[str | None] = mapped_column(String(32))
    card: Mapped[str] = mapped_column(server_default=text("''"))  # a column added later needs a default
    erased: Mapped[int] = mapped_column(server_default=text("0"))
    dialect: Mapped[str] = mapped_column(String(16), server_default=text("'standard'"))
    since_id: Mapped[int | None] = mapped_column(ForeignKey("export_run.id"))


class PublishedDocumentRow(Row):
    """A revision of a document, kept under the first run that carried it.

    The next run compares with it, and its person can read it. `fields` is JSON: what the document says.
    """

    __tablename__ = "published_document"
    __table_args__ = (Index(None, "person_id", "week"),)
    purpose_id: Mapped[int] = mapped_column(ForeignKey("purpose.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("beneficiary.account_id"), primary_key=True)
    week: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    revision: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("export_run.id"), index=True)
    document: Mapped[str] = mapped_column(String(64))
    supersedes: Mapped[str | None] = mapped_column(String(64))
    fields: Mapped[str]


class ErasedDocumentRow(Row):
    """A document that left about somebody who was erased since, until a run tells its recipient to delete it.

    All of it left already: nothing here leads back to whoever it was about. `recipient`: as the card under
    which it left says it. `run_id` is the run that carries its tombstone, while it is under way.
    """

    __tablename__ = "erased_document"
    purpose_id: Mapped[int] = mapped_column(ForeignKey("purpose.id"), primary_key=True)
    document: Mapped[str] = mapped_column(String(64), primary_key=True)
    recipient: Mapped[str]
    person: Mapped[str] = mapped_column(String(64))
    week: Mapped[int] = mapped_column(SmallInteger)
    organisation: Mapped[str] = mapped_column(String(3))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("export_run.id"), index=True)
