"""The proof that a week was sent: a number, an instant, a fingerprint, a signature."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from xprsa.domain.declaration import Content, Version
from xprsa.domain.week import Week

_NONCE = re.compile(r"[0-9a-f]{32}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the person holds for one version.

    :ivar number: 128 random bits, 32 hexadecimal digits.
    :ivar nonce: 128 random bits in hexadecimal, shown to the holder alone: without it the
        fingerprint says nothing of the content.
    :ivar fingerprint: SHA-256 of the nonce and the canonical content, in hexadecimal.
    :ivar signature: Ed25519 over `statement`, in hexadecimal.
    """

    number: str
    week: Week
    version: int
    sent_at: datetime
    nonce: str
    fingerprint: str
    key_id: str
    signature: str

    @property
    def statement(self) -> bytes:
        """The bytes that were signed: all but the nonce and the content."""
        return statement(
            number=self.number,
            week=self.week,
            version=self.version,
            sent_at=self.sent_at,
            fingerprint=self.fingerprint,
        )


def canonical(content: Content) -> bytes:
    """Write a content as bytes that never vary: JSON, sorted keys, no blanks, UTF-8.

    The reason of « je n'ai pas pu » is left out: it is forgotten after 3 months, and a receipt must
    still verify then.
    """
    said = {
        "activities": [
            {
                "days": list(activity.days),
                "kind": activity.kind,
                "line": activity.line,
                "minutes": activity.minutes,
                "note": activity.note,
            }
            for activity in content.activities
        ],
        "prevented": list(content.prevented.days) if content.prevented else None,
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def fingerprint(content: Content, nonce: str) -> str:
    """Give the SHA-256 of nonce and content, in hexadecimal.

    :raises ValueError: when the nonce is not 32 hexadecimal digits.
    """
    if not _NONCE.fullmatch(nonce):
        raise ValueError("a nonce is 32 hexadecimal digits")
    return hashlib.sha256(bytes.fromhex(nonce) + canonical(content)).hexdigest()


def statement(*, number: str, week: Week, version: int, sent_at: datetime, fingerprint: str) -> bytes:
    """Give the bytes to sign for one version: JSON, sorted keys, the instant in UTC to the second."""
    said = {
        "fingerprint": fingerprint,
        "receipt": number,
        "sent_at": sent_at.astimezone(UTC).isoformat(timespec="seconds"),
        "version": version,
        "week": str(week),
    }
    return json.dumps(said, separators=(",", ":"), sort_keys=True).encode()


def matches(receipt: Receipt, version: Version) -> bool:
    """Tell whether a version, its number and its content, is the one that the receipt was given for.

    The signature over `statement` is another question, for the keyring.
    """
    return (
        version.number == receipt.version
        and fingerprint(version.content, receipt.nonce) == receipt.fingerprint
    )
