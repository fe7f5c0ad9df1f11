"""A file held between its preview and its confirmation: sealed inside the page, nowhere on the server.

Sealed by the keyring, it can be neither read nor altered on the way, and comes back to the account that
sent it only. Nothing has to be stored, shared between servers or erased when nobody confirms.
"""

import zlib
from base64 import b64decode, b64encode

from xprsa.gateways.keyring import CannotOpen, Keyring

_KIND = "people-file"


class NotHeld(ValueError):
    """A text that is no file sealed for this account."""


def seal_file(keyring: Keyring, content: bytes, *, account: int) -> str:
    """Seal a file for the account that sent it."""
    return keyring.seal(f"{_KIND} {account} {b64encode(zlib.compress(content)).decode()}")


def open_file(keyring: Keyring, sealed: str, *, account: int) -> bytes:
    """Give the file back.

    :raises NotHeld: when it was altered, or sealed for another account.
    """
    try:
        kind, owner, packed = keyring.open(sealed).split(" ", 2)
    except (CannotOpen, ValueError):
        raise NotHeld from None
    if (kind, owner) != (_KIND, str(account)):
        raise NotHeld
    return zlib.decompress(b64decode(packed))
