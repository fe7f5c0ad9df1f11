"""What the request in hand is given to work with."""

from collections.abc import Iterable
from typing import Any, cast

from flask import Flask, current_app

from xprsa.running.service import Service


def current_service() -> Service:
    """Give the service of the running application."""
    return cast(Service, current_app.extensions["xprsa"])


def attach(app: Flask) -> None:
    """Let everything that one request reads go over one connection, given back before the answer leaves."""
    inner = app.wsgi_app

    def sharing(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with app.extensions["xprsa"].database.shared():
            return inner(environ, start_response)

    app.wsgi_app = sharing  # type: ignore[method-assign] # Flask documents wrapping wsgi_app so
