"""What storage asks of whoever encrypts the few fields that a database must not read."""

from typing import Protocol


class Sealer(Protocol):
    """Encrypts and decrypts short texts."""

    def seal(self, text: str) -> str:
        """Encrypt."""

    def open(self, sealed: str) -> str:
        """Decrypt."""
