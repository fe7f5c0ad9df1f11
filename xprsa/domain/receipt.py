"""The proof that a week was sent: a number, an instant, a fingerprint, a signature."""

import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from xprsa.domain.content import Activity, Content
from xprsa.domain.declaration import Version
from xprsa.domain.week import Week

_NONCE = re.compile(r"[0-9a-f]{32}", re.ASCII)

NEWEST_FORM = 2  # of the canonical bytes: that of the receipts given from now on
# The fields of a line in form 2. One that is left out when empty may join without changing older bytes.
ALWAYS_SAID = ("kind", "line", "minutes")
SAID_UNLESS_EMPTY = ("days", "note")


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

    def signed_content(self, content: Content) -> str:
        """Give the bytes for which the fingerprint stands, in base64; "" when they say something else."""
        forms = (form for form in FORMS if fingerprint(content, self.nonce, form=form) == self.fingerprint)
        return next((b64encode(canonical(content, form=form)).decode() for form in forms), "")


def canonical(content: Content, *, form: int = NEWEST_FORM) -> bytes:
    """Write a content as bytes that never vary: JSON, sorted keys, no blanks, UTF-8.

    The reason of « je n'ai pas pu » is left out: it is forgotten after 3 months, and a receipt must
    still verify then.

    :param form: one of `FORMS`; what was given under a form verifies by that form for ever.
    """
    said = _SAID_IN[form](content)
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _said_in_form_1(content: Content) -> dict[str, Any]:
    """Five fields of each line, and no number of the form."""
    return {
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


def _said_in_form_2(content: Content) -> dict[str, Any]:
    """The number of the form, and of each line no field that says nothing."""
    return {
        "form": 2,
        "activities": [_line_in_form_2(activity) for activity in content.activities],
        "prevented": list(content.prevented.days) if content.prevented else None,
    }


def _line_in_form_2(activity: Activity) -> dict[str, Any]:
    always = {name: getattr(activity, name) for name in ALWAYS_SAID}
    return always | {name: value for name in SAID_UNLESS_EMPTY if (value := getattr(activity, name))}


_SAID_IN = {1: _said_in_form_1, 2: _said_in_form_2}
FORMS = tuple(_SAID_IN)


def fingerprint(content: Content, nonce: str, *, form: int = NEWEST_FORM) -> str:
    """Give the SHA-256 of nonce and content, in hexadecimal.

    :raises ValueError: when the nonce is not 32 hexadecimal digits.
    """
    if not _NONCE.fullmatch(nonce):
        raise ValueError("a nonce is 32 hexadecimal digits")
    return hashlib.sha256(bytes.fromhex(nonce) + canonical(content, form=form)).hexdigest()


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

    No two forms ever give the same bytes, so the fingerprint itself tells the form that it was made in.
    The signature over `statement` is another question, for the keyring.
    """
    return version.number == receipt.version and receipt.signed_content(version.content) != ""


def replaced_by(receipt: Receipt, versions: Sequence[Version]) -> Version | None:
    """Give the last version of a week, when it was sent after the one of a receipt.

    :param versions: all that were sent, oldest first.
    """
    return versions[-1] if versions[-1].number != receipt.version else None


def body(week: Week, content: Content, form: int = NEWEST_FORM) -> bytes:
    """Write all that a form says, the reason too, so that a replay can be told from another text."""
    reason = content.prevented.reason if content.prevented else None
    return b"|".join((str(week).encode(), canonical(content, form=form), (reason or "").encode()))
