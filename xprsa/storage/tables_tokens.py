"""The schema of what opens to machines: tokens, of which only the hash is kept."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from xprsa.storage.tables import Row


class MachineTokenRow(Row):
    """A token by which a machine reads the runs of one purpose that were made for one recipient.

    `handle` is its public name, by which its territory recognises it. `answers_of` is the name of the module
    whose answers it may bring; none: it only reads. `minute` and `in_minute` count what it asks;
    `noted_run_id` is the run that the journal last said it took, `noted_at` when.
    """

    __tablename__ = "machine_token"
    __table_args__ = (
        CheckConstraint("(noted_run_id IS NULL) = (noted_at IS NULL)", name="noted"),
        CheckConstraint("made_at < expires_at", name="expiry"),
        CheckConstraint("answers_of <> ''", name="answers_of"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    handle: Mapped[str] = mapped_column(String(10), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    label: Mapped[str]
    purpose_id: Mapped[int] = mapped_column(ForeignKey("purpose.id"), index=True)
    recipient: Mapped[str]
    answers_of: Mapped[str | None] = mapped_column(String(64))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    minute: Mapped[datetime | None]
    in_minute: Mapped[int] = mapped_column(default=0)
    noted_run_id: Mapped[int | None] = mapped_column(ForeignKey("export_run.id"))
    noted_at: Mapped[datetime | None]
