"""The load: a process of its own, plain sockets kept open, so that it costs little and is not counted."""

import re
import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_PIECE = 256 * 1024  # bytes read at once


@dataclass(frozen=True, slots=True)
class Answers:
    """What came back.

    :ivar seconds: from the first request to the last answer.
    :ivar statuses: how many answers of each HTTP status.
    """

    seconds: float
    statuses: Counter[int]

    def all_are(self, status: int) -> int:
        """Give how many there were, or stop when one is not as expected.

        :raises RuntimeError: naming the statuses.
        """
        if set(self.statuses) != {status}:
            raise RuntimeError(f"expected {status} only, the server answered {dict(self.statuses)}")
        return self.statuses[status]


class Load:
    """Sends requests from another process."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool

    def run(self, port: int, queues: Sequence[Sequence[bytes]]) -> Answers:
        """Send every queue of requests, one connection a queue, each request after the answer before it."""
        return self._pool.submit(_run, port, queues).result()


@contextmanager
def load() -> Iterator[Load]:
    """Start the process that sends."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        yield Load(pool)


def get(path: str, *, cookie: str = "") -> bytes:
    """Write a GET as a browser sends it."""
    return _request("GET", path, cookie, "")


def post(path: str, body: str, *, cookie: str) -> bytes:
    """Write a form as a browser sends it."""
    form = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
    return _request("POST", path, cookie, form) + body.encode("ascii")


def _request(method: str, path: str, cookie: str, more: str) -> bytes:
    return (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\nAccept-Language: fr\r\n"
        f"Accept-Encoding: gzip, deflate, br\r\nSec-Fetch-Site: same-origin\r\n"
        f"{f'Cookie: {cookie}' if cookie else 'DNT: 1'}\r\n{more}\r\n"
    ).encode("ascii")


class _Line:
    """One connection with what remains to be sent on it."""

    def __init__(self, port: int, queue: Sequence[bytes]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._waiting = iter(queue)
        self._read = b""

    def send(self) -> bool:
        """Send the next request; False when none remains."""
        request = next(self._waiting, None)
        if request is not None:
            self.socket.sendall(request)
        return request is not None

    def receive(self) -> int:
        """Read what came; give the status once the answer is whole, 0 before."""
        piece = self.socket.recv(_PIECE)
        if not piece:
            raise ConnectionError("the server closed a connection")
        self._read += piece
        head, end, body = self._read.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not end or (length and len(body) < int(length[1])):
            return 0
        if not length:
            raise RuntimeError("an answer without its length cannot be told from the next one")
        self._read = b""
        return int(head[9:12])


def _run(port: int, queues: Sequence[Sequence[bytes]]) -> Answers:
    statuses: Counter[int] = Counter()
    lines = [_Line(port, queue) for queue in queues]
    with selectors.DefaultSelector() as waiting:
        for line in lines:
            waiting.register(line.socket, selectors.EVENT_READ, line)
        begun = time.perf_counter()
        for line in lines:
            line.send()
        open_lines = len(lines)
        while open_lines:
            for key, _ in waiting.select():
                line = key.data
                status = line.receive()
                if not status:
                    continue
                statuses[status] += 1
                if not line.send():
                    open_lines -= 1
        spent = time.perf_counter() - begun
    for line in lines:
        line.socket.close()
    return Answers(spent, statuses)
