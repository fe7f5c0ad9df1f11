"""Where the marks of the keyring are kept: a database and its keys belong together."""

from collections.abc import Mapping

from sqlalchemy import Connection, insert, select, text

from xprsa.storage.tables import table
from xprsa.storage.tables_access import KeyringMarkRow

_MARK = table(KeyringMarkRow)
_RENEW = text(
    "INSERT INTO keyring_mark (use, mark) VALUES (:use, :mark)"
    " ON CONFLICT (use) DO UPDATE SET mark = excluded.mark"
)


class KeyringMarks:
    """A mark a use of keys."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> dict[str, str]:
        """Give the marks by use; none before the first territory is made."""
        return {row.use: row.mark for row in self._connection.execute(select(_MARK))}

    def keep(self, marks: Mapping[str, str]) -> None:
        """Keep the marks of the keyring that this database begins with."""
        self._connection.execute(insert(_MARK), [{"use": use, "mark": mark} for use, mark in marks.items()])

    def renew(self, use: str, mark: str) -> None:
        """Keep the mark of a key that has just come, for a new use or after an older key."""
        self._connection.execute(_RENEW, {"use": use, "mark": mark})
