"""Verifies a receipt by its text and the published keys alone: no database, no keyring, nobody asked."""

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from xprsa.verify.receipt_text import ReceiptText


class Disbelief(StrEnum):
    """Why a text is not believed."""

    KEY_UNKNOWN = "key_unknown"
    NOT_SIGNED = "not_signed"
    CONTENT_CHANGED = "content_changed"


class KeysWrong(Exception):
    """A file that does not hold published keys; the message says what to do."""


@dataclass(frozen=True, slots=True)
class PublishedKeys:
    """The public halves of a service's keys, as it publishes them: 64 hexadecimal digits by id."""

    keys: dict[str, str]

    @classmethod
    def read(cls, path: Path) -> "PublishedKeys":
        """Read the file that `/schemas/xprsa.keys.json` gives.

        :raises KeysWrong: when it is something else.
        """
        try:
            said = json.loads(path.read_bytes())
            return cls({str(name): str(key) for name, key in said["keys"].items()})
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as wrong:
            raise KeysWrong(
                f"{path} n’est pas le fichier des clés publiques. Prenez celui de l’adresse"
                " /schemas/xprsa.keys.json du service."
            ) from wrong

    def why_not(self, receipt: ReceiptText) -> Disbelief | None:
        """Hold a receipt against its key, and its content, when it has one, against its fingerprint.

        :returns: None when both hold.
        """
        if receipt.key_id not in self.keys:
            return Disbelief.KEY_UNKNOWN
        try:
            public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.keys[receipt.key_id]))
            public.verify(bytes.fromhex(receipt.signature), receipt.signed)
        except (InvalidSignature, ValueError):
            return Disbelief.NOT_SIGNED
        said = hashlib.sha256(bytes.fromhex(receipt.nonce) + receipt.content).hexdigest()
        if receipt.has_content and said != receipt.told["fingerprint"]:
            return Disbelief.CONTENT_CHANGED
        return None
