"""Serves the pages."""

import gc
import os
import socket

import click
from flask import Flask
from granian import Granian
from granian.constants import Interfaces

from xprsa.app import create_app
from xprsa.commands.opening import CommandRefused, open_service
from xprsa.running.log import configure
from xprsa.running.service import Service
from xprsa.settings import Settings
from xprsa.storage.database import MOST_CONNECTIONS


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
    service.database.dispose()  # each worker opens its own connections
    click.echo(f"XP RSA : {service.settings.base_url}")
    Granian(
        "xprsa.commands.serving:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=workers,
        blocking_threads=threads,
        respawn_failed_workers=True,  # one that dies is replaced; two deaths in a row end the server
        log_access=False,
    ).serve()


def _refuse_taken(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as taken:
            raise CommandRefused(f"{host}:{port} est pris ou refusé. Changez --host ou --port.") from taken


def application() -> Flask:
    """Make the application in a worker of the server."""
    configure()
    app = create_app(open_service(Settings.read(os.environ), hurried=True))
    gc.freeze()  # what lasts as long as the worker: the collector looked through it again for every long list
    return app
