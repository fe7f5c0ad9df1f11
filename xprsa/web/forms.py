"""Forms: French messages, and a token that lives as long as the sign-in."""

import secrets
from uuid import UUID

from markupsafe import Markup
from wtforms import Form

from xprsa.gateways.keyring import Keyring, Use

TOKEN_FIELD = "csrf"  # noqa: S105 # the name of a field, not a secret


class PageForm(Form):
    """Base of every form."""

    class Meta:
        """WTForms speaks French."""

        locales = ("fr",)

    @property
    def first_wrong(self) -> str:
        """Name of the first field in error, or ""."""
        return next((name for name, field in self._fields.items() if field.errors), "")


def token(keyring: Keyring, sign_in: UUID) -> str:
    """Make the token of a sign-in, masked anew each time so that compression tells nothing of it."""
    mac = keyring.mac(Use.CSRF, sign_in.bytes)
    pad = secrets.token_bytes(len(mac))
    return (pad + _masked(mac, pad)).hex()


def token_matches(keyring: Keyring, sign_in: UUID, typed: str) -> bool:
    """Tell whether a token was made for this sign-in."""
    try:
        both = bytes.fromhex(typed)
    except ValueError:
        return False
    half = len(both) // 2
    if not half or len(both) % 2:
        return False
    return keyring.mac_matches(Use.CSRF, sign_in.bytes, _masked(both[half:], both[:half]))


def hidden_token(keyring: Keyring, sign_in: UUID | None) -> Markup:
    """Write the hidden field of a form; nothing when signed out, where the origin alone is checked."""
    if sign_in is None:
        return Markup()
    return Markup('<input type="hidden" name="{}" value="{}">').format(TOKEN_FIELD, token(keyring, sign_in))


def _masked(secret: bytes, pad: bytes) -> bytes:
    return (int.from_bytes(secret) ^ int.from_bytes(pad)).to_bytes(len(pad))
