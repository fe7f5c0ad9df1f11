"""What an import holds between two pages: sealed inside the page or its address, nowhere on the server.

Sealed by the keyring, it can be neither read nor altered on the way, and comes back to the account that
sent it only. Nothing has to be stored, shared between servers or erased when nobody confirms.
"""

import json
import zlib
from base64 import b64decode, b64encode
from dataclasses import astuple, dataclass, fields

from xprsa.gateways.keyring import CannotOpen, Keyring
from xprsa.people_import.service import ImportCounts
from xprsa.people_import.titles import Chosen

_FILE, _DONE = "people-file-2", "people-done"


class NotHeld(ValueError):
    """A text that nobody sealed for this account."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file, and its columns that were named by hand.

    :ivar seen: what others had imported when its preview was made: see `Imports.by_others`.
    """

    content: bytes
    chosen: Chosen
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What an import did, and the number by which it can be undone (None when nothing changed)."""

    counts: ImportCounts
    number: int | None


def seal_file(keyring: Keyring, upload: Upload, *, account: int) -> str:
    """Seal a file for the account that sent it."""
    packed = b64encode(zlib.compress(upload.content)).decode()
    return _seal(keyring, _FILE, account, f"{packed} {json.dumps([dict(upload.chosen), upload.seen])}")


def open_file(keyring: Keyring, sealed: str, *, account: int) -> Upload:
    """Give the file back.

    :raises NotHeld: when it was altered, or sealed for another account.
    """
    packed, rest = _open(keyring, _FILE, account, sealed).split(" ", 1)
    chosen, seen = json.loads(rest)
    return Upload(zlib.decompress(b64decode(packed)), chosen, seen)


def seal_done(keyring: Keyring, done: Done, *, account: int) -> str:
    """Seal what an import did for the account that ran it."""
    return _seal(keyring, _DONE, account, json.dumps([done.number, *astuple(done.counts)]))


def open_done(keyring: Keyring, sealed: str, *, account: int) -> Done:
    """Give back what an import did.

    :raises NotHeld: when it was altered, or sealed for another account.
    """
    number, *counts = json.loads(_open(keyring, _DONE, account, sealed))
    if len(counts) != len(fields(ImportCounts)):
        raise NotHeld  # an address from before an update
    return Done(ImportCounts(*counts), number)


def _seal(keyring: Keyring, kind: str, account: int, text: str) -> str:
    return keyring.seal(f"{kind} {account} {text}")


def _open(keyring: Keyring, kind: str, account: int, sealed: str) -> str:
    try:
        found, owner, text = keyring.open(sealed).split(" ", 2)
    except (CannotOpen, ValueError):
        raise NotHeld from None
    if (found, owner) != (kind, str(account)):
        raise NotHeld
    return text
