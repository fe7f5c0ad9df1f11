"""What nginx, as it is shipped, lets through and says by itself; another server stands for ours."""

import json
import re
import ssl
import threading
import time
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.deploy.browser import Browser
from tests.deploy.recipe import SITE, Machine, machine_in_a_folder
from tests.faults.server import eventually
from tests.faults.slow import HALF_A_BODY, held_open
from tests.source import ROOT
from xprsa.web.problems import WORDS

SHIPPED = (ROOT / "deploy/nginx/xprsa.conf").read_text(encoding="utf-8")
PAGE = b"<p>" + b"une page " * 200
DOCUMENTS = "/api/v1/exports/support/runs/1/documents"
MEGABYTES = 40  # more than the lines on both sides take in


@dataclass
class Recorded:
    """A server that keeps the heads of what it was asked, behind nginx."""

    machine: Machine
    heads: list[dict[str, str]] = field(default_factory=list)

    @property
    def browser(self) -> Browser:
        """Somebody new."""
        return Browser(self.machine)


@pytest.fixture(scope="module")
def recorded() -> Iterator[Recorded]:
    with machine_in_a_folder() as machine:
        machine.fills_in()
        made = Recorded(machine)

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                made.heads.append({name.lower(): value for name, value in self.headers.items()})
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                if self.path == DOCUMENTS:
                    self._give_documents()
                    return
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.send_header("Strict-Transport-Security", "max-age=31536000")
                self.send_header("Content-Length", str(len(PAGE)))
                self.end_headers()
                self.wfile.write(PAGE)

            def do_POST(self) -> None:
                self.do_GET()

            def _give_documents(self) -> None:
                self.send_response(200)
                self.send_header("Content-Length", str(MEGABYTES << 20))
                self.end_headers()
                for _ in range(MEGABYTES):
                    self.wfile.write(b"x" * (1 << 20))

            def log_message(self, *_: object) -> None: ...

        server = ThreadingHTTPServer(("127.0.0.1", machine.port), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with machine.nginx():
            eventually(lambda: _answers(made.browser), what="the first answer of nginx")
            yield made
        server.shutdown()
        server.server_close()


def _answers(browser: Browser) -> bool:
    with suppress(OSError):
        return browser.ask("/").status == 200
    return False


def test_what_a_client_says_of_itself_is_replaced(recorded: Recorded) -> None:
    said = {
        "X_Forwarded_For": "192.0.2.1",
        "X_Forwarded_Host": "evil.example.org",
        "X_Forwarded_Proto": "http",
        "X_Forwarded_Port": "1",
        "X_Forwarded_Prefix": "/evil",
        "X_Real_IP": "192.0.2.1",
        "Forwarded": "for=192.0.2.1",
    }
    recorded.browser.ask("/", **said)
    head = recorded.heads[-1]
    told = {name: value for name, value in head.items() if "forwarded" in name or name == "x-real-ip"}
    assert told == {
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-host": SITE,
        "x-forwarded-proto": "https",
    }
    assert head["host"] == SITE


def test_no_body_reaches_the_application_before_it_is_whole(recorded: Recorded) -> None:
    before = len(recorded.heads)
    with held_open(recorded.browser.door, HALF_A_BODY, count=20):
        time.sleep(0.5)
        assert len(recorded.heads) == before


@pytest.mark.slow
def test_a_program_that_reads_a_kilobyte_a_second_is_not_cut(recorded: Recorded) -> None:
    with closing(recorded.browser.door.open()) as line:
        line.settimeout(20)
        line.sendall(f"GET {DOCUMENTS} HTTP/1.1\r\nHost: {SITE}\r\nConnection: close\r\n\r\n".encode())
        had = 0
        for _ in range(30):  # seconds: a page would be cut after twenty
            had += len(line.recv(1 << 10))
            time.sleep(1)
        while more := line.recv(1 << 16):
            had += len(more)
    assert had > MEGABYTES << 20


def test_another_name_is_not_answered(recorded: Recorded) -> None:
    door = recorded.browser.door
    stranger = replace(door, host="evil.example.org")
    with pytest.raises(ssl.SSLError, match="UNRECOGNIZED_NAME"):
        stranger.open()
    before = len(recorded.heads)
    with closing(door.open()) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: evil.example.org\r\n\r\n")
        assert line.recv(1000) == b""
    with closing(door.open()) as line:
        line.sendall(f"GET / HTTP/1.1\r\nHost: {SITE}\r\nHost: evil.example.org\r\n\r\n".encode())
        assert line.recv(1000).startswith(b"HTTP/1.1 400")
    assert len(recorded.heads) == before


def test_what_is_not_encrypted_is_sent_to_what_is(recorded: Recorded) -> None:
    with closing(HTTPConnection("127.0.0.1", recorded.machine.http, timeout=5)) as line:
        line.request("GET", "/connexion?a=1", headers={"Host": SITE})
        heard = line.getresponse()
        assert (heard.status, heard.headers["Location"]) == (308, f"https://{SITE}/connexion?a=1")


def test_a_program_that_asks_in_clear_is_told_so_and_never_sent_on(recorded: Recorded) -> None:
    before = len(recorded.heads)
    with closing(HTTPConnection("127.0.0.1", recorded.machine.http, timeout=5)) as line:
        line.request(
            "GET", "/api/v1/exports/support/runs", headers={"Host": SITE, "Authorization": "Bearer x"}
        )
        heard = line.getresponse()
        told = json.loads(heard.read())
    assert (heard.status, heard.headers["Location"]) == (403, None)
    assert heard.headers["Content-Type"] == "application/problem+json"
    assert (told["type"], told["status"]) == ("urn:xprsa:problem:not-encrypted", 403)
    assert len(recorded.heads) == before


def test_a_program_that_posts_in_clear_is_told_so_however_long_it_is(recorded: Recorded) -> None:
    before = len(recorded.heads)
    with closing(HTTPConnection("127.0.0.1", recorded.machine.http, timeout=5)) as line:
        path = "/api/v1/exports/support/runs/1/answers"
        line.request("POST", path, b"x" * 200_000, {"Host": SITE, "Authorization": "Bearer x"})
        heard = line.getresponse()
        told = json.loads(heard.read())
    assert (heard.status, told["type"]) == (403, "urn:xprsa:problem:not-encrypted")
    assert len(recorded.heads) == before


def test_what_nginx_tells_a_program_is_what_the_application_would(recorded: Recorded) -> None:
    said = [json.loads(page) for page in re.findall(r"return \d+ '({.+})';", SHIPPED)]
    ours = {problem.value: words for problem, words in WORDS.items()}
    for told in said:
        if told["type"] != "urn:xprsa:problem:not-encrypted":
            words = ours[told["type"]]
            assert (told["status"], told["title"]) == (words.status, words.title)
            assert told["detail"] == words.detail.replace("\u00a0", " ")
    assert len(said) == 4
    answer = recorded.browser.ask("/api/v1/openapi.json", {"a": "x" * 70_000})
    assert (answer.status, answer.headers["content-type"]) == (413, "application/problem+json")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert json.loads(answer.page) == said[1]


def test_encryption_is_asked_for_a_year_once_and_no_version_is_told(recorded: Recorded) -> None:
    too_large = {"a": "x" * 70_000}
    for answer in (recorded.browser.ask("/"), recorded.browser.ask("/", too_large)):
        assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
        assert answer.headers["server"] == "nginx"


def test_what_nginx_says_by_itself_is_a_text_and_framed_nowhere(recorded: Recorded) -> None:
    answer = recorded.browser.ask("/", {"a": "x" * 70_000})
    assert answer.status == 413
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("version", "ciphers", "is_spoken"),
    [
        (ssl.TLSVersion.TLSv1_1, "ALL:@SECLEVEL=0", False),
        (ssl.TLSVersion.TLSv1_2, "AES128-SHA:AES128-GCM-SHA256:@SECLEVEL=0", False),  # no secrecy
        (ssl.TLSVersion.TLSv1_2, "ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA", False),  # CBC
        (ssl.TLSVersion.TLSv1_2, "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256", True),
        (ssl.TLSVersion.TLSv1_3, "DEFAULT", True),
    ],
)
def test_nothing_but_recent_encryption_is_spoken(
    recorded: Recorded, version: ssl.TLSVersion, ciphers: str, is_spoken: bool
) -> None:
    context = ssl.create_default_context(cafile=recorded.machine.root / "etc/xprsa/tls/fullchain.pem")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of asking for what must be refused
        context.minimum_version = context.maximum_version = version
    context.set_ciphers(ciphers)
    door = replace(recorded.browser.door, context=context)
    if is_spoken:
        door.open().close()
    else:
        with pytest.raises((ssl.SSLError, ConnectionError)):
            door.open()


