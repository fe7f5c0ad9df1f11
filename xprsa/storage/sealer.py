"""What storage asks of whoever encrypts the few fields that a database must not read."""

from typing import Protocol


class Sealer(Protocol):
    """Encrypts and decrypts short texts."""

    def seal(self, text: str) -> str:
        """Encrypt."""

    def open(self, sealed: str) -> str:
        """Decrypt."""


class NoSealer:
    """Stands where no sealed field is read or written: before there are keys."""

    def seal(self, text: str) -> str:
        """Refuse."""
        raise NotImplementedError

    def open(self, sealed: str) -> str:
        """Refuse."""
        raise NotImplementedError
