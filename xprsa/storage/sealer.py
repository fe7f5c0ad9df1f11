"""What storage asks of whoever encrypts the few fields that a database must not read."""

from typing import Any, Protocol

from sqlalchemy import Column


class Sealer(Protocol):
    """Encrypts and decrypts short texts, each for the place where it stands."""

    def seal_at(self, text: str, place: str) -> str:
        """Encrypt."""

    def open_at(self, sealed: str, place: str) -> str:
        """Decrypt."""


class NoSealer:
    """Stands where no sealed field is read or written: before there are keys."""

    def seal_at(self, text: str, place: str) -> str:
        """Refuse."""
        raise NotImplementedError

    def open_at(self, sealed: str, place: str) -> str:
        """Refuse."""
        raise NotImplementedError


def place(column: Column[Any], *key: object) -> str:
    """Name a column and a row: what is sealed there opens there alone.

    :param key: what tells the row from any other, and never changes.
    """
    return " ".join((f"{column.table.name}.{column.name}", *map(str, key)))
