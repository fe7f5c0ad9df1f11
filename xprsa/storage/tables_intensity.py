"""The schema of what leaves by name: each week as it was told to the platform, and whether it said so."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from xprsa.storage.tables import Row


class NamedDocumentRow(Row):
    """A revision of a week that leaves by name: written before it leaves, so that nothing leaves unseen.

    `fields` is JSON: what it says, as it leaves. `recipient`: as the card says it then. `arrived_at`: when
    they said that they have it; null, they may have it or not, and the same message leaves again.
    """

    __tablename__ = "named_document"
    __table_args__ = (
        CheckConstraint("revision >= 1", name="revision"),
        CheckConstraint("(revision = 1) = (replaces IS NULL)", name="replaces"),
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("beneficiary.account_id"), primary_key=True)
    week: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    revision: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    message: Mapped[str] = mapped_column(String(32))
    replaces: Mapped[str | None] = mapped_column(String(32))
    recipient: Mapped[str]
    fields: Mapped[str]
    left_at: Mapped[datetime]
    arrived_at: Mapped[datetime | None]
