"""The cookies of this feature: opaque, unreadable to scripts, never sent by another site's form."""

from datetime import timedelta
from enum import StrEnum

from flask import Response, request

from xprsa.web.current import current_service


class Cookie(StrEnum):
    """What a browser holds for us, by its name."""

    SIGN_IN = "xprsa"
    CODE = "xprsa-code"
    PHONE = "xprsa-phone"
    ASIDE = "xprsa-aside"  # ids of texts that wait for whoever wrote them there: they open nothing
    DESK = "xprsa-desk"  # a browser in which a member of staff signed in: it opens nothing


def held(cookie: Cookie) -> str:
    """Give what the browser holds, or ""."""
    return request.cookies.get(_name(cookie), "")


def put(response: Response, cookie: Cookie, value: str, *, life: timedelta | None = None) -> None:
    """Give the browser something to hold, until it closes when no life is said."""
    response.set_cookie(
        _name(cookie),
        value,
        max_age=life,
        secure=current_service().settings.is_https,
        httponly=True,
        samesite="Lax",
    )


def drop(response: Response, cookie: Cookie) -> None:
    """Take it back."""
    response.delete_cookie(
        _name(cookie), secure=current_service().settings.is_https, httponly=True, samesite="Lax"
    )


def _name(cookie: Cookie) -> str:
    # `__Host-`: browsers then refuse the cookie from a neighbouring domain or without encryption
    return f"__Host-{cookie}" if current_service().settings.is_https else cookie.value
