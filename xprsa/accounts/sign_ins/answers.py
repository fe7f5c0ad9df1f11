"""Answers that several sign-in pages share: signed in, and « not yet »."""

from datetime import timedelta
from http import HTTPStatus
from math import ceil
from uuid import UUID

from flask import Response, make_response, redirect, request
from flask.typing import ResponseReturnValue

from xprsa.accounts.sign_ins import network
from xprsa.accounts.sign_ins.context import SignInContext
from xprsa.accounts.sign_ins.cookies import Cookie, drop, held, put
from xprsa.accounts.sign_ins.desk import DESK_LIFE, new_desk
from xprsa.accounts.sign_ins.service import Browser, NewSignIn
from xprsa.accounts.sign_ins.throttle import TooSoon
from xprsa.domain.permission import Role
from xprsa.domain.sign_in import ASIDE_LIFE, PHONE_LIFE
from xprsa.running.spending import BudgetSpent
from xprsa.web.current import current_service
from xprsa.web.who import visitor

_MINUTE = 60


def browser() -> Browser:
    """Give the browser that asks, with what it holds."""
    signed_in = visitor()
    open_now = signed_in.sign_in if signed_in else None
    return Browser(
        network=network.here(),
        phone=held(Cookie.PHONE),
        desk=held(Cookie.DESK),
        aside=held(Cookie.ASIDE),
        before=held(Cookie.SIGN_IN),
        open=open_now,
    )


def brought_along() -> SignInContext:
    """Give what the form or the address brings along."""
    return SignInContext.of(request.values.get("suite"), request.form.get("kept"))


def is_sent() -> bool:
    """Tell whether the form was filled in, rather than reached by a button that brings something along."""
    return request.method == "POST" and "step" not in request.form


def signed_in_response(opened: NewSignIn) -> Response:
    """Go on, signed in."""
    answer = make_response(redirect(opened.then, 303))
    put(answer, Cookie.SIGN_IN, opened.secret)
    if held(Cookie.CODE):
        drop(answer, Cookie.CODE)
    if opened.phone:
        put(answer, Cookie.PHONE, opened.phone, life=PHONE_LIFE)
    elif opened.phone == "":
        drop(answer, Cookie.PHONE)
    if opened.aside:
        put(answer, Cookie.ASIDE, opened.aside, life=ASIDE_LIFE)
    elif held(Cookie.ASIDE):
        drop(answer, Cookie.ASIDE)
    if opened.account.role is not Role.BENEFICIARY:
        service = current_service()
        desk = new_desk(service.keyring, opened.account.email or "", at=service.now())
        put(answer, Cookie.DESK, desk, life=DESK_LIFE)
    return answer


def expecting(code: UUID, where: str) -> Response:
    """Go on to a page that expects the code to which this browser is bound."""
    answer = make_response(redirect(where, 303))
    put(answer, Cookie.CODE, str(code))
    return answer


def code_held() -> UUID | None:
    """Give the public id of the code to which this browser is bound."""
    try:
        return UUID(held(Cookie.CODE))
    except ValueError:
        return None


def not_yet(page: str, soon: TooSoon | BudgetSpent) -> ResponseReturnValue:
    """Answer with a page that says how long to wait."""
    return page, 429, {"Retry-After": str(ceil(soon.wait.total_seconds()))}


def typed_or_gone(*, is_good: bool) -> HTTPStatus:
    """Give the status of a page that asks for a code: a wrong one was typed, or it no longer serves."""
    if request.method == "POST":
        return HTTPStatus.UNPROCESSABLE_ENTITY
    return HTTPStatus.OK if is_good else HTTPStatus.GONE


def tries_left(left: int) -> str:
    """Say that a code is not the one that was sent."""
    return f"Ce n’est pas ce code. Il reste {left}\u00a0essai{'s' if left > 1 else ''}."


def patience(soon: TooSoon | BudgetSpent) -> str:
    """Say how long to wait, that nothing is lost, and what serves meanwhile."""
    span = _span(soon.wait)
    if isinstance(soon, TooSoon):
        return f"Il y a eu plusieurs essais. Attendez {span}, puis recommencez."
    what, serves = ("SMS", "Un courriel, un") if soon.sms_only else ("codes", "Un")
    return (
        f"Le service a envoyé beaucoup de {what}. Le prochain part dans {span}. "
        f"{serves} code sur papier ou un téléphone reconnu servent tout de suite."
    )


def _span(wait: timedelta) -> str:
    seconds = ceil(wait.total_seconds())
    if seconds < _MINUTE:
        return f"{seconds}\u00a0seconde{'s' if seconds > 1 else ''}"
    minutes = ceil(seconds / _MINUTE)
    return f"{minutes}\u00a0minute{'s' if minutes > 1 else ''}"
