"""Bodies that do not come take no thread of the server: everybody else goes on being served (B-3)."""

import time

import pytest

from tests.faults.server import Served
from tests.faults.slow import HALF_A_BODY, HALF_A_HEAD, Door, held_open

SOON = 2.0  # seconds


@pytest.mark.parametrize("served", ["sqlite"], indirect=True)
@pytest.mark.parametrize("count", [8, 64, 600])
@pytest.mark.parametrize("begun", [HALF_A_BODY, HALF_A_HEAD], ids=["bodies", "heads"])
def test_slow_clients_delay_nobody(served: Served, begun: bytes, count: int) -> None:
    door = Door("127.0.0.1", served.running_server.port)
    with held_open(door, begun, count=count):
        time.sleep(0.3)  # they reach the server
        asked = time.monotonic()
        assert served.running_server.health() == 200
        assert time.monotonic() - asked < SOON
