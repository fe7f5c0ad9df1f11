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
    form = _opened(keyring, sealed)
    return form if form is not None and form.account == account else None


def can_be_opened(keyring: Keyring, sealed: str) -> bool:
    """Tell whether somebody typed this and can have it back: this service sealed it, for them."""
    return _opened(keyring, sealed) is not None


def _opened(keyring: Keyring, sealed: str) -> SealedForm | None:
    try:
        account, path, fields = json.loads(zlib.decompress(b64decode(keyring.open(sealed))))
    except (ValueError, TypeError, zlib.error):  # not sealed by us, or sealed for another use
        return None
    return SealedForm(account, path, fields)
