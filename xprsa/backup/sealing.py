"""Files sealed with a passphrase, block by block: of any size, read back in order, never half believed."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from xprsa import durable

BLOCK = 1 << 20  # bytes sealed at once
SALT = 16  # bytes
LEAST_CHARACTERS = 20  # of a passphrase
_TAG = 16  # bytes that a block grows by
_KEY = 32  # bytes
_COST, _ROOM, _WAYS = 1 << 17, 8, 1  # scrypt: 128 MB and a third of a second for each passphrase tried


class BackupWrong(Exception):
    """A backup that cannot be made, or not be used; the message says what to do."""


@dataclass(frozen=True, slots=True)
class SealedFile:
    """One file of a backup, as it lies on the disk.

    :ivar size: bytes.
    :ivar sha256: in hexadecimal.
    """

    name: str
    size: int
    sha256: str


def passphrase_in(path: Path) -> str:
    """Read a passphrase: the whole text of a file, without the blanks around it.

    :raises BackupWrong: when the file is missing, read by others, or too short to withstand guessing.
    """
    try:
        if path.stat().st_mode & 0o077:
            raise BackupWrong(f"La phrase secrète est lisible par d’autres. Faites chmod 600 {path}.")
        passphrase = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as unread:
        raise BackupWrong(f"La phrase secrète {path} ne peut pas être lue. Vérifiez ce fichier.") from unread
    if len(passphrase) < LEAST_CHARACTERS:
        raise BackupWrong(
            f"La phrase secrète {path} a moins de {LEAST_CHARACTERS} signes."
            " Faites-en une avec `openssl rand -base64 30`."
        )
    return passphrase


@dataclass(frozen=True, slots=True)
class Seal:
    """The keys of one backup: one for each of its files, and one that signs for the whole.

    Each key serves one file once, so that a block’s number is enough to make its nonce unique.

    :ivar salt: 16 bytes; with the passphrase it gives the keys again.
    """

    salt: bytes
    _master: bytes

    @classmethod
    def of(cls, passphrase: str, salt: bytes = b"") -> "Seal":
        """Draw the keys from a passphrase and from the salt of a backup, or from a new one."""
        salt = salt or secrets.token_bytes(SALT)
        drawn = Scrypt(salt=salt, length=_KEY, n=_COST, r=_ROOM, p=_WAYS)
        return cls(salt, drawn.derive(passphrase.encode()))

    def mac(self, message: bytes) -> str:
        """Give an HMAC-SHA256 by a key of its own, in hexadecimal."""
        return hmac.digest(self._key("manifest"), message, hashlib.sha256).hex()

    def write(self, folder: Path, name: str, plain: Iterable[bytes]) -> SealedFile:
        """Write a new file, readable by its owner alone, and wait until it is on disk."""
        digest, size = hashlib.sha256(), 0
        path = folder / name
        path.touch(mode=0o600, exist_ok=False)
        with path.open("wb") as file:
            for block in self._sealed(name, plain):
                digest.update(block)
                size += file.write(block)
        durable.sync(path)
        return SealedFile(name, size, digest.hexdigest())

    def read(self, folder: Path, name: str) -> Iterator[bytes]:
        """Yield what a file holds, in blocks; the last one proves that nothing was cut off.

        :raises BackupWrong: at the first block that this seal did not make, or not for this place.
        """
        cipher = AESGCM(self._key(name))
        with (folder / name).open("rb") as file:
            for number, (block, is_last) in enumerate(_with_end(_blocks_of(file, BLOCK + _TAG))):
                try:
                    yield cipher.decrypt(_nonce(number, is_last=is_last), block, None)
                except InvalidTag as wrong:
                    raise BackupWrong(f"Le fichier {name} est abîmé. Prenez une autre sauvegarde.") from wrong

    def _sealed(self, name: str, plain: Iterable[bytes]) -> Iterator[bytes]:
        cipher = AESGCM(self._key(name))
        for number, (block, is_last) in enumerate(_with_end(_gathered(plain))):
            yield cipher.encrypt(_nonce(number, is_last=is_last), block, None)

    def _key(self, name: str) -> bytes:
        drawn = HKDF(algorithm=SHA256(), length=_KEY, salt=None, info=f"xprsa backup: {name}".encode())
        return drawn.derive(self._master)


def plain_blocks(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a file, in blocks."""
    with path.open("rb") as file:
        yield from _blocks_of(file, BLOCK)


def sha256_of(path: Path) -> str:
    """Give the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def _blocks_of(file: BinaryIO, size: int) -> Iterator[bytes]:
    yield from iter(partial(file.read, size), b"")


def _gathered(plain: Iterable[bytes]) -> Iterator[bytes]:
    """Join and cut pieces into blocks of one size; only the last is shorter."""
    held = bytearray()
    for piece in plain:
        held += piece
        while len(held) >= BLOCK:
            yield bytes(held[:BLOCK])
            del held[:BLOCK]
    yield bytes(held)


def _with_end(blocks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Tell of each block whether it is the last; of no block at all, make an empty one that is."""
    before = b""
    has_begun = False
    for block in blocks:
        if has_begun:
            yield before, False
        before, has_begun = block, True
    yield before, True
