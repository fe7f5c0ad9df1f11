"""Serves the pages."""

import gc
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from tempfile import TemporaryDirectory

import click
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings

from xprsa.app import create_app
from xprsa.commands.opening import CommandRefused, open_service, refuse_unwritable
from xprsa.commands.whole_requests import WholeRequests
from xprsa.monitoring.scraping import FOLDER
from xprsa.running.log import configure
from xprsa.running.service import Service
from xprsa.settings import Settings
from xprsa.storage.engine import MOST_CONNECTIONS

MOST_LINES = 900  # a worker; a shell's usual limit is 1024 open files
LONGEST_HEAD = 10_000  # milliseconds until the head of a request is there, or the line is closed


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True)
@click.option(
    "--threads", type=click.IntRange(1, MOST_CONNECTIONS), default=8, show_default=True, help="Per worker."
)
@click.pass_obj
def serve(service: Service, *, host: str, port: int, workers: int, threads: int) -> None:
    """Serve the application."""
    _refuse_taken(host, port)
    refuse_unwritable(service)
    service.database.dispose()  # each worker opens its own connections
    click.echo(f"XP RSA : {service.settings.base_url}")
    with _counted_together(service.settings):
        run_server(partial(application, threads=threads), host=host, port=port, workers=workers)


@contextmanager
def _counted_together(settings: Settings) -> Iterator[None]:
    """Let the workers count requests in one folder, new at each start; where nobody asks, none is made."""
    if not settings.metrics_token:
        yield
        return
    with TemporaryDirectory(prefix="xprsa-counts-") as folder:
        os.environ[FOLDER] = folder
        yield


def run_server(load: Callable[[], WholeRequests], *, host: str, port: int, workers: int) -> None:
    """Run the server until it is told to end.

    :param load: makes the application in each worker.
    """
    Granian(
        "xprsa",
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,  # one line, one request at a time: what a line may hold is known
        http1_settings=HTTP1Settings(header_read_timeout=LONGEST_HEAD),
        websockets=False,
        backpressure=MOST_LINES,
        workers=workers,
        respawn_failed_workers=True,  # one that dies is replaced; two deaths in a row end the server
        log_access=False,
    ).serve(target_loader=load, wrap_loader=False)


def _refuse_taken(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as taken:
            raise CommandRefused(f"{host}:{port} est pris ou refusé. Changez --host ou --port.") from taken


def application(*, threads: int) -> WholeRequests:
    """Make the application in a worker of the server."""
    configure()
    app = create_app(open_service(Settings.read(os.environ), hurried=True))
    gc.freeze()  # what lasts as long as the worker: the collector looked through it again for every long list
    return WholeRequests(app, threads=threads)
