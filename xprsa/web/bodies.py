"""What is posted is taken whole or not at all, and without the signs that nobody types."""

from collections.abc import Iterable
from typing import Any

from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.datastructures.structures import iter_multi_items

_KEPT_CONTROLS = "\n\r\t"


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
