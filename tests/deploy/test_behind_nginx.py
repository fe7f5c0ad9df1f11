"""Behind nginx as it is shipped, slow, idle and broken clients delay nobody (B-3)."""

import json
import resource
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

import pytest

from tests.builders import People
from tests.deploy.browser import Browser
from tests.deploy.recipe import SITE, Machine, machine_in_a_folder
from tests.faults.conftest import _new_url, _people_of
from tests.faults.crowd import Answer, Town, hidden
from tests.faults.server import RunningServer, eventually
from tests.faults.slow import HALF_A_BODY, HALF_A_HEAD, NOTHING, Door, held_open
from xprsa.answers.posting import LARGEST_ANSWERS
from xprsa.app import LARGEST_BODY
from xprsa.gateways.keyring import Keyring
from xprsa.people_import.forms import LARGEST_FILE

ELSEWHERE = "127.0.0.2"
SOON = 2.0  # seconds


class ServerBehind(RunningServer):
    """The real server, told that a proxy stands in front."""

    close = RunningServer.kill

    def _environment(self) -> dict[str, str]:
        told = {"BASE_URL": f"https://{SITE}", "HOSTS": "127.0.0.1", "TRUSTED_PROXIES": "1"}
        return super()._environment() | {f"XPRSA_{name}": value for name, value in told.items()}


@dataclass
class Place:
    """A service behind its proxy, and somebody who declares in it.

    :ivar form: the week of that person, ready to be sent.
    """

    machine: Machine
    browser: Browser
    path: str
    form: dict[str, str]

    def goes_on(self) -> None:
        """See that the health page is answered, and a week opened and taken, each of them soon."""
        assert self._soon("/sante").status == 200
        self.form |= fields(self._soon(self.path).page)
        sent = self._soon(self.path, self.form)
        assert sent.status == 303, sent.page

    def _soon(self, path: str, form: dict[str, str] | None = None) -> Answer:
        begun = time.monotonic()
        answer = self.browser.ask(path, form)
        assert time.monotonic() - begun < SOON
        return answer


def fields(page: str) -> dict[str, str]:
    """Give what the page of a week sends back unseen."""
    return {name: hidden(page, name) for name in ("csrf", "key", "base")}


@pytest.fixture(scope="module")
def place(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    keyring: Keyring,
    keyring_file: Path,
) -> Iterator[Place]:
    request.param = "sqlite"
    folder = tmp_path_factory.mktemp("behind")
    with (
        _new_url(request, folder) as url,
        _people_of(url, keyring, keyring_file) as people,
        machine_in_a_folder() as machine,
    ):
        machine.fills_in()
        server = ServerBehind(url, keyring_file, folder, port=machine.port)
        with closing(server), machine.nginx():
            server.start()
            yield _somebody(machine, people)


def _somebody(machine: Machine, people: People) -> Place:
    town, browser = Town.of(people, 1), Browser(machine)
    name, _, secret = town.sign_in(town.inhabitants[0]).partition("=")
    browser.cookies[f"__Host-{name}"] = secret
    eventually(lambda: _status(browser) == 200, what="the first answer of nginx")
    path = f"/declarer/{people.service.this_week(people.territory())}"
    form = fields(browser.ask(path).page) | {"answer": "none", "send": "1"}
    return Place(machine, browser, path, form)


