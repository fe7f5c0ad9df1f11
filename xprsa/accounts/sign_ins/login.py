"""Who is signed in: Flask-Login, told to trust our own revocable cookie and nothing else."""

from contextlib import suppress
from functools import cached_property
from http import HTTPStatus

import structlog
from flask import Flask, Request, Response, g, request
from flask_login import AnonymousUserMixin, LoginManager, UserMixin

from xprsa.accounts.sign_ins import service
from xprsa.accounts.sign_ins.cookies import Cookie, held
from xprsa.accounts.sign_ins.secret import hashed
from xprsa.domain.permission import Actor
from xprsa.domain.sign_in import SEEN_EVERY, SignIn, has_lapsed
from xprsa.storage.database import DatabaseAway
from xprsa.web.current import current_service
from xprsa.web.who import SignedIn, person_in_path, visitor

_GIVEN_BACK = "given-back"  # the field that tells a form sent again


class Somebody(UserMixin):
    """A browser in which somebody is signed in."""

    def __init__(self, who: SignedIn) -> None:
        self.who = who


class Nobody(AnonymousUserMixin):
    """A browser in which nobody is signed in."""

    who = None

    @cached_property
    def ended_account(self) -> int | None:
        """Internal id of whoever was signed in here before, so that what they typed is theirs alone."""
        secret = held(Cookie.SIGN_IN)
        if not secret:
            return None
        with current_service().database.reading() as store:
            return store.sign_ins.account_of_ended(hashed(secret))


def attach(app: Flask) -> None:
    """Make `flask_login.current_user` tell who is signed in."""
    manager = LoginManager()
    manager.session_protection = None  # there is no Flask session: only our cookie counts
    manager.anonymous_user = Nobody
    manager.request_loader(_load)
    manager.init_app(app, add_context_processor=False)
    # Flask-Login also reads a signed cookie of its own; a name that no cookie can have keeps it from it.
    app.config["REMEMBER_COOKIE_NAME"] = ";"
    app.after_request(_note_seen)
    app.after_request(_drop_given_back)


def _load(_: Request) -> Somebody | None:
    secret = held(Cookie.SIGN_IN)
    if not secret:
        return None
    with current_service().database.reading() as store:
        found = store.sign_ins.of_secret(hashed(secret), beside=person_in_path())
    if found is None:
        return None
    sign_in, account = found.sign_in, found.account
    now = current_service().now()
    if has_lapsed(sign_in, role=account.role, at=now):
        return None
    if now - sign_in.seen_at >= SEEN_EVERY:
        g.sign_in_seen = sign_in
    actor = Actor(account.id, account.role, account.territory, account.organisation, found.leads_territory)
    return Somebody(SignedIn(account, sign_in, actor, found.subject, found.searches))


def _note_seen(answer: Response) -> Response:
    sign_in: SignIn | None = g.pop("sign_in_seen", None)
    if sign_in is not None:
        try:
            with current_service().database.at_once() as store:
                store.sign_ins.saw(sign_in.id, at=current_service().now())
        except DatabaseAway:  # the page is ready: it leaves; the next one will write
            structlog.get_logger().warning("sign_in_not_seen")
    return answer


def _drop_given_back(answer: Response) -> Response:
    """Drop what was given back once it arrived; until then its page can be asked for again."""
    arrived = request.method == "POST" and answer.status_code < HTTPStatus.BAD_REQUEST
    signed_in = visitor()
    if arrived and signed_in and _GIVEN_BACK in request.form:
        with suppress(DatabaseAway):  # the answer is ready: it leaves; the worker will drop the text
            service.drop_given_back(current_service(), signed_in.sign_in)
    return answer
