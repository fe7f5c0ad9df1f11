"""Signing a report; `scoring/audit_signature.py` tells whether one is as it was signed."""

import json
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from xprsa.durable import write_new
from xprsa.lab.report.refused import ReportWrong
from xprsa.scoring.audit_manifest import FILE

_FORM = "xprsa.audit-signature/1"


@dataclass(frozen=True)
class SigningKey:
    """An Ed25519 key that signs reports."""

    _private: Ed25519PrivateKey

    @classmethod
    def load_or_make(cls, path: Path) -> Self:
        """Read the key of a file; make the file, for its owner alone, where there is none.

        :raises ReportWrong: when the file is no such key, or others may read it.
        """
        if not path.exists():
            _make(path)
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise ReportWrong(f"D’autres peuvent lire la clé « {path} » : chmod 600 {path}")
        try:
            key = load_pem_private_key(path.read_bytes(), password=None)
        except (ValueError, TypeError) as wrong:
            raise ReportWrong(f"« {path} » n’est pas une clé de signature.") from wrong
        if not isinstance(key, Ed25519PrivateKey):
            raise ReportWrong(f"« {path} » est une clé d’une autre sorte qu’Ed25519.")
        return cls(key)

    @property
    def public(self) -> str:
        """The public half, in hexadecimal, to be published elsewhere."""
        return self._private.public_key().public_bytes_raw().hex()

    def signed(self, manifest: bytes) -> bytes:
        """Sign the bytes of a manifest; equal bytes get an equal signature."""
        payload = {
            "schema": _FORM,
            "algorithm": "Ed25519",
            "signs": FILE,
            "public_key": self.public,
            "signature": self._private.sign(manifest).hex(),
        }
        return json.dumps(payload, indent=2).encode() + b"\n"


def _make(path: Path) -> None:
    """Make a key whole; one that is there, or that somebody made meanwhile, stays."""
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with suppress(FileExistsError):
        write_new(path, pem)
