"""Bodies that are too large, broken or lie about themselves meet a sentence, and no worker falls (B-1)."""

import errno
import re
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest

from tests.faults.crowd import Town, ask, hidden
from tests.faults.server import Served

FORM = "application/x-www-form-urlencoded"
LARGEST = 64 * 1024  # bytes
A_SENTENCE = re.compile(r">[A-ZÀÉÊ«][^<>]{8,}\.</(p|a)>")


@dataclass(frozen=True)
class Sent:
    """What came back, as bytes on the line; status 0 when the server only closed it."""

    status: int
    page: str


@dataclass(frozen=True)
class Sender:
    """Somebody signed in, who writes requests byte by byte.

    :ivar fields: what the page of a week proposes, with its token, ready to be sent.
    """

    served: Served
    path: str
    cookie: str
    fields: dict[str, str]

    def send(self, body: bytes, *headers: str, length: int | None = None, finish: bool = True) -> Sent:
        """Send a body with these headers; `length` is what it claims to be.

        :param finish: whether the line stays open for the answer, or is closed for writing after the body.
        """
        head = [
            f"POST {self.path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.served.running_server.port}",
            f"Cookie: {self.cookie}",
            "Sec-Fetch-Site: same-origin",
            "Connection: close",
            *headers,
        ]
        if not any(header.lower().startswith(("content-length", "transfer-encoding")) for header in headers):
            head.append(f"Content-Length: {len(body) if length is None else length}")
        return self.write("\r\n".join(head).encode() + b"\r\n\r\n" + body, finish=finish)

    def write(self, request: bytes, *, finish: bool = True) -> Sent:
        """Send bytes as they are, and read until the server closes."""
        answer = b""
        with closing(
            socket.create_connection(("127.0.0.1", self.served.running_server.port), timeout=20)
        ) as line:
            with _hung_up():
                line.sendall(request)
                if not finish:
                    line.shutdown(socket.SHUT_WR)
            with _hung_up():
                while part := line.recv(65536):
                    answer += part
        found = re.match(rb"HTTP/1\.1 (\d{3})", answer)
        return Sent(int(found[1]) if found else 0, answer.partition(b"\r\n\r\n")[2].decode(errors="replace"))


@contextmanager
def _hung_up() -> Iterator[None]:
    """Let the server hang up first: it may have seen enough."""
    try:
        yield
    except OSError as gone:
        if gone.errno not in (errno.EPIPE, errno.ECONNRESET, errno.ENOTCONN):
            raise


@pytest.fixture
def sender(served: Served) -> Sender:
    town = Town.of(served.people, 1)
    cookie = town.sign_in(town.inhabitants[0])
    path = f"/declarer/{served.people.service.this_week(served.people.territory())}"
    page = ask(served.running_server.port, path, cookie=cookie).page
    return Sender(served, path, cookie, {name: hidden(page, name) for name in ("csrf", "key", "base")})


@pytest.fixture(autouse=True)
def no_worker_falls(served: Served):
    before = served.running_server.worker_ids()
    yield
    assert served.running_server.health() == 200
    assert served.running_server.worker_ids() == before
    assert '"unexpected"' not in served.running_server.log()


def is_a_sentence(sent: Sent) -> bool:
    """Tell whether the answer refuses with words."""
    return 400 <= sent.status < 500 and bool(A_SENTENCE.search(sent.page))


def test_64_kb_are_taken_and_one_byte_more_meets_a_sentence(sender: Sender) -> None:
    form = urlencode(sender.fields | {"answer": "none"}).encode() + b"&words="
    taken = sender.send(form + b"x" * (LARGEST - len(form)), f"Content-Type: {FORM}")
    assert taken.status == 303
    refused = sender.send(form + b"x" * (LARGEST + 1 - len(form)), f"Content-Type: {FORM}")
    assert refused.status == 413
    assert "Le texte est trop long" in refused.page


