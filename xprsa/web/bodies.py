"""What is posted is taken whole or not at all: a line that breaks must never send half a week."""

from collections.abc import Iterable
from typing import Any

from flask import Flask


def attach(app: Flask) -> None:
    """Hold every body to the length that it announces.

    The server says that it ends bodies itself, and ends one where the line broke as if it were whole.
    Without its word Werkzeug counts the bytes: fewer than announced is a 400, and a body that announces
    no length is read as empty.
    """
    inner = app.wsgi_app

    def counted(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ.pop("wsgi.input_terminated", None)
        return inner(environ, start_response)

    app.wsgi_app = counted  # type: ignore[method-assign] # Flask documents wrapping wsgi_app so
