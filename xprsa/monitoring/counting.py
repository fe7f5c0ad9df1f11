"""Counts requests by page, and how long they took; the workers of a server count into one folder.

Imported once that folder is known: the library looks for it then, and never again. A worker that dies leaves
its file, so no request is forgotten; whoever follows it with the same number goes on counting there.
"""

import os
import time
from collections.abc import Callable, Iterable
from functools import cache
from itertools import chain, groupby
from pathlib import Path

import structlog
from flask import Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, Metric, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from xprsa.monitoring.figures import METRICS, ServiceFigure
from xprsa.monitoring.scraping import FOLDER

CONTENT_TYPE = CONTENT_TYPE_LATEST
_ROOM = 1024 * 1024  # bytes of each of the two files of a worker: every page, method and status needs a third
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)
_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST"})
_APART = frozenset({429, 503})


def attach(app: Flask) -> None:
    """Count every answer of the application, where there is a folder to count in.

    A label takes the names of the views, some methods and classes of status: never what somebody typed.
    """
    folder = os.environ.get(FOLDER)
    if folder is None or not _has_room(Path(folder)):
        return
    labels = ("endpoint", "method", "status")
    requests = Counter("xprsa_requests", "Answers, by page.", labels, registry=None)
    seconds = Histogram(
        "xprsa_request_seconds", "How long pages took.", ("endpoint",), registry=None, buckets=_SECONDS
    )

    @cache  # as many as there are series: a look-up of the library costs more than to count
    def series(endpoint: str, method: str, code: int) -> tuple[Callable[[], None], Callable[[float], None]]:
        counted = requests.labels(endpoint, method, status(code))
        return counted.inc, seconds.labels(endpoint).observe

    @app.after_request
    def count(answer: Response) -> Response:
        method = request.method if request.method in _METHODS else "other"
        endpoint = request.endpoint or "unknown"
        add, observe = series(endpoint, method, answer.status_code)
        add()
        observe(time.perf_counter() - g.get("started", time.perf_counter()))
        return answer


def status(code: int) -> str:
    """Give the class of a status, `4xx`; those that tell people to wait stand apart."""
    return str(code) if code in _APART else f"{code // 100}xx"


def _has_room(folder: Path) -> bool:
    """Fill the files of this process before they are mapped: a full disk would end whoever writes there."""
    try:
        for kind in ("counter", "histogram"):
            file = folder / f"{kind}_{os.getpid()}.db"
            if not file.exists():
                file.with_suffix(".new").write_bytes(bytes(_ROOM))
                file.with_suffix(".new").rename(file)  # whoever reads meets none that is half made
    except OSError as full:
        structlog.get_logger().warning("requests_not_counted", why=full.strerror)
        return False
    return True


class Exposition:
    """What is counted, of all workers together, and the figures."""

    def __init__(self, figures: Iterable[ServiceFigure]) -> None:
        self._figures = sorted(figures, key=lambda figure: figure.metric)

    def page(self) -> bytes:
        """Write it as Prometheus reads it."""
        return generate_latest(self)

    def collect(self) -> Iterable[Metric]:
        """Give every metric."""
        counted = MultiProcessCollector(None).collect() if FOLDER in os.environ else ()
        return chain(counted, self._read())

    def _read(self) -> Iterable[Metric]:
        for name, found in groupby(self._figures, key=lambda figure: figure.metric):
            metric = Metric(name, METRICS[name], "gauge")
            for figure in found:
                metric.add_sample(name, dict(figure.labels), figure.value)
            yield metric
