"""What was typed when the sign-in had ended: sealed, and given back to the same account only."""

import json
import zlib
from base64 import b64decode, b64encode
from dataclasses import dataclass

from xprsa.gateways.keyring import Keyring


@dataclass(frozen=True, slots=True)
class SealedForm:
    """Fields of a form that could not be received.

    :ivar account: internal id of the account whose sign-in had ended.
    :ivar path: where the form was sent.
    """

    account: int
    path: str
    fields: dict[str, list[str]]


def seal_form(keyring: Keyring, form: SealedForm) -> str:
    """Write it so that only this service can read it."""
    payload = json.dumps([form.account, form.path, form.fields], ensure_ascii=False)
    return keyring.seal(b64encode(zlib.compress(payload.encode())).decode("ascii"))


def open_form(keyring: Keyring, sealed: str, *, account: int) -> SealedForm | None:
    """Give it back to the account that typed it; None for another, or for an altered text."""
    form = open_whose(keyring, sealed)
    return form if form is not None and form.account == account else None


def can_be_opened(keyring: Keyring, sealed: str) -> bool:
    """Tell whether somebody typed this and can have it back: this service sealed it, for them."""
    return open_whose(keyring, sealed) is not None


def open_whose(keyring: Keyring, sealed: str) -> SealedForm | None:
    """Open it whoever typed it, to tell whom it is about: never to show it; None for an altered text."""
    try:
        account, path, fields = json.loads(zlib.decompress(b64decode(keyring.open(sealed))))
    except (ValueError, TypeError, zlib.error):  # not sealed by us, or sealed for another use
        return None
    return SealedForm(account, path, fields)


def kept_text(carried: str) -> str:
    """Give the sealed text among what a browser brought to the sign-in pages, or ""."""
    try:
        _, kept, _ = json.loads(carried)
    except ValueError:  # nothing came along, or not from those pages
        return ""
    return str(kept)
