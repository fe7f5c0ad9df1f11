"""A network that fails: passes connections on to the server, and cuts some before, during or after."""

import random
import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from enum import StrEnum

_RESET = struct.pack("ii", 1, 0)  # SO_LINGER of zero seconds: closing sends RST, as a lost network does


class Cut(StrEnum):
    """Where a connection is cut."""

    BEFORE = "before anything was passed on"
    DURING = "in the middle of the question"
    AFTER = "once the server has answered, before anybody heard it"
    HALF_HEARD = "in the middle of the answer"


class _Line(socketserver.BaseRequestHandler):
    server: "_Exchange"

    def handle(self) -> None:
        near: socket.socket = self.request
        with suppress(OSError):
            near.settimeout(20)
            question = read_message(near)
            if question:
                _carry(near, question, self.server.port(), self.server.fate())


class _Exchange(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, ports: tuple[int, ...], *, cut_share: float, seed: int) -> None:
        super().__init__(("127.0.0.1", 0), _Line)
        self._ports = ports
        self._cut_share = cut_share
        self._random = random.Random(seed)
        self._lock = threading.Lock()

    def port(self) -> int:
        """Draw which server a connection goes to."""
        with self._lock:
            return self._random.choice(self._ports)

    def fate(self) -> tuple[Cut | None, float]:
        """Draw where a connection is cut, and after which share of the bytes."""
        with self._lock:
            is_cut = self._random.random() < self._cut_share
            return (self._random.choice(list(Cut)) if is_cut else None), self._random.random()


@contextmanager
def failing_network(*ports: int, cut_share: float = 0.15, seed: int = 1) -> Iterator[int]:
    """Stand before the servers on these ports; give the port that clients are to call.

    :param cut_share: share of the connections that are cut.
    """
    with _Exchange(ports, cut_share=cut_share, seed=seed) as exchange:
        thread = threading.Thread(target=exchange.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield int(exchange.server_address[1])
        finally:
            exchange.shutdown()
            thread.join()


def read_message(line: socket.socket) -> bytes:
    """Read one request, head and body; b"" when the line closes first."""
    held = b""
    while b"\r\n\r\n" not in held:
        part = line.recv(65536)
        if not part:
            return b""
        held += part
    head, _, body = held.partition(b"\r\n\r\n")
    length = next(
        (
            int(line.split(b":")[1])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        ),
        0,
    )
    while len(body) < length:
        part = line.recv(65536)
        if not part:
            return b""
        body += part
    return head + b"\r\n\r\n" + body


def _carry(near: socket.socket, question: bytes, port: int, fate: tuple[Cut | None, float]) -> None:
    cut, share = fate
    if cut is Cut.BEFORE:
        return _reset(near)
    try:
        far = socket.create_connection(("127.0.0.1", port), timeout=20)
    except OSError:
        return _reset(near)
    with closing(far):
        if cut is Cut.DURING:
            far.sendall(question[: max(1, int(len(question) * (1 - share**3)))])  # most often near the end
            return _reset(near)
        far.sendall(question)
        answer = _all_of(far)
    if cut is Cut.AFTER:
        return _reset(near)
    near.sendall(answer[: int(len(answer) * share)] if cut is Cut.HALF_HEARD else answer)
    return _reset(near) if cut is Cut.HALF_HEARD else None


def _all_of(line: socket.socket) -> bytes:
    parts = []
    while part := line.recv(65536):
        parts.append(part)
    return b"".join(parts)


def _reset(line: socket.socket) -> None:
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    line.close()
