"""Signing a report, and telling whether it is as it was signed."""

import json
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from pydantic import ValidationError

from xprsa.durable import write_new
from xprsa.lab.report.manifest import FILE, SIGNATURE
from xprsa.lab.report.refused import ReportWrong
from xprsa.scoring.audit_manifest import FileEntry, Manifest

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


def verify(directory: Path, *, public_key: str | None = None) -> list[str]:
    """Give every fault of a report in French; none when it is as it was signed.

    :param public_key: in hexadecimal; when given, a report signed by another key is at fault.
    """
    try:
        signed = (directory / FILE).read_bytes()
        signature = json.loads((directory / SIGNATURE).read_bytes())
        key, seal = bytes.fromhex(signature["public_key"]), bytes.fromhex(signature["signature"])
        Ed25519PublicKey.from_public_bytes(key).verify(seal, signed)
        manifest = Manifest.model_validate_json(signed)
    except OSError as missing:
        return [f"{Path(str(missing.filename)).name} manque ou ne se lit pas."]
    except InvalidSignature:
        return [f"{SIGNATURE} ne vaut pas pour {FILE} : l’un des deux a changé."]
    except ValidationError:
        return [f"{FILE} n’est pas un manifeste."]
    except (ValueError, TypeError, KeyError, RecursionError):
        return [f"{SIGNATURE} n’est pas une signature."]
    faults = list(_faults(directory, manifest))
    if public_key is not None and key.hex() != public_key.lower():
        faults.insert(0, "Le rapport est signé par une autre clé.")
    return faults


def signer_of(directory: Path) -> str:
    """Give the public key, in hexadecimal, by which a sound report says it was signed."""
    return str(json.loads((directory / SIGNATURE).read_bytes())["public_key"])


def _faults(directory: Path, manifest: Manifest) -> Iterator[str]:
    for entry in manifest.files:
        if fault := _fault(directory / entry.name, entry):
            yield fault
    known = {FILE, SIGNATURE, *(entry.name for entry in manifest.files)}
    for path in sorted(directory.iterdir()):
        if path.name not in known:
            yield f"{path.name} n’est pas dans le manifeste."


def _fault(path: Path, entry: FileEntry) -> str | None:
    if path.is_symlink() or not path.is_file():
        return f"{entry.name} manque."
    if sha256(path.read_bytes()).hexdigest() != entry.sha256:
        return f"{entry.name} a changé depuis la signature."
    return None
