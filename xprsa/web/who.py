"""Who is signed in on the browser that asks, and whom the page concerns."""

from dataclasses import dataclass
from typing import cast
from uuid import UUID

from flask import g, request
from flask_login import current_user

from xprsa.domain.pace import Speed
from xprsa.domain.permission import Actor, Subject
from xprsa.domain.person import Account
from xprsa.domain.sign_in import SignIn
from xprsa.running.reading_pace import limits, watch
from xprsa.storage.files import File
from xprsa.web.current import current_service


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Whoever is signed in, and on which browser.

    :ivar subject: the beneficiary whom the address names, or None.
    :ivar searches: what was sought on this browser since, sealed.
    """

    account: Account
    sign_in: SignIn
    actor: Actor
    subject: Subject | None
    searches: str | None


def recognise() -> SignedIn | None:
    """Ask Flask-Login, once a request, who is signed in."""
    g.who = current_user.who
    return visitor()


def me() -> Actor:
    """Give whoever is signed in; only behind `@requires`."""
    return cast(SignedIn, g.who).actor


def account() -> Account:
    """Give the account of whoever is signed in; only behind `@requires`."""
    return cast(SignedIn, g.who).account


def sign_in_here() -> SignIn:
    """Give the sign-in of this browser; only behind `@requires`."""
    return cast(SignedIn, g.who).sign_in


def searches_here() -> str | None:
    """Give what was sought since the sign-in of this browser, sealed; only behind `@requires`."""
    return cast(SignedIn, g.who).searches


def visitor() -> SignedIn | None:
    """Give whoever is signed in; None for nobody, and while the database cannot tell."""
    return cast(SignedIn | None, g.get("who"))


def ended_account() -> int | None:
    """Give the internal id of whoever was signed in here before, or None."""
    return cast(int | None, current_user.ended_account)


def person_in_path() -> UUID | None:
    """Give the public id of the person whom the address names, or None."""
    return (request.view_args or {}).get("person")


def named_in_path() -> Subject | None:
    """Give the beneficiary whom the address names, as far as the policy needs to know them; or None."""
    return cast(SignedIn, g.who).subject


def subject() -> Subject:
    """Give the person whom the page concerns; only behind `about=PersonInPath`."""
    return cast(Subject, g.subject)


def open_file() -> None:
    """Read the person's file and write who looks, before anything is shown: no reading without its trace.

    Behind `about=PersonInPath`; a view calls it when its answer to a form shows the person's page.

    :raises ReadTooFast: when the account opened many this minute already.
    """
    service = current_service()
    with service.database.at_once() as store:
        pace = store.reading_paces.count(me().account, at=service.now())
        if pace.speed(limits(service)) is not Speed.TOO_FAST:
            g.file = store.files.opened(
                subject().person,
                by=me().account,
                at=service.now(),
                week=(request.view_args or {}).get("week"),
            )
    watch(service, actor=me(), pace=pace)


def opened_file() -> File:
    """Give the person's file; only behind `about=PersonInPath`, once it was opened, which is recorded."""
    return cast(File, g.file)
