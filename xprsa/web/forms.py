"""Forms: French messages in one channel, and a token that lives as long as the sign-in."""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, NoReturn
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from flask import Request, abort, request
from markupsafe import Markup
from wtforms import Field, Form

from xprsa.domain.rule import Reason, RuleBroken
from xprsa.domain.sign_in import SignIn
from xprsa.gateways.keyring import Keyring, Use
from xprsa.web.brought import leave_out_useless
from xprsa.web.current import current_service
from xprsa.web.sentences import sentence
from xprsa.web.who import sign_in_here

_ACCOUNT, _MAC = 8, 32  # bytes
_TOKEN = 16 + _ACCOUNT + _MAC
TOKEN_FIELD = "csrf"  # noqa: S105 # the name of a field, not a secret


class PageForm(Form):
    """Base of every form: whatever is wrong stands in the `errors` of a field, and shows by `problems`.

    :cvar blamed: name of the field beside which a broken rule is explained, by its reason.
    """

    blamed: ClassVar[Mapping[Reason, str]] = {}

    class Meta:
        """WTForms speaks French."""

        locales = ("fr",)

    @property
    def problems(self) -> dict[str, str]:
        """What to change before going on: a sentence by id of the field on the page, in the form's order.

        The errors of a field with several places on the page are a mapping already.
        """
        found: dict[str, str] = {}
        for field in self:
            if isinstance(field.errors, Mapping):
                found |= field.errors
            elif field.errors:
                found[field.id] = " ".join(field.errors)
        return found

    def explain(self, broken: RuleBroken) -> bool:
        """Say what rule was broken beside what was typed; False when it is not about that."""
        name = self.blamed.get(broken.reason)
        if name is not None:
            say(self[name], sentence(broken))
        return name is not None


def say(field: Field, problem: str) -> None:
    """Write a sentence beside a field, and in the summary on top."""
    field.errors = [*field.errors, problem]


def token(keyring: Keyring, sign_in: SignIn) -> str:
    """Make the token of a form: whose it is, masked anew so that compression tells nothing of it."""
    said = sign_in.public_id.bytes + sign_in.account.to_bytes(_ACCOUNT)
    sealed = said + keyring.mac(Use.CSRF, said)
    pad = secrets.token_bytes(len(sealed))
    return urlsafe_b64encode(pad + _masked(sealed, pad)).decode("ascii")


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose form it is.

    :ivar account: internal id of whoever the page was made for.
    """

    sign_in: UUID
    account: int


def whose(keyring: Keyring, typed: str) -> Whose | None:
    """Tell for whom a form was made; None when its token was not made by us."""
    try:
        both = urlsafe_b64decode(typed.encode("ascii"))
    except ValueError:
        return None
    if len(both) != 2 * _TOKEN:
        return None
    sealed = _masked(both[_TOKEN:], both[:_TOKEN])
    said, mac = sealed[:-_MAC], sealed[-_MAC:]
    if not keyring.mac_matches(Use.CSRF, said, mac):
        return None
    return Whose(UUID(bytes=said[:16]), int.from_bytes(said[16:]))


def hidden_token(keyring: Keyring, sign_in: SignIn) -> Markup:
    """Write the hidden field of a form."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(TOKEN_FIELD, token(keyring, sign_in))


def _masked(secret: bytes, pad: bytes) -> bytes:
    return (int.from_bytes(secret) ^ int.from_bytes(pad)).to_bytes(len(pad))


def typed_fields(request: Request) -> dict[str, list[str]]:
    """Give the fields of a form as typed, without its token."""
    return {name: values for name, values in request.form.lists() if name != TOKEN_FIELD}


class SignedOut(Exception):
    """A form that arrived when nobody was signed in any more."""


class FormTooOld(Exception):
    """A form whose token is missing or belongs to another sign-in."""


def check_posted(*, to_all: bool) -> None:
    """Refuse a form posted from another site.

    :param to_all: nobody need be signed in: what is brought along then is only what somebody can have back.
    """
    _check_origin()
    if to_all:
        leave_out_useless()


def _check_origin() -> None:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in ("same-origin", "none"):
            _refuse_origin()
        return
    origin = _netloc(request.headers.get("Origin") or request.headers.get("Referer") or "")
    if not origin or origin not in (request.host, _netloc(current_service().settings.base_url)):
        _refuse_origin()


def _refuse_origin() -> NoReturn:
    structlog.get_logger().warning("form_of_another_site", endpoint=request.endpoint)
    abort(403)


def _netloc(address: str) -> str:
    """Give the host and port of an address; nothing of one that cannot be read."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


def check_token() -> None:
    """Refuse a form that was made for another sign-in.

    :raises FormTooOld: when its token is missing, or belongs to another sign-in.
    :raises KeyMissing: when there is no key to tell.
    """
    keyring = current_service().keyring
    keyring.of_use(Use.CSRF)
    made_for = whose(keyring, request.form.get(TOKEN_FIELD, ""))
    if made_for is None or made_for.sign_in != sign_in_here().public_id:
        raise FormTooOld
