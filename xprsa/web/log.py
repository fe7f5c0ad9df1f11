"""A line of log for every answer."""

import time

import structlog
from flask import Flask, Response, g, request


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
