"""Where the pages of information are kept once a territory has worded them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from xprsa.storage.tables import table
from xprsa.storage.tables_territory import PageTextRow

_TEXT = table(PageTextRow)


@dataclass(frozen=True, slots=True)
class PageText:
    """A page as its territory words it."""

    body: str
    changed_at: datetime


class PageTexts:
    """One text a territory and page; none while the starting text serves."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, territory: int, page: str) -> PageText | None:
        """Give the territory's own text, or None."""
        query = select(_TEXT.c.body, _TEXT.c.changed_at).where(
            _TEXT.c.territory_id == territory, _TEXT.c.page == page
        )
        found = self._connection.execute(query).one_or_none()
        return PageText(found.body, found.changed_at) if found else None

    def add(self, *, territory: int, page: str, body: str, by: int, at: datetime) -> None:
        """Keep a first text; a second one meets the uniqueness of the schema.

        :param by: internal id of the account that wrote it.
        """
        values = {"territory_id": territory, "page": page, "body": body, "changed_at": at, "changed_by": by}
        self._connection.execute(insert(_TEXT), values)

    def change(self, *, territory: int, page: str, body: str, by: int, at: datetime, read: datetime) -> bool:
        """Replace the text that was read; False when it has changed since.

        :param read: `changed_at` of the text that the writer had before their eyes.
        """
        replaced = self._connection.execute(
            update(_TEXT)
            .where(_TEXT.c.territory_id == territory, _TEXT.c.page == page, _TEXT.c.changed_at == read)
            .values(body=body, changed_at=at, changed_by=by)
        )
        return replaced.rowcount == 1

    def forget(self, *, territory: int, page: str, read: datetime) -> bool:
        """Go back to the starting text; False when the text has changed since it was read."""
        gone = self._connection.execute(
            delete(_TEXT).where(
                _TEXT.c.territory_id == territory, _TEXT.c.page == page, _TEXT.c.changed_at == read
            )
        )
        return gone.rowcount == 1
