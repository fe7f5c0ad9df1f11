"""Where the marks of the keyring are kept: a database and its keys belong together."""

from collections.abc import Mapping

from sqlalchemy import Connection, insert, select

from xprsa.storage.tables import table
from xprsa.storage.tables_access import KeyringMarkRow

_MARK = table(KeyringMarkRow)


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
