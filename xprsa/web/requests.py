"""What a request brings: a week or a purpose in its address, and a body taken whole or not at all."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from wsgiref.types import WSGIApplication

import structlog
from flask import Flask, Request, Response, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.datastructures.structures import iter_multi_items
from werkzeug.routing import BaseConverter, ValidationError

from xprsa.domain.week import NoSuchWeek, Week
from xprsa.running.machines import Problem
from xprsa.scoring.purpose import Purpose
from xprsa.web.answers import headers_of_all
from xprsa.web.machines import FOR_MACHINES
from xprsa.web.problems import problem_answer

_KEPT_CONTROLS = "\n\r\t"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class WeekConverter(BaseConverter):
    """`<week:week>` in a route gives a `Week`; one that does not exist is no address."""

    regex = r"\d{4}-W\d{2}"

    def to_python(self, value: str) -> Week:
        """Read the week."""
        try:
            return Week.parse(value)
        except NoSuchWeek as wrong:
            raise ValidationError from wrong

    def to_url(self, value: Week) -> str:
        """Write the week."""
        return str(value)


class PurposeConverter(BaseConverter):
    """`<purpose:code>` in a route gives a `Purpose`."""

    regex = "|".join(Purpose)

    def to_python(self, value: str) -> Purpose:
        """Read the code."""
        return Purpose(value)


def week_asked(*, newest: Week) -> Week:
    """Give the last week of the list asked for (`?avant=`); the newest when the address makes no sense."""
    try:
        return min(Week.parse(request.args.get("avant", "")), newest)
    except NoSuchWeek:
        return newest


class CleanFields(ImmutableMultiDict[str, Any]):
    """Fields without control characters: PostgreSQL keeps no NUL, and no keyboard types one."""

    def __init__(self, mapping: Any = None) -> None:
        super().__init__([(_clean(name), _clean(value)) for name, value in iter_multi_items(mapping or ())])


class CleanRequest(Request):
    """A request whose form and query hold clean fields."""

    parameter_storage_class = CleanFields


def _clean(value: Any) -> Any:
    return _without_controls(value) if isinstance(value, str) else value  # a file


def _without_controls(value: str) -> str:
    return "".join(sign for sign in value if (sign >= " " and sign != "\x7f") or sign in _KEPT_CONTROLS)


def attach(app: Flask) -> None:
    """Refuse what no browser sends before anything reads it, and hold every body to the length it announces.

    The server says that it ends bodies itself, and ends one where the line broke as if it were whole.
    Without its word Werkzeug counts the bytes: fewer than announced is a 400, and a body that announces
    no length is read as empty.
    """
    app.request_class = CleanRequest
    inner, settings = app.wsgi_app, app.extensions["xprsa"].settings
    bad_address, other_name = (
        _refusal(text, https=settings.is_https) for text in (_BAD_ADDRESS, _OTHER_NAME)
    )

    def guarded(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ.pop("wsgi.input_terminated", None)
        if not _can_be_written(environ):
            return bad_address(environ, start_response)
        if not _is_for_us(environ, hosts=settings.hosts):
            _note_refused(environ)
            return other_name(environ, start_response)
        return inner(environ, start_response)

    app.wsgi_app = guarded  # type: ignore[method-assign] # Flask documents wrapping wsgi_app so


_BAD_ADDRESS = "Cette adresse est mal écrite. Ouvrez la page d’accueil de votre service.\n"
_OTHER_NAME = "Ce service ne répond pas sous ce nom. Ouvrez l’adresse qu’il vous a donnée.\n"
_HOST = re.compile(r"([a-z0-9._-]+|\[[0-9a-f:]+\])(:\d{1,5})?", re.IGNORECASE)
_WATCHED = ("/sante", "/sante/ecrire", "/metrics")  # by machines that know no name, or send none
_MOST_NOTED = 20
_noted: set[str] = set()


def _refusal(text: str, *, https: bool) -> WSGIApplication:
    headers = headers_of_all(https=https)
    to_people = Response(text, 400, headers, mimetype="text/plain")
    to_machines = problem_answer(Problem.BAD_REQUEST, headers)

    def refuse(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        is_machine = environ.get("PATH_INFO", "").startswith(FOR_MACHINES)
        return (to_machines if is_machine else to_people)(environ, start_response)

    return refuse


def _can_be_written(environ: Mapping[str, Any]) -> bool:
    """Tell whether somebody can write the address: no sign of control, in the path nor raw in the query.

    A browser sends those of a query as `%0A`. Raw, they would stand in the header of a redirection.
    """
    try:
        path: str = environ.get("PATH_INFO", "").encode("latin-1").decode()
    except UnicodeError:
        return False
    return not _CONTROL.search(path + environ.get("QUERY_STRING", ""))


def _is_for_us(environ: Mapping[str, Any], *, hosts: Collection[str]) -> bool:
    """Tell whether a request names us. Two `Host` headers come as one, with a comma: they are no host."""
    if environ.get("PATH_INFO") in _WATCHED:
        return True
    host = _HOST.fullmatch(environ.get("HTTP_HOST", ""))
    return host is not None and host[1].lower() in hosts


def _note_refused(environ: Mapping[str, Any]) -> None:
    """Tell whoever runs the service which name was refused, once each: it may be missing in the settings."""
    host = _without_controls(environ.get("HTTP_HOST", ""))[:80]
    if host not in _noted and len(_noted) < _MOST_NOTED:
        _noted.add(host)
        structlog.get_logger().warning("host_refused", host=host, setting="XPRSA_HOSTS")
