"""What the server's threads are given: whole requests, written as PEP 3333 has them."""

import asyncio
import json
from collections.abc import Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pytest

from xprsa.answers.posting import LARGEST_ANSWERS
from xprsa.app import LARGEST_BODY
from xprsa.commands.whole_requests import LARGE_AT_ONCE, LARGEST_TAKEN, LEAVES_AT, WholeRequests
from xprsa.people_import import views as people_import


@dataclass
class Inner:
    """An application that keeps what it was given."""

    given: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        self.given.append(environ)
        start_response("200 OK", [("X-Given", "1")])
        return [environ["wsgi.input"].read()]


@dataclass
class Line:
    """A client that sends these parts.

    :ivar is_slow: whether it lets the server wait for more.
    """

    parts: list[bytes]
    length: int
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    path: bytes = b"/connexion"
    is_slow: bool = False
    sent: list[Mapping[str, Any]] = field(default_factory=list)

    async def receive(self) -> Mapping[str, Any]:
        if not self.parts:
            await asyncio.sleep(3600)
        part = self.parts.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(self.parts) or self.is_slow}

    async def send(self, message: Mapping[str, Any]) -> None:
        self.sent.append(message)

    @property
    def scope(self) -> dict[str, Any]:
        announced = [(b"content-length", str(self.length).encode())] if self.length else []
        return {
            "method": "POST",
            "raw_path": self.path,
            "query_string": b"a=%20b",
            "client": ("192.0.2.7", "4242"),
            "server": ("127.0.0.1", "8000"),
            "http_version": "1.1",
            "scheme": "http",
            "headers": [*announced, *self.headers],
        }


def run(work: Coroutine[Any, Any, None]) -> None:
    """Run it in a thread of its own: the browser's driver may have left a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


def ask(app: WholeRequests, *lines: Line) -> None:
    async def all_at_once() -> None:
        await asyncio.gather(*(app(line.scope, line.receive, line.send) for line in lines))

    run(all_at_once())


def test_a_body_comes_in_parts_and_is_given_whole() -> None:
    inner, line = Inner(), Line([b"contact=", b"a%40b"], 13)
    ask(WholeRequests(inner, threads=1), line)
    assert [message.get("body") for message in line.sent] == [None, b"contact=a%40b"]
    assert line.sent[0]["status"] == 200
    assert line.sent[0]["headers"] == [(b"X-Given", b"1")]
    assert isinstance(inner.given[0]["wsgi.input"], BytesIO)


def test_a_body_that_does_not_come_takes_no_thread_and_ends_in_a_sentence() -> None:
    inner = Inner()
    slow = [Line([b"contact=a"], 5000, is_slow=True) for _ in range(64)]
    quick = Line([b"contact=b"], 9)
    ask(WholeRequests(inner, threads=1, patience=0.3), *slow, quick)
    assert [environ["CONTENT_LENGTH"] for environ in inner.given] == ["9"]
    for line in slow:
        assert line.sent[0]["status"] == 408
        assert "Votre envoi n’est pas arrivé en entier" in line.sent[1]["body"].decode()


def test_a_program_that_is_too_slow_is_told_so_as_it_reads_it() -> None:
    slow = Line([b"{"], 5000, is_slow=True, path=b"/api/v1/exports/support/runs/x/answers")
    ask(WholeRequests(Inner(), threads=1, patience=0.1), slow)
    assert slow.sent[0]["status"] == 408
    assert (b"Content-Type", b"application/problem+json") in slow.sent[0]["headers"]
    assert json.loads(slow.sent[1]["body"])["type"] == "urn:xprsa:problem:too-slow"


def test_few_large_bodies_are_in_memory_at_once_and_small_ones_do_not_wait_for_them() -> None:
    inner = Inner()
    held = [Line([b"x" * 10], LARGEST_BODY + 1, is_slow=True) for _ in range(LARGE_AT_ONCE)]
    waiting = Line([b"y" * (LARGEST_BODY + 1)], LARGEST_BODY + 1)
    small = Line([b"z"], 1)

    async def look() -> None:
        app = WholeRequests(inner, threads=1)
        asked = [asyncio.create_task(app(line.scope, line.receive, line.send)) for line in (*held, waiting)]
        await asyncio.wait_for(app(small.scope, small.receive, small.send), 5)
        assert waiting.parts, "one body too many was taken in"
        asked[0].cancel()
        await asyncio.wait_for(asked[-1], 5)
        for task in asked:
            task.cancel()

    run(look())
    assert [environ["CONTENT_LENGTH"] for environ in inner.given] == ["1", str(LARGEST_BODY + 1)]


def test_what_no_page_takes_is_left_unread_for_the_application_to_refuse() -> None:
    inner, line = Inner(), Line([b"x"], LARGEST_TAKEN + 1)
    ask(WholeRequests(inner, threads=1), line)
    assert line.parts == [b"x"]
    assert inner.given[0]["CONTENT_LENGTH"] == str(LARGEST_TAKEN + 1)


def test_the_largest_body_of_every_page_is_taken() -> None:
    assert max(*people_import._LARGEST_BODY.values(), LARGEST_ANSWERS) == LARGEST_TAKEN


@pytest.mark.parametrize(
    ("headers", "key", "value"),
    [
        ([(b"cookie", b"a=1"), (b"cookie", b"b=2")], "HTTP_COOKIE", "a=1; b=2"),
        ([(b"host", b"a"), (b"host", b"b")], "HTTP_HOST", "a,b"),
        ([(b"content-type", b"text/plain")], "CONTENT_TYPE", "text/plain"),
        ([(b"x-note", b"\xe9")], "HTTP_X_NOTE", "é"),
        ([(b"x_forwarded_for", b"192.0.2.1")], "HTTP_X_FORWARDED_FOR", None),
    ],
)
def test_headers_are_given_as_they_came(headers: list[tuple[bytes, bytes]], key: str, value: str) -> None:
    inner = Inner()
    ask(WholeRequests(inner, threads=1), Line([], 0, headers))
    assert inner.given[0].get(key) == value


def test_an_address_is_given_byte_for_byte() -> None:
    inner = Inner()
    ask(WholeRequests(inner, threads=1), Line([], 0, path=b"/a%20%ff/%C3%A9"))
    assert inner.given[0]["PATH_INFO"].encode("latin-1") == b"/a \xff/\xc3\xa9"
    assert inner.given[0]["QUERY_STRING"] == "a=%20b"
    assert inner.given[0]["REMOTE_ADDR"] == "192.0.2.7"


def test_a_long_answer_leaves_while_it_is_made_and_is_closed_at_its_end() -> None:
    line, made, closed = Line([], 0), [0], [False]

    class Long:
        def __iter__(self) -> Iterator[bytes]:
            for made[0] in range(1, 41):
                yield bytes(64 * 1024)

        def close(self) -> None:
            closed[0] = True

    def inner(_environ: dict[str, Any], start_response: Any) -> Long:
        start_response("200 OK", [])
        return Long()

    made_when_sent = []
    keep = line.send

    async def send(message: Mapping[str, Any]) -> None:
        made_when_sent.append(made[0])
        await keep(message)

    line.send = send  # type: ignore[method-assign]
    ask(WholeRequests(inner, threads=1), line)
    assert sum(len(message.get("body", b"")) for message in line.sent) == 40 * 64 * 1024
    assert [message["more_body"] for message in line.sent[1:]] == [True] * (len(line.sent) - 2) + [False]
    assert made_when_sent[1] == LEAVES_AT // (64 * 1024)
    assert closed == [True]
