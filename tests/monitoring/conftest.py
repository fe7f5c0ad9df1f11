"""A service that tells its figures, and what they are."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from xprsa.app import create_app
from xprsa.gateways.keyring import Keyring
from xprsa.monitoring.figures import figures
from xprsa.running.service import Service
from xprsa.storage.database import Database
from xprsa.web.health import WriteProbe

TOKEN = "a-token-of-thirty-two-signs-or-more"
Told = dict[tuple[str, ...], float]


@pytest.fixture
def told(service: Service, tmp_path: Path) -> Callable[[], Told]:
    """Read every figure: by metric and values of its labels."""
    watched = replace(service, settings=replace(service.settings, backups=tmp_path / "backups"))
    return lambda: told_by(watched)


def told_by(service: Service) -> Told:
    """Read every figure of a service."""
    found = figures(service, WriteProbe())
    return {(figure.metric, *figure.labels.values()): figure.value for figure in found}


@pytest.fixture
def away(service: Service, keyring: Keyring) -> Iterator[Service]:
    """The same service, once nobody answers where its database was."""
    database = Database("postgresql+psycopg://nobody@127.0.0.1:9/none", sealer=keyring)
    yield replace(service, database=database)
    database.dispose()


def open_app(service: Service) -> Flask:
    """Put an application together whose `/metrics` a token opens."""
    app = create_app(replace(service, settings=replace(service.settings, metrics_token=TOKEN)))
    app.testing = True
    return app
