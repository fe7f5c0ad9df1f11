"""A receipt once given verifies for ever: each file holds one of its form, as bytes, made when it was new.

Nothing is asked of whoever gave it but the public key. A change that turns one of these tests red takes their
proof away from all who hold a receipt of that form: the form stays, and another comes beside it.
"""

import hashlib
import json
from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from xprsa.domain.content import Activity, Content
from xprsa.domain.declaration import Channel, Version
from xprsa.domain.prevented import Prevented
from xprsa.domain.receipt import FORMS, Receipt, canonical, fingerprint, matches
from xprsa.domain.week import Week

FILES = Path(__file__).parent / "receipts"


@dataclass(frozen=True)
class Given:
    """A receipt as its holder could keep it.

    :ivar told: what the file says: bytes in hexadecimal.
    """

    form: int
    told: dict[str, Any]

    @property
    def content(self) -> Content:
        """What it was given for."""
        said = self.told["content"]
        lines = ({**line, "days": tuple(line.get("days", ()))} for line in said["activities"])
        return Content(tuple(Activity(**line) for line in lines), Prevented(tuple(said["prevented_days"])))

    @property
    def receipt(self) -> Receipt:
        """The receipt itself."""
        names = ("number", "version", "nonce", "fingerprint", "key_id", "signature")
        return Receipt(
            week=Week.parse(self.told["week"]),
            sent_at=datetime.fromisoformat(self.told["sent_at"]),
            **{name: self.told[name] for name in names},
        )

    def verify(self, signed: bytes) -> None:
        """Hold bytes against the signature, by the public key alone."""
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.told["public_key"]))
        public.verify(bytes.fromhex(self.told["signature"]), signed)


@pytest.fixture(params=FORMS)
def given(request: pytest.FixtureRequest) -> Given:
    """One receipt of each form."""
    told = json.loads((FILES / f"form_{request.param}.json").read_text("utf-8"))
    return Given(request.param, told)


def test_there_is_a_receipt_of_each_form() -> None:
    assert {path.name for path in FILES.iterdir()} == {f"form_{form}.json" for form in FORMS}


def test_its_content_is_written_in_the_same_bytes(given: Given) -> None:
    assert canonical(given.content, form=given.form) == bytes.fromhex(given.told["canonical"])


def test_its_fingerprint_is_that_of_nonce_and_bytes(given: Given) -> None:
    told = given.told
    assert fingerprint(given.content, told["nonce"], form=given.form) == told["fingerprint"]
    said = bytes.fromhex(told["nonce"] + told["canonical"])
    assert hashlib.sha256(said).hexdigest() == told["fingerprint"]


def test_its_statement_is_what_the_public_key_verifies(given: Given) -> None:
    assert given.receipt.statement == bytes.fromhex(given.told["statement"])
    given.verify(given.receipt.statement)


def test_it_matches_the_version_that_it_was_given_for(given: Given) -> None:
    receipt = given.receipt
    sent = Version(receipt.version, given.content, receipt.sent_at, Channel.WEB, entered_by=7, rules=1)
    assert matches(receipt, sent)


def test_its_page_shows_the_bytes_for_which_its_fingerprint_stands(given: Given) -> None:
    shown = b64decode(given.receipt.signed_content(given.content))
    assert shown == bytes.fromhex(given.told["canonical"])
    assert given.receipt.signed_content(Content((), None)) == ""


def test_another_statement_is_not_what_was_signed(given: Given) -> None:
    with pytest.raises(InvalidSignature):
        given.verify(bytes.fromhex(given.told["statement"]) + b" ")
