"""What was typed when the sign-in had ended: sealed, and given back to the same account only."""

import json
import zlib
from base64 import b64decode, b64encode
from dataclasses import dataclass

from flask import Request

from xprsa.gateways.keyring import Keyring
from xprsa.web.forms import TOKEN_FIELD

KEPT_FIELD = "kept"


@dataclass(frozen=True, slots=True)
class Kept:
    """Fields of a form that could not be received.

    :ivar account: internal id of the account whose sign-in had ended.
    :ivar path: where the form was sent.
    """

    account: int
    path: str
    fields: dict[str, list[str]]


def typed_fields(request: Request) -> dict[str, list[str]]:
    """Give the fields of a form as typed, without its token."""
    return {name: values for name, values in request.form.lists() if name != TOKEN_FIELD}


def seal_kept(keyring: Keyring, kept: Kept) -> str:
    """Write it so that only this service can read it."""
    said = json.dumps([kept.account, kept.path, kept.fields], ensure_ascii=False)
    return keyring.seal(b64encode(zlib.compress(said.encode())).decode("ascii"))


def open_kept(keyring: Keyring, sealed: str, *, account: int) -> Kept | None:
    """Give it back to the account that typed it; None for another, or for an altered text."""
    try:
        owner, path, fields = json.loads(zlib.decompress(b64decode(keyring.open(sealed))))
    except (ValueError, TypeError, zlib.error):  # not sealed by us, or sealed for another use
        return None
    return Kept(owner, path, fields) if owner == account else None
