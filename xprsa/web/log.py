"""The log of the process: events and opaque ids as JSON, never a name, a contact or a text."""

import time

import structlog
from flask import Flask, Response, g, request


def configure() -> None:
    """Write one JSON object a line to standard output."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ]
    )


def attach(app: Flask) -> None:
    """Log every request by the name of its view: an address may hold what a person typed."""

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def finish(answer: Response) -> Response:
        spent = time.perf_counter() - g.get("started", time.perf_counter())
        structlog.get_logger().info(
            "request",
            endpoint=request.endpoint,
            method=request.method,
            status=answer.status_code,
            ms=round(spent * 1000, 1),
        )
        return answer
