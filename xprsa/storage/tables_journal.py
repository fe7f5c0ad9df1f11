"""The schema of the seals of the journal; the journal itself stands in `tables`."""

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from xprsa.storage.tables import Row


class JournalSealRow(Row):
    """A seal and the hashes of its lines, 32 bytes each: they say nothing of whoever forgot the lines."""

    __tablename__ = "journal_seal"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    since: Mapped[datetime]
    until: Mapped[datetime] = mapped_column(index=True)
    lines: Mapped[int]
    root: Mapped[str] = mapped_column(String(64))
    chain: Mapped[str] = mapped_column(String(64))
    leaves: Mapped[bytes] = mapped_column(LargeBinary)