def test_nginx_asks_nobody_but_the_application() -> None:
    assert set(re.findall(r"(?:proxy|fastcgi|uwsgi|scgi|grpc)_pass ([^;]+);", SHIPPED)) == {"http://xprsa"}
    assert re.findall(r"upstream \w+ {\s*server ([\d.:]+)", SHIPPED) == ["127.0.0.1:8000"]
    assert re.findall(r"\b(?:root|alias) ([^;]+);", SHIPPED) == ["/var/lib/xprsa-acme"]
    assert not re.search(r"autoindex|proxy_cache|include ", SHIPPED)


def test_no_request_is_echoed(recorded: Recorded) -> None:
    before = len(recorded.heads)
    with closing(recorded.browser.door.open()) as line:
        line.sendall(f"TRACE / HTTP/1.1\r\nHost: {SITE}\r\nCookie: a=b\r\n\r\n".encode())
        assert line.recv(1000).startswith(b"HTTP/1.1 405")
    assert len(recorded.heads) == before


def test_two_lengths_of_one_body_are_refused(recorded: Recorded) -> None:
    """A request that two servers would cut in two places smuggles another one in."""
    before = len(recorded.heads)
    smuggled = f"GET /smuggled HTTP/1.1\r\nHost: {SITE}\r\n\r\n"
    for lengths in (
        "Content-Length: 5\r\nContent-Length: 60",
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: xchunked",
    ):
        with closing(recorded.browser.door.open()) as line:
            line.sendall(f"POST / HTTP/1.1\r\nHost: {SITE}\r\n{lengths}\r\n\r\n0\r\n\r\n{smuggled}".encode())
            assert re.match(rb"HTTP/1\.1 (400|501)", line.recv(1000))
    assert len(recorded.heads) == before


