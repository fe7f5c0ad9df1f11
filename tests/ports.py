"""Ports for the servers of tests."""

import random
import socket
from contextlib import closing, suppress

_BELOW_LINES = (12_000, 30_000)  # those above are given by the system to whoever opens a line


def free_port() -> int:
    """Give a port that nobody listens on, and that no line of another test takes meanwhile."""
    chance = random.SystemRandom()
    while True:
        port = chance.randrange(*_BELOW_LINES)
        with closing(socket.socket()) as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
