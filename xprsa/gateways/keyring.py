"""The keyring: one file of named keys with ids, each use with its own, rotated by adding a newer one.

A use may come to the software before its key comes to the file: it is missing once it is asked for.
"""

import fcntl
import hashlib
import hmac
import json
import os
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from xprsa import durable
from xprsa.gateways.bound import Binder, is_bound

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
    """A keyring that may not be used as it is; the message says what to do."""


class KeyMissing(KeyringWrong):
    """A use that has no key in this keyring.

    :ivar use: what the key would be for.
    """

    def __init__(self, use: Use) -> None:
        """Name the use."""
        self.use = use
        super().__init__(f"Le trousseau n’a pas de clé pour « {use} ». Lancez `xprsa keys add {use}`.")


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
        """Write a new keyring with a key for every use, readable by its owner only.

        :raises KeyringWrong: when the file exists already (keys are never overwritten), or cannot be written.
        """
        keys = [_new_key(use, at) for use in Use]
        with _sentences(path):
            durable.write_new(path, _text_of(keys))
        return cls._of(keys)

    @classmethod
    def extend(cls, path: Path, uses: Iterable[Use], *, at: datetime | None = None) -> "Keyring":
        """Add a newer key for each of these uses to the file; every key that is there stays.

        :raises KeyringWrong: when the file may not be used, or cannot be written: it is then as it was.
        """
        where = path.resolve()  # the file itself, were it named by a link
        with _sentences(path), _taking_turns(where.parent):
            keys = [*_read(path), *(_new_key(use, at) for use in uses)]
            durable.write_over(where, _text_of(keys))
        return cls._of(keys)

    @classmethod
    def load(cls, path: Path) -> "Keyring":
        """Read the keyring.

        :raises KeyringWrong: when it is missing or damaged, or when a newer software made it.
        """
        return cls._of(_read(path))

    @classmethod
    def _of(cls, oldest_first: list[Key]) -> "Keyring":
        """Order keys as they were added, whatever the clock said then."""
        uses = {key.use for key in oldest_first}
        return cls({use: tuple(key for key in reversed(oldest_first) if key.use is use) for use in uses})

    def of_use(self, use: Use) -> tuple[Key, ...]:
        """Give the keys of a use, newest first.

        :raises KeyMissing: when there is none.
        """
        try:
            return self.keys[use]
        except KeyError as missing:
            raise KeyMissing(use) from missing

    def without_key(self) -> tuple[Use, ...]:
        """Name the uses that have no key here."""
        return tuple(use for use in Use if use not in self.keys)

    def mac(self, use: Use, message: bytes) -> bytes:
        """Give the HMAC-SHA256 of a message by the newest key of the use (32 bytes)."""
        return hmac.digest(self.of_use(use)[0].secret, message, hashlib.sha256)

    def mac_matches(self, use: Use, message: bytes, mac: bytes) -> bool:
        """Tell whether any key of the use made this code, in constant time."""
        return any(
            hmac.compare_digest(hmac.digest(key.secret, message, hashlib.sha256), mac)
            for key in self.keys.get(use, ())
        )

    def marks(self) -> dict[str, str]:
        """Give a code a use that tells its newest key again and says nothing of it, in hexadecimal."""
        return {use.value: self.mac(use, _MARK).hex() for use in self.keys}

    def lost(self, marks: Mapping[str, str]) -> tuple[Use, ...]:
        """Name the uses whose mark was made by no key of these, were it since followed by a newer one."""
        return tuple(
            use for use in Use if use in marks and not self.mac_matches(use, _MARK, bytes.fromhex(marks[use]))
        )

    @cached_property
    def _fernet(self) -> MultiFernet:
        return MultiFernet([Fernet(urlsafe_b64encode(key.secret)) for key in self.of_use(Use.FIELD)])

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
    def _binder(self) -> Binder:
        return Binder(key.secret for key in self.of_use(Use.FIELD))

    def seal_at(self, text: str, place: str) -> str:
        """Encrypt and authenticate a text for one place alone: a column and a row."""
        return self._binder.seal(text, place=place)

    def open_at(self, sealed: str, place: str) -> str:
        """Give the text back; one of form 1, of before there were places, opens wherever it stands.

        :raises CannotOpen: when it was altered, stood elsewhere, or its key is gone.
        """
        if not is_bound(sealed):
            return self.open(sealed)
        try:
            return self._binder.open(sealed, place=place)
        except ValueError as wrong:
            raise CannotOpen("sealed by another keyring or for another place, or altered") from wrong

    @cached_property
    def _signers(self) -> dict[Use, Ed25519PrivateKey]:
        return {
            use: Ed25519PrivateKey.from_private_bytes(self.keys[use][0].secret)
            for use in (Use.RECEIPT, Use.MANIFEST)
            if use in self.keys
        }

    def sign(self, use: Use, message: bytes) -> tuple[str, str]:
        """Sign with the newest key of the use: its id and an Ed25519 signature in hexadecimal."""
        return self.of_use(use)[0].id, self._signers[use].sign(message).hex()

    def public_keys(self, use: Use) -> dict[str, str]:
        """Give the public half of every signing key of the use: id to 64 hexadecimal digits."""
        return {
            key.id: Ed25519PrivateKey.from_private_bytes(key.secret).public_key().public_bytes_raw().hex()
            for key in self.keys.get(use, ())
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


def _new_key(use: Use, at: datetime | None) -> Key:
    when = (at or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
    return Key(f"{use}-{when[:10]}-{secrets.token_hex(3)}", use, when, secrets.token_bytes(_SECRET))


def _read(path: Path) -> list[Key]:
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))["keys"]
        unknown = sorted({str(entry["use"]) for entry in stored} - set(Use))
        if unknown:
            raise KeyringWrong(
                f"Le trousseau {path} a des clés que cette version ne connaît pas : {', '.join(unknown)}."
                " Installez une version plus récente."
            )
        return [
            Key(entry["id"], Use(entry["use"]), entry["created_at"], bytes.fromhex(entry["secret"]))
            for entry in stored
        ]
    except FileNotFoundError as missing:
        raise KeyringWrong(
            f"Le trousseau {path} manque. Lancez `xprsa init`, ou `xprsa restore` s’il y a une sauvegarde."
        ) from missing
    except (OSError, ValueError, KeyError, TypeError) as damaged:
        raise KeyringWrong(f"Le trousseau {path} est illisible. Rendez celui de la sauvegarde.") from damaged


def _text_of(keys: list[Key]) -> bytes:
    entries = [
        {"id": key.id, "use": key.use, "created_at": key.created_at, "secret": key.secret.hex()}
        for key in keys
    ]
    return json.dumps({"keys": entries}, indent=1).encode()


@contextmanager
def _sentences(path: Path) -> Iterator[None]:
    """Say what to do when the file cannot be written."""
    try:
        yield
    except OSError as refused:
        if isinstance(refused, FileExistsError) and path.exists():
            raise KeyringWrong(f"Le trousseau {path} existe déjà : il n’est jamais écrasé.") from refused
        raise KeyringWrong(
            f"Le trousseau {path} n’a pas pu être écrit ({refused.strerror}). Vérifiez son dossier."
        ) from refused


@contextmanager
def _taking_turns(folder: Path) -> Iterator[None]:
    """Hold a folder, so that of two who read and write at once neither loses what the other wrote."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
