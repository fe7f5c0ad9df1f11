"""A receipt once given verifies for ever: each file holds one of its form, as bytes, made when it was new.

Nothing is asked of whoever gave it but the public key. A change that turns one of these tests red takes their
proof away from all who hold a receipt of that form: the form stays, and another comes beside it.
"""

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from xprsa.domain.declaration import Activity, Channel, Content, Prevented, Version
from xprsa.domain.receipt import Receipt, canonical, fingerprint, matches
from xprsa.domain.week import Week

FORM_1: dict[str, Any] = json.loads((Path(__file__).parent / "receipts/form_1.json").read_text("utf-8"))
CONTENT = Content(
    tuple(Activity(**{**line, "days": tuple(line["days"])}) for line in FORM_1["content"]["activities"]),
    Prevented(tuple(FORM_1["content"]["prevented_days"])),
)
PUBLIC_KEY = Ed25519PublicKey.from_public_bytes(bytes.fromhex(FORM_1["public_key"]))


@pytest.fixture
def receipt() -> Receipt:
    return Receipt(
        number=FORM_1["number"],
        week=Week.parse(FORM_1["week"]),
        version=FORM_1["version"],
        sent_at=datetime.fromisoformat(FORM_1["sent_at"]),
        nonce=FORM_1["nonce"],
        fingerprint=FORM_1["fingerprint"],
        key_id=FORM_1["key_id"],
        signature=FORM_1["signature"],
    )


def test_the_content_of_form_1_is_written_in_the_same_bytes() -> None:
    assert canonical(CONTENT) == bytes.fromhex(FORM_1["canonical"])


def test_the_fingerprint_of_form_1_is_that_of_nonce_and_bytes() -> None:
    assert fingerprint(CONTENT, FORM_1["nonce"]) == FORM_1["fingerprint"]
    said = bytes.fromhex(FORM_1["nonce"] + FORM_1["canonical"])
    assert hashlib.sha256(said).hexdigest() == FORM_1["fingerprint"]


def test_the_statement_of_form_1_is_what_the_public_key_verifies(receipt: Receipt) -> None:
    assert receipt.statement == bytes.fromhex(FORM_1["statement"])
    PUBLIC_KEY.verify(bytes.fromhex(FORM_1["signature"]), receipt.statement)


def test_a_receipt_of_form_1_matches_the_version_that_it_was_given_for(receipt: Receipt) -> None:
    sent = Version(receipt.version, CONTENT, receipt.sent_at, Channel.WEB, entered_by=7, rules=1)
    assert matches(receipt, sent)


def test_another_statement_is_not_what_was_signed() -> None:
    with pytest.raises(InvalidSignature):
        PUBLIC_KEY.verify(bytes.fromhex(FORM_1["signature"]), bytes.fromhex(FORM_1["statement"]) + b" ")
