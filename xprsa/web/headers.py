"""Headers and compression of every answer."""

import brotli
from flask import Flask, Response, request

CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'none';"
    " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
STATIC_HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
_PAGE_HEADERS = {
    **STATIC_HEADERS,
    "Content-Security-Policy": CONTENT_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Referrer-Policy": "same-origin",
}
_WORTH_COMPRESSING = 600  # bytes


def attach(app: Flask, *, https: bool) -> None:
    """Dress every answer of the application."""

    @app.after_request
    def dress(answer: Response) -> Response:
        for name, value in _PAGE_HEADERS.items():
            answer.headers.setdefault(name, value)
        if https:
            answer.headers["Strict-Transport-Security"] = "max-age=31536000"
        answer.headers.setdefault("Cache-Control", "no-store")
        return _compressed(answer)


def _compressed(answer: Response) -> Response:
    if answer.mimetype not in ("text/html", "application/json", "text/css") or answer.is_streamed:
        return answer
    answer.headers.add("Vary", "Accept-Encoding")
    body = answer.get_data()
    if len(body) >= _WORTH_COMPRESSING and request.accept_encodings["br"]:
        answer.set_data(brotli.compress(body, quality=4))
        answer.headers["Content-Encoding"] = "br"
    return answer