def _lines_to_spare(wanted: int) -> int:
    """Give how many lines this process may hold, up to so many."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return min(wanted, hard - 1000)


@pytest.mark.parametrize(
    ("begun", "count"),
    [
        pytest.param(HALF_A_HEAD, 200, id="heads"),
        pytest.param(HALF_A_BODY, 200, id="bodies"),
        pytest.param(HALF_A_HEAD, 2000, id="many heads", marks=pytest.mark.slow),
        pytest.param(HALF_A_BODY, 900, id="many bodies", marks=pytest.mark.slow),
    ],
)
def test_slow_clients_delay_nobody(place: Place, begun: bytes, count: int) -> None:
    with held_open(place.browser.door, begun, count=count):
        time.sleep(0.3)  # they reach nginx
        place.goes_on()


@pytest.mark.parametrize("wanted", [2_000, pytest.param(10_000, marks=pytest.mark.slow)])
def test_idle_lines_delay_nobody_and_none_is_closed_to_make_room(
    place: Place, wanted: int, capsys: pytest.CaptureFixture[str]
) -> None:
    count = _lines_to_spare(wanted)
    with held_open(Door(SITE, place.machine.https), NOTHING, count=count) as lines:
        place.goes_on()
        lines[0].setblocking(False)
        with pytest.raises(BlockingIOError):
            lines[0].recv(1)
    with capsys.disabled():
        print(f"\n{count} idle lines")


@pytest.mark.slow
def test_an_address_that_holds_all_that_one_may_hold_shuts_nobody_else_out(place: Place) -> None:
    greedy = replace(place.browser.door, source=ELSEWHERE)
    with held_open(greedy, HALF_A_BODY, count=1100):
        time.sleep(0.3)
        place.goes_on()
        with closing(greedy.open()) as line:
            line.sendall(f"GET /sante HTTP/1.1\r\nHost: {SITE}\r\n\r\n".encode())
            assert line.recv(1000).startswith(b"HTTP/1.1 429")


@pytest.mark.slow
@pytest.mark.parametrize(("begun", "seconds"), [(NOTHING, 10), (HALF_A_HEAD, 10), (HALF_A_BODY, 20)])
def test_a_line_that_goes_on_saying_nothing_is_closed(place: Place, begun: bytes, seconds: int) -> None:
    with closing(place.browser.door.open()) as line:
        line.sendall(begun.replace(b"{host}", SITE.encode()) or b"G")
        line.settimeout(seconds + 5)
        line.recv(1000)  # perhaps a 408
        assert line.recv(1000) == b""


def test_a_body_in_pieces_arrives_whole(place: Place) -> None:
    body = urlencode(place.form | fields(place.browser.ask(place.path).page)).encode()
    pieces = [body[at : at + 40] for at in range(0, len(body), 40)]
    with closing(place.browser.door.open()) as line:
        line.sendall(_head(place, f"Content-Length: {len(body)}"))
        for piece in pieces:
            line.sendall(piece)
            time.sleep(0.02)
        assert line.recv(1000).startswith(b"HTTP/1.1 303")


def test_a_body_cut_short_reaches_nobody(place: Place) -> None:
    form = place.form | fields(place.browser.ask(place.path).page)
    body = urlencode(form).encode()
    with closing(place.browser.door.open()) as line:
        line.sendall(_head(place, f"Content-Length: {len(body)}") + body[:-5])
    time.sleep(0.3)
    assert hidden(place.browser.ask(place.path).page, "base") == form["base"]


def _head(place: Place, *headers: str) -> bytes:
    cookies = "; ".join(f"{name}={value}" for name, value in place.browser.cookies.items())
    written = [
        f"POST {place.path} HTTP/1.1",
        f"Host: {SITE}",
        f"Cookie: {cookies}",
        "Sec-Fetch-Site: same-origin",
        "Content-Type: application/x-www-form-urlencoded",
        *headers,
    ]
    return "\r\n".join(written).encode() + b"\r\n\r\n"


@pytest.mark.parametrize(
    ("path", "largest"),
    [("/connexion", LARGEST_BODY), ("/gestion/personnes/importer", 2 * LARGEST_FILE)],
)
def test_nginx_takes_as_much_as_the_application_and_no_more(place: Place, path: str, largest: int) -> None:
    fits = place.browser.ask(path, {"a": "x" * (largest - 2)})
    assert fits.headers.get("content-security-policy"), "the application did not answer"
    refused = place.browser.ask(path, {"a": "x" * (largest - 1)})
    assert refused.status == 413
    assert "Revenez en arrière, raccourcissez-le" in refused.page
    place.goes_on()


def test_the_answers_of_a_program_may_be_as_long_behind_nginx_as_the_application_takes(place: Place) -> None:
    path = f"/api/v1/exports/support/runs/{UUID(int=1)}/answers"
    fits = place.browser.ask(path, {"a": "x" * (LARGEST_ANSWERS - 2)})
    assert (fits.status, json.loads(fits.page)["type"]) == (401, "urn:xprsa:problem:token-refused")
    refused = place.browser.ask(path, {"a": "x" * (LARGEST_ANSWERS - 1)})
    assert (refused.status, json.loads(refused.page)["type"]) == (413, "urn:xprsa:problem:too-large")
    place.goes_on()


def test_when_the_pages_are_away_nginx_says_so_in_a_sentence(place: Place) -> None:
    with machine_in_a_folder() as alone:
        alone.fills_in()
        browser = Browser(alone)
        with alone.nginx():
            eventually(lambda: _status(browser) == 503, what="the first answer of nginx")
            answer, told = browser.ask("/"), browser.ask("/api/v1/openapi.json")
    assert (told.status, told.headers["retry-after"]) == (503, "10")
    assert json.loads(told.page)["type"] == "urn:xprsa:problem:away"
    assert "Le service ne répond pas. Attendez une minute" in answer.page
    assert answer.headers["retry-after"] == "10"


def _status(browser: Browser) -> int:
    with suppress(OSError):
        return browser.ask("/sante").status
    return 0
