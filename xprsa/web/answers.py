"""Headers, title of what is wrong, compression and line of log of every answer."""

import time
from functools import lru_cache
from http import HTTPStatus

import brotli
import structlog
from flask import Flask, Response, g, request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'none';"
    " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
_HTTPS_HEADERS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
# Whoever leaves by a button leaves nothing to the next hands but the cookie of a phone that they asked to be
# remembered. A sign-in that ended by itself clears nothing: going back may be the way to what was typed.
_LEAVING = frozenset({"sign_ins.sign_out", "codes.forget_remembered"})
_LEFT_NOTHING = '"cache", "storage"'
_TITLE, _TITLE_OF_ERROR = b"<title>", "<title>Erreur\u00a0: ".encode()
_COMPRESSED_TYPES = frozenset({"text/html", "application/json", "text/css"})
_WORTH_COMPRESSING = 600  # bytes
_QUALITY = 1  # docs/performance.md: a third of the time of 4 or less, a fifth more bytes or so


def headers_of_all(*, https: bool) -> dict[str, str]:
    """Give what every answer carries, be it a page, a file or a refusal.

    :param https: it is served over TLS, and is to be asked for so from then on.
    """
    return _HEADERS | (_HTTPS_HEADERS if https else {})


def attach(app: Flask, *, https: bool) -> None:
    """Dress every answer of the application, then log it.

    No view sets any of these headers but `Cache-Control`. A line of log names the view, never the address: it
    may hold what a person typed.
    """
    headers = [*headers_of_all(https=https).items()]

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def log(answer: Response) -> Response:
        spent = time.perf_counter() - g.get("started", time.perf_counter())
        structlog.get_logger().info(
            "request",
            endpoint=request.endpoint,
            method=request.method,
            status=answer.status_code,
            ms=round(spent * 1000, 1),
        )
        return answer

    @app.after_request
    def dress(answer: Response) -> Response:
        answer.headers.extend(headers)
        answer.headers.setdefault("Cache-Control", "no-store")
        if request.endpoint in _LEAVING and answer.status_code < HTTPStatus.BAD_REQUEST:
            answer.headers["Clear-Site-Data"] = _LEFT_NOTHING
        if answer.status_code >= HTTPStatus.BAD_REQUEST and answer.mimetype == "text/html":
            _announce(answer)
        if answer.mimetype in _COMPRESSED_TYPES and not answer.is_streamed:
            _compress(answer)
        return answer


def _announce(answer: Response) -> None:
    """Say in the title that something is wrong, whichever page tells it: it is what is heard first."""
    answer.set_data(answer.get_data().replace(_TITLE, _TITLE_OF_ERROR, 1))


def _compress(answer: Response) -> None:
    answer.headers.add("Vary", "Accept-Encoding")
    body = answer.get_data()
    if len(body) >= _WORTH_COMPRESSING and _takes_brotli(request.headers.get("Accept-Encoding", "")):
        answer.set_data(brotli.compress(body, quality=_QUALITY))
        answer.headers["Content-Encoding"] = "br"


@lru_cache(maxsize=64)
def _takes_brotli(accepted: str) -> bool:
    """Read `Accept-Encoding`: browsers write a handful of them."""
    return bool(parse_accept_header(accepted, Accept)["br"])