def test_whoever_takes_gzip_alone_gets_it(recorded: Recorded) -> None:
    assert recorded.browser.ask("/", Accept_Encoding="gzip").headers["content-encoding"] == "gzip"


@pytest.mark.parametrize(
    "path",
    ["/metrics", "/metrics?a=1", "//metrics", "/./metrics", "/a/../metrics", "/%6detrics", "/metrics#a"],
)
def test_no_figure_of_the_service_is_asked_for_from_outside(recorded: Recorded, path: str) -> None:
    before = len(recorded.heads)
    assert recorded.browser.ask(path, Authorization="Bearer whatever").status == 404
    assert len(recorded.heads) == before


def test_every_first_word_of_an_address_is_known_to_the_log_and_no_other(recorded: Recorded) -> None:
    access = (ROOT / "tests/contracts/access.txt").read_text(encoding="utf-8")
    named = re.search(r"\(/\(([a-z|-]+)\)\)", SHIPPED)
    assert named is not None
    routes = set(re.findall(r"^(?:GET|POST) +/([a-z-]+)", access, re.MULTILINE))
    assert set(named[1].split("|")) == routes | {"static"}
    recorded.browser.ask("/verifier/0123456789?nom=durand")
    recorded.browser.ask("/durand")
    logged = (recorded.machine.root / "var/log/nginx/xprsa.log").read_text(encoding="utf-8")
    assert "GET /verifier 200" in logged
    for typed in ("0123456789", "durand", "127.0.0.1"):
        assert typed not in logged


@pytest.mark.slow
def test_five_hundred_people_behind_one_address_sign_in_at_one_instant(recorded: Recorded) -> None:
    """Then who goes on posting as fast is told to wait, and pages go on."""
    assert {status for status, _ in _many_posts(recorded, 1500)} == {200}
    refused = {page for status, page in _many_posts(recorded, 1500) if status == 429}
    assert len(refused) == 1
    assert "Attendez dix secondes" in refused.pop()
    for at_hand in ("telephone", "lettre"):  # they stand in no line with the others
        assert {status for status, _ in _many_posts(recorded, 100, f"/connexion/{at_hand}")} == {200}
    assert recorded.browser.ask("/connexion").status == 200


def _many_posts(recorded: Recorded, count: int, path: str = "/connexion") -> Iterator[tuple[int, str]]:
    def post(_: int) -> list[tuple[int, str]]:
        door = recorded.browser.door
        with closing(HTTPSConnection(SITE, door.port, timeout=20)) as line:
            line.sock = door.open()
            answers = []
            for _ in range(count // 20):
                line.request("POST", path, "a=b", {"Host": SITE})
                heard = line.getresponse()
                answers.append((heard.status, heard.read().decode()))
            return answers

    with ThreadPoolExecutor(20) as pool:
        for answers in pool.map(post, range(20)):
            yield from answers
