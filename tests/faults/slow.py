"""Clients that hold a line open and hardly say anything on it, as phones in a tunnel or an attacker do."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

HALF_A_HEAD = b"GET / HTTP/1.1\r\nHost: {host}\r\nX-"
HALF_A_BODY = (
    b"POST /connexion HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Sec-Fetch-Site: same-origin\r\nContent-Length: 5000\r\n\r\ncontact=a"
)
NOTHING = b""


@dataclass(frozen=True)
class Door:
    """Where a service is reached.

    :ivar context: for encrypted lines, and the certificate that they trust.
    :ivar source: the address from which lines come.
    """

    host: str
    port: int
    context: ssl.SSLContext | None = None
    source: str = "127.0.0.1"

    def open(self) -> socket.socket:
        """Open a line."""
        line = socket.create_connection(("127.0.0.1", self.port), timeout=20, source_address=(self.source, 0))
        return self.context.wrap_socket(line, server_hostname=self.host) if self.context else line


@contextmanager
def held_open(
    door: Door, begun: bytes, *, count: int, encrypted: bool = True
) -> Iterator[list[socket.socket]]:
    """Hold `count` lines on which a request was begun and does not go on."""
    said = begun.replace(b"{host}", door.host.encode())
    with ExitStack() as open_lines:
        held = [open_lines.enter_context(door.open()) for _ in range(count)]
        if said:
            for line in held:
                line.sendall(said)
        yield held
