"""Receipts, as the keyring signs them."""

import secrets

from xprsa.domain.declaration import Version
from xprsa.domain.receipt import Receipt, fingerprint, statement
from xprsa.domain.week import Week
from xprsa.gateways.keyring import Keyring, Use


def signed_receipt(
    keyring: Keyring, *, week: Week, version: Version, number: str = "", nonce: str = ""
) -> Receipt:
    """Make the receipt of a version: number, nonce, fingerprint of the content, signature.

    :param number: 32 hexadecimal digits; drawn at random unless given.
    :param nonce: the same.
    """
    number, nonce = number or secrets.token_hex(16), nonce or secrets.token_hex(16)
    print_ = fingerprint(version.content, nonce)
    bytes_ = statement(
        number=number, week=week, version=version.number, sent_at=version.sent_at, fingerprint=print_
    )
    key_id, signature = keyring.sign(Use.RECEIPT, bytes_)
    return Receipt(number, week, version.number, version.sent_at, nonce, print_, key_id, signature)
