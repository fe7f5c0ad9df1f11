"""Who may open a page: every view says so, and one that says nothing stays shut."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from xprsa.domain.permission import Actor, Permission, Subject, may
from xprsa.domain.territory import Territory
from xprsa.web.current import current_service
from xprsa.web.forms import SignedOut, check_posted, check_token
from xprsa.web.machines import FOR_MACHINES, judge
from xprsa.web.who import account, me, named_in_path, open_file, recognise

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_SHOWING = frozenset({"GET", "HEAD"})  # OPTIONS shows nothing of anybody


class About(Enum):
    """Whom a page concerns."""

    NOBODY = "nobody"
    MYSELF = "myself"
    PERSON_IN_PATH = "person_in_path"


Myself = About.MYSELF
PersonInPath = About.PERSON_IN_PATH


@dataclass(frozen=True, slots=True)
class Access:
    """What a view asks for; no permission means open to all."""

    permission: Permission | None
    about: About = About.NOBODY


def requires(permission: Permission, *, about: About = About.NOBODY) -> Callable[[View], View]:
    """Open a view to whoever the policy allows."""
    return _marked(Access(permission, about))


def open_to_all(view: View) -> View:
    """Open a view to everybody, signed in or not."""
    return _marked(Access(None))(view)


def _marked(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.xprsa_access = access  # type: ignore[attr-defined] # functions carry attributes
        return view

    return mark


def access_of(app: Flask, endpoint: str | None) -> Access | None:
    """Give what a view asks for, or None when it says nothing, or there is none."""
    return getattr(app.view_functions.get(endpoint or ""), "xprsa_access", None)


def attach(app: Flask) -> None:
    """Check every request before its view, and refuse an application with a view that says nothing."""
    app.before_request(_check)


def refuse_unmarked(app: Flask) -> None:
    """Fail when a view does not say who may open it.

    :raises RuntimeError: naming the endpoints.
    """
    silent = [endpoint for endpoint in app.view_functions if access_of(app, endpoint) is None]
    if silent:
        raise RuntimeError(f"these views do not say who may open them: {', '.join(silent)}")


def _check() -> ResponseReturnValue | None:
    access = access_of(current_app, request.endpoint)
    if request.path.startswith(FOR_MACHINES):
        judge(access)
        return None
    if access is not None and _shows_somebody(access):
        current_service().database.share_to_write()
    signed_in = recognise() is not None
    g.territory = current_service().territory(account().territory) if signed_in else _only_territory()
    if access is None:  # no such address: Flask answers 404 or 405
        return abort(404) if request.endpoint else None
    if request.method not in _SAFE:
        check_posted(to_all=access.permission is None)
    if access.permission is None and not (signed_in and request.method not in _SAFE):
        return None
    if not signed_in:
        if request.method in _SAFE:
            return redirect(url_for("codes.sign_in", suite=request.full_path.rstrip("?")), 303)
        raise SignedOut
    if access.permission is not None:
        _check_policy(access, access.permission)
    if request.method not in _SAFE:
        check_token()
    return None


def _shows_somebody(access: Access) -> bool:
    return access.about is About.PERSON_IN_PATH and request.method in _SHOWING


def _check_policy(access: Access, permission: Permission) -> None:
    actor = me()
    subject = _subject(access.about, actor)
    if access.about is About.PERSON_IN_PATH and subject is None:
        abort(404)
    if not may(actor, permission, subject):
        abort(404)  # 404, not 403: whether somebody exists is not confirmed
    if access.about is About.PERSON_IN_PATH:
        g.subject = subject
        if _shows_somebody(access):
            open_file()


def _subject(about: About, actor: Actor) -> Subject | None:
    match about:
        case About.NOBODY:
            return None
        case About.MYSELF:
            return Subject(person=actor.account, territory=actor.territory, adviser=None)
        case About.PERSON_IN_PATH:
            return named_in_path()


def _only_territory() -> Territory | None:
    """Give the territory of whoever is not signed in: where there are several, nobody can tell."""
    known = current_service().territories()
    return known[0] if len(known) == 1 else None
