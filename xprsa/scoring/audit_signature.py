"""Whether the report of an audit is as it was signed, and by which key: `xprsa.audit-signature/1`."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import ValidationError

from xprsa.scoring.audit_manifest import FILE, SIGNATURE, FileEntry, Manifest


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
    written: str = json.loads((directory / SIGNATURE).read_bytes())["public_key"]
    return bytes.fromhex(written).hex()  # blanks and capitals make no other key


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