@pytest.mark.parametrize(
    "body",
    [
        b"%",
        b"%ZZ=%ZZ",
        b"answer=%FF%FE",
        b"\xff\xfe\x00=\x00",
        b"&&&&====&=&",
        b"answer",
        b"answer=" + b"%00" * 1000,
        b"a" * 60_000,
        b"row=" + b"&row=" * 12_000,
    ],
    ids=lambda body: repr(body[:20]),
)
def test_what_is_no_form_meets_a_sentence(sender: Sender, body: bytes) -> None:
    assert is_a_sentence(sender.send(body, f"Content-Type: {FORM}"))
    with_token = urlencode(sender.fields).encode() + b"&" + body
    assert is_a_sentence(sender.send(with_token, f"Content-Type: {FORM}"))


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"--x\r\n"),
        ("multipart/form-data; boundary=", b"--\r\n"),
        ("multipart/form-data; boundary=x", b""),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-Disposition: form-data; name=answer\r\n\r\nnone",
        ),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\nnone\r\n--x--\r\n"),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-Disposition: form-data\r\n\r\nnone\r\n--x--\r\n",
        ),
        ("multipart/form-data; boundary=" + "x" * 300, b"--x--"),
        ("text/plain", b"answer=none"),
        ("application/json", b'{"answer": "none"}'),
        ("application/x-www-form-urlencoded; charset=utf-7", b"answer=+ADw-"),
        ("; ;;=", b"answer=none"),
        ("é", b"answer=none"),
    ],
)
def test_a_body_of_another_kind_meets_a_sentence(sender: Sender, kind: str, body: bytes) -> None:
    assert is_a_sentence(sender.send(body, f"Content-Type: {kind}"))


def test_ten_thousand_parts_meet_a_sentence(sender: Sender) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'
    body = part * (LARGEST // len(part))
    assert is_a_sentence(sender.send(body + b"--x--\r\n", "Content-Type: multipart/form-data; boundary=x"))


def test_ten_thousand_fields_meet_a_sentence(sender: Sender) -> None:
    body = urlencode(sender.fields).encode() + b"&a=1" * 10_000
    assert is_a_sentence(sender.send(body, f"Content-Type: {FORM}"))


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
def test_a_body_that_stops_short_of_its_length_sends_nothing(sender: Sender, share: float) -> None:
    body = urlencode(sender.fields | {"answer": "none", "send": "1"}).encode()
    cut = sender.send(body[: int(len(body) * share)], f"Content-Type: {FORM}", length=len(body), finish=False)
    assert cut.status in (0, 400)
    page = ask(sender.served.running_server.port, sender.path, cookie=sender.cookie).page
    assert hidden(page, "base") == "0"


def test_a_body_without_a_length_sends_nothing(sender: Sender) -> None:
    body = urlencode(sender.fields | {"answer": "none", "send": "1"}).encode()
    chunked = f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n"
    for whole in (chunked, chunked[: len(chunked) // 2], b"ZZ\r\n", b"fffffffffffffffff\r\n"):
        sent = sender.send(whole, f"Content-Type: {FORM}", "Transfer-Encoding: chunked", finish=False)
        assert sent.status == 0 or 400 <= sent.status < 500  # the line is half closed: words may not arrive
    page = ask(sender.served.running_server.port, sender.path, cookie=sender.cookie).page
    assert hidden(page, "base") == "0"


@pytest.mark.parametrize(
    "request_",
    [
        b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /declarer/2026-W47 HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /declarer/2026-W47 HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
        b"POST /declarer/2026-W47 HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 500_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: a\r\n" * 5_000 + b"\r\n",
        b"GET /%00%ff%c0%af../..%2f HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b'GET / HTTP/1.1\r\nHost: \xff\xfe"<script>\r\nConnection: close\r\n\r\n',
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
    ids=lambda request_: repr(request_[:30]),
)
def test_what_is_no_request_is_refused_without_harm(sender: Sender, request_: bytes) -> None:
    assert sender.write(request_, finish=False).status < 500


def test_a_large_body_of_somebody_whose_sign_in_has_ended_meets_a_sentence(sender: Sender) -> None:
    with_ended = Sender(sender.served, "/deconnexion", sender.cookie, sender.fields)
    with_ended.send(urlencode(sender.fields).encode(), f"Content-Type: {FORM}")
    assert is_a_sentence(sender.send(b"words=" + b"x" * LARGEST, f"Content-Type: {FORM}"))
