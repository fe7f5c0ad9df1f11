"""The schema of imports of people, for the days in which one can be undone."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from xprsa.storage.tables import Row, one_of


class PeopleImportRow(Row):
    """An import that changed something; its number is never given twice.

    `brought` is JSON: ids of the organisations and of the advisers' accounts that were new.
    """

    __tablename__ = "people_import"
    __table_args__ = (Index(None, "territory_id", "at"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id"))
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    brought: Mapped[str]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class ImportedPersonRow(Row):
    """Somebody whom an import added or changed: all that it wrote, before and after, sealed.

    `was` is empty when they were new. Once the import is undone only those who stayed as they are have a row,
    emptied, with why: `kept`.
    """

    __tablename__ = "imported_person"
    __table_args__ = (
        Index(None, "import_id", "person_id"),
        one_of("kept", "declared", "typed", "changed", "adviser_gone"),
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("beneficiary.account_id"), primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("people_import.id"), primary_key=True)
    was: Mapped[str | None]
    became: Mapped[str]
    kept: Mapped[str | None] = mapped_column(String(16))
