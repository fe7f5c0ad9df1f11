"""The product in this process, without a server: to catch its statements, to see where its time goes."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from typing import Any
from unittest import mock

import brotli
import psycopg

from benchmarks.place import Place
from benchmarks.visits import Fields


class Inside:
    """The product on the people of a place, as a worker of the server makes it."""

    def __init__(self, place: Place) -> None:
        with mock.patch.dict(os.environ, place.environment, clear=True):
            from xprsa.commands.serving import application  # what the server asks of its worker

            self._product = application()

    def page(self, path: str, *, cookie: str = "") -> bytes:
        """Ask for a page; give it compressed, as it is sent."""
        return self._asked(path, cookie=cookie, method="GET")

    def send(self, path: str, fields: Fields, *, cookie: str) -> None:
        """Send a form."""
        grouped = {name: [value for other, value in fields if other == name] for name, _ in fields}
        self._asked(path, cookie=cookie, method="POST", data=grouped)

    def _asked(self, path: str, *, cookie: str, **request: Any) -> bytes:
        headers = {"Cookie": cookie, "Sec-Fetch-Site": "same-origin", "Accept-Encoding": "br"}
        with redirect_stdout(StringIO()):  # its log
            answer = self._product.test_client(use_cookies=False).open(path, headers=headers, **request)
        if answer.status_code not in (200, 303):
            raise RuntimeError(f"{path} answered {answer.status_code}")
        return bytes(answer.data)


def read(page: bytes) -> str:
    """Read a page that came compressed."""
    return str(brotli.decompress(page), "utf-8")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement as psycopg received it."""

    text: str
    values: Mapping[str, Any]


@contextmanager
def caught() -> Iterator[list[Statement]]:
    """Note the statements that pass at the driver, whichever way the product's code gives them."""
    seen: list[Statement] = []
    execute = psycopg.Cursor.execute

    def noted(cursor: Any, query: Any, values: Any = None, **options: Any) -> Any:
        seen.append(Statement(str(query), values or {}))
        return execute(cursor, query, values, **options)

    with mock.patch.object(psycopg.Cursor, "execute", noted):
        yield seen
