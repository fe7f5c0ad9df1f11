"""Takes each request in whole before a thread works on it: a phone in a tunnel holds its line alone."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIApplication

from xprsa.answers.posting import LARGEST_ANSWERS
from xprsa.app import LARGEST_BODY
from xprsa.people_import.forms import LARGEST_FILE
from xprsa.running.machines import Problem
from xprsa.web.answers import headers_of_all
from xprsa.web.machines import FOR_MACHINES
from xprsa.web.problems import problem_answer

Scope = Mapping[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Begun = tuple[int, list[tuple[str, str]]]

# Bytes; whatever announces more is refused by the application, unread.
LARGEST_TAKEN = max(2 * LARGEST_FILE, LARGEST_ANSWERS)
LARGE_AT_ONCE = 4  # bodies larger than a page's that are in memory while they come
PATIENCE = 30.0  # seconds for a body, and one more for each `SLOWEST` bytes of it
SLOWEST = 20_000  # bytes a second

LEAVES_AT = 256 * 1024  # bytes of an answer that is longer: so much is made before it leaves


class WholeRequests:
    """A WSGI application as ASGI servers take it, whose threads never wait for a body.

    A body ends where the line broke, as if it were whole: `web/requests.py` counts its bytes.
    """

    def __init__(self, inner: WSGIApplication, *, threads: int, patience: float = PATIENCE) -> None:
        """Serve this application.

        :param threads: most requests that are worked on at once.
        :param patience: seconds that a small body may take.
        """
        self._inner, self._patience = inner, patience
        self._threads = ThreadPoolExecutor(threads)
        self._large = asyncio.Semaphore(LARGE_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        environ = _environ(scope)
        length = _length(environ)
        try:
            environ["wsgi.input"] = BytesIO(await self._body(length, receive) if length else b"")
        except TimeoutError:
            answer = _Answer(_late, environ)
        else:
            answer = _Answer(self._inner, environ)
        await self._send(answer, send)

    async def _send(self, answer: "_Answer", send: Send) -> None:
        """Send an answer; a thread works on it while there is something to make, never while it leaves."""
        loop, is_begun, is_over = asyncio.get_running_loop(), False, False
        try:
            while not is_over:
                page, is_over = await loop.run_in_executor(self._threads, answer.more)
                if not is_begun:
                    status, headers = answer.begun
                    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
                    await send({"type": "http.response.start", "status": status, "headers": raw})
                    is_begun = True
                await send({"type": "http.response.body", "body": page, "more_body": not is_over})
        finally:
            answer.close()

    async def _body(self, length: int, receive: Receive) -> bytes:
        async with (
            asyncio.timeout(self._patience + length / SLOWEST),
            self._large if length > LARGEST_BODY else nullcontext(),
        ):
            taken = bytearray()
            while (part := await receive())["type"] == "http.request":
                taken += part.get("body", b"")
                if not part.get("more_body"):
                    break
            return bytes(taken)


class _Answer:
    """What the application answers, some at a time: a long file is never whole in memory.

    :ivar begun: status and headers, once some was made.
    """

    def __init__(self, inner: WSGIApplication, environ: dict[str, Any]) -> None:
        self.begun: Begun = (0, [])
        self._inner, self._environ = inner, environ
        self._chunks: Iterable[bytes] = ()
        self._left: Iterator[bytes] | None = None

    def more(self) -> tuple[bytes, bool]:
        """Make some of it; tell whether that was all."""
        page = bytearray()
        if self._left is None:
            self._chunks = self._inner(self._environ, self._start)
            self._left = iter(self._chunks)
        for chunk in self._left:
            page += chunk
            if len(page) >= LEAVES_AT:
                return bytes(page), False
        return bytes(page), True

    def close(self) -> None:
        """Let the application know that nothing more is asked for."""
        if hasattr(self._chunks, "close"):
            self._chunks.close()

    def _start(self, status: str, headers: list[tuple[str, str]], *_: object) -> Callable[[bytes], object]:
        self.begun = (int(status.split()[0]), headers)
        return _write_nothing


def _write_nothing(_: bytes) -> None:
    """Take nothing: the application never writes so."""


def _late(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    said = {"Connection": "close"} | headers_of_all(https=False)
    if environ.get("PATH_INFO", "").startswith(FOR_MACHINES):
        return problem_answer(Problem.TOO_SLOW, said)(environ, start)
    said["Content-Type"] = "text/plain; charset=utf-8"
    start("408 Request Timeout", [*said.items()])
    return ["Votre envoi n’est pas arrivé en entier. Revenez en arrière, puis recommencez.\n".encode()]


def _environ(scope: Scope) -> dict[str, Any]:
    """Write a request as PEP 3333 has it; a header named with `_` would pass for another, and is left out."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "REMOTE_ADDR": scope["client"][0],
        "SERVER_NAME": scope["server"][0],
        "SERVER_PORT": scope["server"][1],
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.errors": sys.stderr,
        "wsgi.input_terminated": True,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1").upper(), raw_value.decode("latin-1")
        if "_" in name:
            continue
        key = name.replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        between = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = environ[key] + between + value if key in environ else value
    return environ


def _length(environ: Mapping[str, Any]) -> int:
    """Give the bytes to take in: none of a body that announces nothing, or more than any page takes."""
    announced = environ.get("CONTENT_LENGTH", "")
    length = int(announced) if announced.isascii() and announced.isdigit() else 0
    return length if length <= LARGEST_TAKEN else 0
