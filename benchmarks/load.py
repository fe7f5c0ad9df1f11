"""The load: visits made by a process of its own, over plain sockets kept open, so that it is not counted."""

import re
import selectors
import socket
import time
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from random import Random
from typing import Any, Protocol

from benchmarks.asking import Answer, Unexpected

CONNECTIONS = 16
_CROWD = 128  # connections at most, when visitors come at their own pace
_LEFT_WAITING = 2.0  # seconds after which a visitor who found no connection tells that the server is behind
_SILENCE = 60.0  # seconds without any answer
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_PIECE = 256 * 1024  # bytes read at once
_BODILESS = 204

Steps = Generator[bytes, Answer, Any]


class Visit(Protocol):
    """What somebody does: requests one after the other, each after the answer before it."""

    def steps(self) -> Steps:
        """Yield requests, receive answers, return what is worth keeping.

        :raises Unexpected: for an answer that is not the one meant.
        """
        ...


@dataclass(slots=True)
class Answers:
    """What came back.

    :ivar seconds: from the first request to the last answer.
    :ivar waits: seconds that each request took; a visitor's first also counts the wait for a connection.
    :ivar errors: a sentence for each visit that failed.
    :ivar results: what each visit returned, in the order of the visits.
    """

    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    results: list[Any] = field(default_factory=list)

    def without_errors(self) -> "Answers":
        """Give itself.

        :raises RuntimeError: when a visit failed.
        """
        if self.errors:
            raise RuntimeError(f"{len(self.errors)} visits failed, the first: {self.errors[0]}")
        return self


class Load:
    """Makes visits from another process."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool

    def run(self, port: int, visits: Sequence[Visit], *, connections: int = CONNECTIONS) -> Answers:
        """Make visits, as many at once as there are connections.

        :raises RuntimeError: when a visit failed.
        """
        made: Answers = self._pool.submit(_made, port, visits, connections, None).result()
        return made.without_errors()

    def arrive(self, port: int, visits: Sequence[Visit], *, rate: float) -> Answers:
        """Let visitors come at their own pace, whether or not the server follows.

        :param rate: visits a second, on average.
        """
        return self._pool.submit(_made, port, visits, _CROWD, rate).result()


@contextmanager
def load() -> Iterator[Load]:
    """Start the process that sends."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        yield Load(pool)


class _Line:
    """One connection, with the visit that it carries."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._read = b""

    def begin(self, number: int, steps: Steps, *, since: float) -> None:
        """Send the first request of a visit.

        :param since: when the visitor came, by `time.perf_counter`.
        """
        self.number, self.steps, self.asked_at = number, steps, since
        self.socket.sendall(next(steps))

    def ask(self, request: bytes) -> None:
        """Send the next one."""
        self.asked_at = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> Answer | None:
        """Read what came; None until the answer is whole.

        :raises Unexpected: when the connection ends, or the answer does not tell its length.
        """
        piece = self.socket.recv(_PIECE)
        if not piece:
            raise Unexpected("the server closed a connection")
        self._read += piece
        head, end, body = self._read.partition(b"\r\n\r\n")
        if not end:
            return None
        status, length = int(head[9:12]), _LENGTH.search(head)
        if not length and status != _BODILESS:
            raise Unexpected("an answer without its length cannot be told from the next one")
        if length and len(body) < int(length[1]):
            return None
        self._read = b""
        return Answer(status, head, body)


class _Run:
    """Visits under way."""

    def __init__(self, port: int, visits: Sequence[Visit], *, connections: int, rate: float | None) -> None:
        self._port, self._unopened = port, connections
        self._began = time.perf_counter()
        self._coming = deque(zip(_arrivals(len(visits), self._began, rate), enumerate(visits), strict=True))
        self._idle: list[_Line] = []
        self._under_way = 0
        self._selector = selectors.DefaultSelector()
        self.told = Answers(results=[None] * len(visits))

    def through(self) -> Answers:
        """Go on until the last answer, or until visitors are left waiting."""
        while self._coming or self._under_way:
            self._admit()
            heard = self._selector.select(self._patience())
            if not heard and not self._coming:
                raise RuntimeError(f"the server has not answered for {_SILENCE:.0f} seconds")
            for key, _ in heard:
                self._hear(key.data)
        self.told.seconds = time.perf_counter() - self._began
        for line in self._idle:
            line.socket.close()
        self._selector.close()
        return self.told

    def _admit(self) -> None:
        """Give a connection to whoever has come; turn everybody away when the first waits too long."""
        now = time.perf_counter()
        while self._coming and self._coming[0][0] <= now and (self._idle or self._unopened):
            since, (number, visit) = self._coming.popleft()
            self._line().begin(number, visit.steps(), since=since)
            self._under_way += 1
        if self._coming and self._began < self._coming[0][0] < now - _LEFT_WAITING:
            self.told.errors.append("visitors were left waiting")
            self._coming.clear()

    def _line(self) -> _Line:
        if self._idle:
            return self._idle.pop()
        self._unopened -= 1
        line = _Line(self._port)
        self._selector.register(line.socket, selectors.EVENT_READ, line)
        return line

    def _patience(self) -> float:
        """Give the seconds until somebody comes who can be admitted, or while an answer may be awaited."""
        if not self._coming or not (self._idle or self._unopened):
            return _SILENCE
        return max(0.0, self._coming[0][0] - time.perf_counter())

    def _hear(self, line: _Line) -> None:
        if line in self._idle:  # the server closes what nobody uses
            self._idle.remove(line)
            self._close(line)
            return
        try:
            answer = line.receive()
            if answer is None:
                return
            self.told.waits.append(time.perf_counter() - line.asked_at)
            line.ask(line.steps.send(answer))
        except StopIteration as over:
            self.told.results[line.number] = over.value
            self._under_way -= 1
            self._idle.append(line)
        except (Unexpected, OSError) as wrong:
            self.told.errors.append(str(wrong))
            self._under_way -= 1
            self._close(line)

    def _close(self, line: _Line) -> None:
        self._unopened += 1
        self._selector.unregister(line.socket)
        line.socket.close()


def _arrivals(visits: int, began: float, rate: float | None) -> list[float]:
    """Give when each visitor comes: all at once, or as strangers do, at random around a rate."""
    if rate is None:
        return [began] * visits
    chance, times = Random(1), [began]
    for _ in range(visits - 1):
        times.append(times[-1] + chance.expovariate(rate))
    return times


def _made(port: int, visits: Sequence[Visit], connections: int, rate: float | None) -> Answers:
    return _Run(port, visits, connections=connections, rate=rate).through()
