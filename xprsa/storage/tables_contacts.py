"""The schema of calls and visits, as advisers note them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from xprsa.domain.contact_note import ContactOutcome
from xprsa.storage.tables import Row, one_of, timed_key

_UNTOLD = text("told_at IS NULL AND superseded_at IS NULL")


class ContactNoteRow(Row):
    """A version of a note; those of one note share `note` and `noted_at`, when the first was written.

    `words` are sealed for person, note and number. `phone` is the number in the file by then. `appointment`
    is a day and a time on the territory's clock (`2026-12-03T10:00`), `again_from` a day on it. Three
    instants are set later: `superseded_at` once another version comes, `undone_at`, and `told_at` once a
    notice was made for it, or is not owed; whether it is, is looked at from `tell_from` on.
    """

    __tablename__ = "contact_note"
    __table_args__ = (
        UniqueConstraint("person_id", "note", "number"),
        Index(None, "at", postgresql_using="brin"),  # what is old is found
        Index("ix_contact_note_untold", "tell_from", postgresql_where=_UNTOLD, sqlite_where=_UNTOLD),
        one_of("outcome", *ContactOutcome),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("appointment IS NOT NULL OR NOT is_cancelled", name="is_cancelled"),
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("beneficiary.account_id"), primary_key=True)
    id: Mapped[int] = timed_key()
    note: Mapped[UUID]
    noted_at: Mapped[datetime]
    number: Mapped[int] = mapped_column(SmallInteger)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    outcome: Mapped[str] = mapped_column(String(16))
    words: Mapped[str]
    is_hidden: Mapped[bool]
    phone: Mapped[str | None]
    appointment: Mapped[str | None] = mapped_column(String(16))
    is_cancelled: Mapped[bool]
    again_from: Mapped[date | None]
    superseded_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    tell_from: Mapped[datetime]
    told_at: Mapped[datetime | None]
