"""What a request brings: a week or a purpose in its address, and a body taken whole or not at all."""

from collections.abc import Iterable
from typing import Any

from flask import Flask, Request, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.datastructures.structures import iter_multi_items
from werkzeug.routing import BaseConverter, ValidationError

from xprsa.domain.week import NoSuchWeek, Week
from xprsa.scoring.purpose import Purpose

_KEPT_CONTROLS = "\n\r\t"


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
    if not isinstance(value, str):
        return value  # a file
    return "".join(sign for sign in value if (sign >= " " and sign != "\x7f") or sign in _KEPT_CONTROLS)


def attach(app: Flask) -> None:
    """Hold every body to the length that it announces.

    The server says that it ends bodies itself, and ends one where the line broke as if it were whole.
    Without its word Werkzeug counts the bytes: fewer than announced is a 400, and a body that announces
    no length is read as empty.
    """
    app.request_class = CleanRequest
    inner = app.wsgi_app

    def counted(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ.pop("wsgi.input_terminated", None)
        return inner(environ, start_response)

    app.wsgi_app = counted  # type: ignore[method-assign] # Flask documents wrapping wsgi_app so
