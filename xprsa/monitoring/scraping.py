"""Opens `/metrics` to whoever brings the token, even while the database is away; to others it is no page."""

from collections.abc import Iterable
from hmac import compare_digest
from typing import Any

from flask import Flask

from xprsa.monitoring.figures import figures
from xprsa.web.answers import headers_of_all

PATH = "/metrics"
FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # in the environment: where the workers of a server count


def attach(app: Flask) -> None:
    """Count requests and tell the figures, where a token is set; otherwise nothing is counted."""
    settings = app.extensions["xprsa"].settings
    if not (token := settings.metrics_token):
        return
    from xprsa.monitoring import counting  # imported late: it looks for the folder that `serve` has made

    counting.attach(app)
    inner, opens = app.wsgi_app, f"Bearer {token}".encode()

    def scraped(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        brought = environ.get("HTTP_AUTHORIZATION", "").encode("latin-1")
        asked = (environ["REQUEST_METHOD"], environ.get("PATH_INFO"))
        if asked != ("GET", PATH) or not compare_digest(brought, opens):
            return inner(environ, start_response)
        found = figures(app.extensions["xprsa"], app.extensions["xprsa.write_probe"])
        own = {"Content-Type": counting.CONTENT_TYPE, "Cache-Control": "no-store"}
        start_response("200 OK", [*(headers_of_all(https=settings.is_https) | own).items()])
        return [counting.Exposition(found).page()]

    app.wsgi_app = scraped  # type: ignore[method-assign] # Flask documents wrapping wsgi_app so
