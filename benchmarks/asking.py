"""Requests as a browser writes them, answers as it reads them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode

import brotli

_INPUT = re.compile(r"<input [^>]*type=\"hidden\"[^>]*>")
_NAME, _VALUE = re.compile(r' name="([^"]*)"'), re.compile(r' value="([^"]*)"')


class Unexpected(Exception):
    """An answer that is not the one meant: fast and wrong counts for nothing."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered.

    :ivar head: status line and headers as received.
    :ivar body: as received, compressed or not.
    """

    status: int
    head: bytes
    body: bytes

    @property
    def text(self) -> str:
        """The body as it is read."""
        body = brotli.decompress(self.body) if self.header("Content-Encoding") == "br" else self.body
        return str(body, "utf-8")

    def header(self, name: str) -> str:
        """Give the first header of this name, or ""."""
        found = re.search(rf"\r\n{name}: *([^\r]*)", self.head.decode("latin-1"), re.IGNORECASE)
        return found[1] if found else ""

    def must_be(self, status: int) -> "Answer":
        """Give itself.

        :raises Unexpected: when the status is another.
        """
        if self.status != status:
            raise Unexpected(f"{self.status} instead of {status}")
        return self


def get(path: str, *, cookie: str = "") -> bytes:
    """Write a GET as a browser sends it."""
    return _request("GET", path, cookie=cookie)


def post(path: str, fields: Iterable[tuple[str, str]], *, cookie: str) -> bytes:
    """Write a form as a browser sends it."""
    body = urlencode(list(fields))
    form = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
    return _request("POST", path, cookie=cookie, more=form) + body.encode("ascii")


def hidden_fields(page: str) -> dict[str, str]:
    """Give what the forms of a page send without being seen."""
    found = {}
    for tag in _INPUT.findall(page):
        name, value = _NAME.search(tag), _VALUE.search(tag)
        if name:
            found[unescape(name[1])] = unescape(value[1]) if value else ""
    return found


def found_in(page: str, pattern: str) -> str:
    """Give the group of a pattern that a page must hold.

    :raises Unexpected: when it does not.
    """
    found = re.search(pattern, page)
    if not found:
        raise Unexpected(f"the page holds no {pattern}")
    return unescape(found[1])


def _request(method: str, path: str, *, cookie: str, more: str = "") -> bytes:
    return (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\nAccept-Language: fr\r\n"
        f"Accept-Encoding: gzip, deflate, br\r\nSec-Fetch-Site: same-origin\r\n"
        f"{f'Cookie: {cookie}' if cookie else 'DNT: 1'}\r\n{more}\r\n"
    ).encode("ascii")
