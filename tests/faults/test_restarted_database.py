"""PostgreSQL restarts while nobody asks for anything: the first who come afterwards notice nothing."""

import time
from collections.abc import Callable

import pytest
from sqlalchemy import make_url

from tests.builders import People
from tests.faults.cluster import Cluster
from tests.faults.crowd import Town, ask
from tests.faults.server import RunningServer

pytestmark = pytest.mark.parametrize("lasting_url", ["postgresql"], indirect=True)
RESTED = 1.2  # seconds: long enough that a connection is asked whether it is still one


def restarts(cluster: Cluster, _name: str) -> None:
    cluster.stop_at_once()
    cluster.start()


def ends_every_connection(cluster: Cluster, name: str) -> None:
    assert cluster.terminate_backends(name) > 1


@pytest.mark.parametrize("happens", [restarts, pytest.param(ends_every_connection, marks=pytest.mark.slow)])
def test_the_first_requests_after_a_restart_are_answered(
    running_server: RunningServer,
    residents: People,
    cluster: Cluster,
    lasting_url: str,
    happens: Callable[[Cluster, str], None],
) -> None:
    running_server.start()
    reader = Town.of(residents, 1)
    cookie = reader.sign_in(reader.inhabitants[0])
    residents.service.database.dispose()
    paths = ("/ma-semaine", "/sante/ecrire", "/mes-semaines")
    for path in paths:
        assert ask(running_server.port, path, cookie=cookie).status == 200
    time.sleep(RESTED)
    happens(cluster, str(make_url(lasting_url).database))
    time.sleep(max(0.0, 5.0 - RESTED))  # a write is tried once in so long
    assert [ask(running_server.port, path, cookie=cookie).status for path in paths] == [200, 200, 200]
