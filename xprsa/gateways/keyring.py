"""The keyring: one file of named keys with ids, each use with its own, rotated by adding a newer one."""

import hashlib
import hmac
import json
import os
import secrets
import tempfile
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_SECRET = 32  # bytes
_MARK = b"xprsa keyring"


class Use(StrEnum):
    """What a key is for; no key serves two uses."""

    CSRF = "csrf"
    CODE = "code"
    FIELD = "field"
    REPLAY = "replay"
    RECEIPT = "receipt"
    MANIFEST = "manifest"
    PSEUDONYM_SUPPORT = "pseudonym-support"
    PSEUDONYM_STATISTICS = "pseudonym-statistics"
    PSEUDONYM_RESEARCH = "pseudonym-research"


class KeyringWrong(Exception):
    """A keyring that is missing, unreadable or incomplete; the message says what to do."""


class CannotOpen(ValueError):
    """A sealed text that none of the keys opens."""


@dataclass(frozen=True, slots=True)
class Key:
    """One secret of 32 bytes.

    :ivar id: stands beside whatever the key signed.
    """

    id: str
    use: Use
    created_at: str
    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a secret of another length: it could be guessed, or serve nobody.

        :raises ValueError: when it is not 32 bytes.
        """
        if len(self.secret) != _SECRET:
            raise ValueError(f"the secret of {self.id} is not {_SECRET} bytes")


@dataclass(frozen=True)
class Keyring:
    """Every key, newest of each use first."""

    keys: Mapping[Use, tuple[Key, ...]]

    def __repr__(self) -> str:
        """Name the keys, and nothing else of them."""
        return f"Keyring({', '.join(sorted(key.id for keys in self.keys.values() for key in keys))})"

    @classmethod
    def create(cls, path: Path, *, at: datetime | None = None) -> "Keyring":
        """Write a new keyring, readable by its owner only.

        :raises KeyringWrong: when the file exists already (keys are never overwritten), or cannot be written.
        """
        when = (at or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
        keys = [_new_key(use, when) for use in Use]
        _write(path, keys)
        return cls._of(keys)

    @classmethod
    def load(cls, path: Path) -> "Keyring":
        """Read the keyring.

        :raises KeyringWrong: when it is missing, damaged, or lacks a use.
        """
        try:
            stored = json.loads(path.read_text(encoding="utf-8"))["keys"]
            keys = [
                Key(entry["id"], Use(entry["use"]), entry["created_at"], bytes.fromhex(entry["secret"]))
                for entry in stored
            ]
        except FileNotFoundError as missing:
            raise KeyringWrong(
                f"Le trousseau {path} manque. Lancez `xprsa init`, ou rendez le fichier de votre sauvegarde."
            ) from missing
        except (OSError, ValueError, KeyError, TypeError) as damaged:
            raise KeyringWrong(
                f"Le trousseau {path} est illisible. Rendez celui de la sauvegarde."
            ) from damaged
        found = cls._of(keys)
        missing_uses = [use for use in Use if use not in found.keys]
        if missing_uses:
            raise KeyringWrong(f"Le trousseau {path} n’a pas de clé pour : {', '.join(missing_uses)}.")
        return found

    @classmethod
    def _of(cls, keys: list[Key]) -> "Keyring":
        newest_first = sorted(keys, key=lambda key: key.created_at, reverse=True)
        return cls({use: tuple(k for k in newest_first if k.use is use) for use in {k.use for k in keys}})

    def mac(self, use: Use, message: bytes) -> bytes:
        """Give the HMAC-SHA256 of a message by the newest key of the use (32 bytes)."""
        return hmac.digest(self.keys[use][0].secret, message, hashlib.sha256)

    def mac_matches(self, use: Use, message: bytes, mac: bytes) -> bool:
        """Tell whether any key of the use made this code, in constant time."""
        return any(
            hmac.compare_digest(hmac.digest(key.secret, message, hashlib.sha256), mac)
            for key in self.keys[use]
        )

    def marks(self) -> dict[str, str]:
        """Give a code a use that tells these keys again and says nothing of them, in hexadecimal."""
        return {use.value: self.mac(use, _MARK).hex() for use in self.keys}

    def made(self, marks: Mapping[str, str]) -> bool:
        """Tell whether one of these keys made each mark, were it since followed by a newer one."""
        return all(self.mac_matches(Use(use), _MARK, bytes.fromhex(mark)) for use, mark in marks.items())

    @cached_property
    def _fernet(self) -> MultiFernet:
        return MultiFernet([Fernet(urlsafe_b64encode(key.secret)) for key in self.keys[Use.FIELD]])

    def seal(self, text: str) -> str:
        """Encrypt and authenticate a text with the newest field key."""
        return self._fernet.encrypt(text.encode()).decode("ascii")

    def open(self, sealed: str) -> str:
        """Give the text back.

        :raises CannotOpen: when it was altered, or its key is gone.
        """
        try:
            return self._fernet.decrypt(sealed).decode()
        except (InvalidToken, ValueError) as wrong:  # ValueError: a text that is not even ASCII
            raise CannotOpen("sealed by another keyring, or altered") from wrong

    @cached_property
    def _signers(self) -> dict[Use, Ed25519PrivateKey]:
        return {
            use: Ed25519PrivateKey.from_private_bytes(self.keys[use][0].secret)
            for use in (Use.RECEIPT, Use.MANIFEST)
        }

    def sign(self, use: Use, message: bytes) -> tuple[str, str]:
        """Sign with the newest key of the use: its id and an Ed25519 signature in hexadecimal."""
        return self.keys[use][0].id, self._signers[use].sign(message).hex()

    def public_keys(self, use: Use) -> dict[str, str]:
        """Give the public half of every signing key of the use: id to 64 hexadecimal digits."""
        return {
            key.id: Ed25519PrivateKey.from_private_bytes(key.secret).public_key().public_bytes_raw().hex()
            for key in self.keys[use]
        }

    def verify(self, use: Use, key_id: str, message: bytes, signature: str) -> bool:
        """Tell whether the key with this id signed the message."""
        public = self.public_keys(use).get(key_id)
        if public is None:
            return False
        try:
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(
                bytes.fromhex(signature), message
            )
        except (InvalidSignature, ValueError):
            return False
        return True


def _new_key(use: Use, when: str) -> Key:
    return Key(f"{use}-{when[:10]}-{secrets.token_hex(3)}", use, when, secrets.token_bytes(_SECRET))


def _write(path: Path, keys: list[Key]) -> None:
    text = json.dumps(
        {
            "keys": [
                {"id": key.id, "use": key.use, "created_at": key.created_at, "secret": key.secret.hex()}
                for key in keys
            ]
        },
        indent=1,
    )
    try:
        _write_whole(path, text)
    except OSError as refused:
        if path.exists():
            raise KeyringWrong(f"Le trousseau {path} existe déjà : il n’est jamais écrasé.") from refused
        raise KeyringWrong(
            f"Le trousseau {path} n’a pas pu être écrit ({refused.strerror}). Vérifiez son dossier."
        ) from refused


def _write_whole(path: Path, text: str) -> None:
    """Write a file that is there whole or not at all, and stays after a power cut.

    :raises OSError: when it cannot, or when there is one: a link, unlike a renaming, takes nobody's place.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, hidden = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # read by its owner alone
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(hidden)
    finally:
        Path(hidden).unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
