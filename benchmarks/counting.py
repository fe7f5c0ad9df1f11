"""`python -m benchmarks.counting`: what counting a request costs whoever asks for a page."""

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import click
import structlog
from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from xprsa.gateways.keyring import Keyring
from xprsa.monitoring.scraping import FOLDER
from xprsa.running.service import Service
from xprsa.settings import Settings
from xprsa.storage import schema
from xprsa.storage.database import Database

_PAGE = "/sante"  # the shortest of all: little else moves


@click.command()
@click.option("--turns", type=click.IntRange(1, 10_000), default=200, show_default=True)
@click.option("--requests", type=click.IntRange(1, 10_000), default=200, show_default=True, help="Of a turn.")
def main(turns: int, requests: int) -> None:
    """Ask for the shortest page of an application that counts and of one that does not, by turns."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    with tempfile.TemporaryDirectory(prefix="xprsa-bench-") as made:
        os.environ[FOLDER] = made  # files, as the workers of a server have
        counting, still = (_application(Path(made), token) for token in ("a" * 32, ""))
        click.echo(f"what counts, in a loop: {_alone(counting):.1f} µs")
        counted, plain = _asking(counting), _asking(still)
        pairs = [_pair(counted, plain, requests, first=turn % 2 == 0) for turn in range(turns)]
    spent, saved = (median(times) / requests * 1e6 for times in zip(*pairs, strict=True))
    differences = sorted((with_counts - without) / requests * 1e6 for with_counts, without in pairs)
    quarter = len(differences) // 4
    click.echo(
        f"counted {spent:.1f} µs, not counted {saved:.1f} µs; difference {median(differences):.1f} µs"
        f" ({differences[quarter]:.1f} to {differences[-quarter - 1]:.1f}, half of {turns} turns)"
    )


def _pair(
    counted: Callable[[], None], plain: Callable[[], None], requests: int, *, first: bool
) -> tuple[float, float]:
    """Take both, whichever first."""
    if first:
        spent = _seconds(counted, requests)
        return spent, _seconds(plain, requests)
    saved = _seconds(plain, requests)
    return _seconds(counted, requests), saved


def _alone(app: Flask) -> float:
    """Take the best of many loops over what counts an answer, in microseconds."""
    count = app.after_request_funcs[None][0]
    with app.test_request_context(_PAGE):
        answer = app.make_response("")
        return min(_seconds(lambda: count(answer), 1000) for _ in range(200)) * 1000


def _application(folder: Path, token: str) -> Flask:
    from xprsa.app import create_app  # imported late: the library looks for the folder

    settings = Settings(
        f"sqlite:///{folder}/{token or 'none'}.sqlite",
        folder / "keys",
        "http://127.0.0.1",
        metrics_token=token,
    )
    if not settings.keyring.exists():
        Keyring.create(settings.keyring)
    keyring = Keyring.load(settings.keyring)
    database = Database(settings.database_url, sealer=keyring)
    schema.migrate(database)
    return create_app(Service(settings, database, keyring))


def _asking(app: Flask) -> Callable[[], None]:
    def ask() -> None:
        environ = EnvironBuilder(path=_PAGE, base_url="http://127.0.0.1").get_environ()
        _, status, _ = run_wsgi_app(app.wsgi_app, environ, buffered=True)
        assert status == "200 OK"

    return ask


def _seconds(ask: Callable[[], object], requests: int) -> float:
    """Take the processor time of so many requests."""
    begun = time.process_time()
    for _ in range(requests):
        ask()
    return time.process_time() - begun


if __name__ == "__main__":
    main()
