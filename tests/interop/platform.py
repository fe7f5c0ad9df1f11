"""A local platform that behaves as the real one is known to: codes, tokens, bad weather on demand."""

import json
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from jsonschema import Draft202012Validator

from xprsa.scoring.schemas import intensity_schema

TOKEN, SEARCH, CONTRACT = "/connexion", "/rechercher-usager", "/contrat-engagement"
WEEKS = "/suivi-intensite"
HOURS = 24  # of a person's token
SECRET = "secret-de-l-essai"
PATIENCE = 0.3  # seconds that whoever asks waits
Weather = Callable[["Visit"], None]
_FORM = Draft202012Validator(intensity_schema())


class Visit(BaseHTTPRequestHandler):
    """One request; the state is the platform's."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    platform: "FakePlatform"

    def do_POST(self) -> None:
        self._visit()

    def do_GET(self) -> None:
        self._visit()

    def do_PUT(self) -> None:
        self._visit()

    def _visit(self) -> None:
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        weather = self.platform.weather_of(self.path)
        (weather or self.platform.answer)(self)

    def say(self, status: int, said: Any = None, *, raw: bytes | None = None) -> None:
        body = raw if raw is not None else (b"" if said is None else json.dumps(said).encode())
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if status != 204:
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class FakePlatform:
    """What the platform knows, and what it was told.

    :ivar people: what it does with a number: S001 found, S002 nobody, S003 several, R001 not ours.
    :ivar contracts: by number; somebody without any is answered 204.
    :ivar told: the documents that stand, by number and week.
    :ivar new: how often each message came as something new.
    :ivar bodies: every body of a week, as bytes, in the order they came.
    :ivar asked: paths, in order; `headers`: those of each.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.address = ""
        self.patience_of_nobody = threading.Event()
        self.people: dict[str, str] = {}
        self.contracts: dict[str, dict[str, Any]] = {}
        self.told: dict[tuple[str, str], dict[str, Any]] = {}
        self.new: Counter[str] = Counter()
        self.bodies: list[bytes] = []
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self._weather: list[tuple[str, deque[Weather]]] = []
        self._access: set[str] = set()
        self._users: dict[str, tuple[str, datetime]] = {}
        self._number = 0
        self._lock = threading.Lock()

    def then(self, path: str, *weather: Weather) -> None:
        """Meet the next requests for a path with this weather, one each; the rest are answered well."""
        self._weather.append((path, deque(weather)))

    def weather_of(self, path: str) -> Weather | None:
        with self._lock:
            for begins, weather in self._weather:
                if path.startswith(begins) and weather:
                    return weather.popleft()
        return None

    def forget_access(self) -> None:
        """End our own token, as after its twenty-five minutes."""
        self._access.clear()

    def asked_for(self, path: str) -> int:
        return sum(asked.startswith(path) for asked in self.asked)

    def take(self, visit: Visit) -> None:
        """Take a request in, and say nothing."""
        self.answer(_Mute(visit))  # type: ignore[arg-type] # it hears the same

    def answer(self, visit: Visit) -> None:
        with self._lock:
            self.asked.append(visit.path)
            self.headers.append(dict(visit.headers))
            if visit.path.startswith(TOKEN):
                return self._give_access(visit)
            if visit.headers["Authorization"].removeprefix("Bearer ") not in self._access:
                return visit.say(401, {"message": "invalid_token"})
            if visit.path.startswith(SEARCH):
                return self._search(visit, json.loads(visit.body)["numeroFranceTravail"])
            number, until = self._users.get(visit.headers["ft-jeton-usager"], ("", self.clock()))
            if not number or until <= self.clock():
                return visit.say(401, {"message": "jeton usager expiré"})
            if visit.path.startswith(CONTRACT):
                contract = self.contracts.get(number)
                return visit.say(200, contract) if contract else visit.say(204)
            return self._take(visit, number)

    def _give_access(self, visit: Visit) -> None:
        asked = parse_qs(visit.body.decode())
        if asked["client_secret"] != [SECRET] or asked["grant_type"] != ["client_credentials"]:
            return visit.say(400, {"error": "invalid_client"})
        self._number += 1
        self._access.add(f"acces-{self._number}")
        return visit.say(200, {"access_token": f"acces-{self._number}", "expires_in": 1500})

    def _search(self, visit: Visit, number: str) -> None:
        code = self.people.get(number, "S002")
        if code.startswith("R"):
            return visit.say(403, {"codeRetour": code, "message": "Accès non autorisé"})
        if code != "S001":
            return visit.say(200, {"codeRetour": code, "message": "", "jetonUsager": None})
        self._number += 1
        token = f"jeton-{self._number}"
        self._users[token] = (number, self.clock() + timedelta(hours=HOURS))
        return visit.say(200, {"codeRetour": code, "topIdentiteCertifiee": "O", "jetonUsager": token})

    def _take(self, visit: Visit, number: str) -> None:
        document = json.loads(visit.body)
        self.bodies.append(visit.body)
        faults = [fault.message for fault in _FORM.iter_errors(document)]
        if faults or document["numeroFranceTravail"] != number:
            return visit.say(422, [{"code": "E001", "message": str(faults)}])
        message, place = document["identifiantEnvoi"], (number, document["semaine"])
        assert visit.path == f"{WEEKS}/v1/semaines/{document['semaine']}"
        if (before := self.told.get(place)) is None or before["identifiantEnvoi"] != message:
            self.new[message] += 1
        self.told[place] = document
        return visit.say(200, {"codeRetour": "S001", "identifiantEnvoi": message})


def status(number: int) -> Weather:
    """Answer with a status and nothing that can be used."""
    return lambda visit: visit.say(number, {"message": "Service en erreur"})


def html(visit: Visit) -> None:
    """Answer 200 with a page of a proxy that never saw our request."""
    visit.say(200, raw=b"<html>Bienvenue sur le reseau</html>")


def cut(visit: Visit) -> None:
    """Cut the line before anything is read."""
    visit.close_connection = True
    visit.connection.close()


def cut_after(visit: Visit) -> None:
    """Take the request in, and cut the line in the middle of the answer."""
    visit.platform.take(visit)
    visit.send_response(200)
    visit.send_header("Content-Length", "400")
    visit.end_headers()
    visit.wfile.write(b'{"codeRetour": "S0')
    visit.wfile.flush()
    visit.close_connection = True


def slow(visit: Visit) -> None:
    """Take longer than anybody waits."""
    visit.platform.patience_of_nobody.wait(PATIENCE * 2)
    visit.close_connection = True


def somebody_elses(visit: Visit) -> None:
    """Give the answer of another request."""
    visit.say(200, {"codeRetour": "S001", "identifiantEnvoi": "0" * 32})


def already_there(visit: Visit) -> None:
    """Take the request in, and say that it was there."""
    visit.platform.take(visit)
    visit.say(409, {"identifiantEnvoi": json.loads(visit.body)["identifiantEnvoi"]})


class _Mute:
    """A visit of which the answer goes nowhere."""

    def __init__(self, visit: Visit) -> None:
        self.path, self.headers, self.body = visit.path, visit.headers, visit.body

    def say(self, *_: object, **__: object) -> None:
        """Say nothing."""


@contextmanager
def platform(clock: Callable[[], datetime]) -> Iterator[FakePlatform]:
    """Serve a platform on this machine."""
    fake = FakePlatform(clock)
    with ThreadingHTTPServer(("127.0.0.1", 0), type("OfThisOne", (Visit,), {"platform": fake})) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        fake.address = f"http://127.0.0.1:{server.server_port}"
        try:
            yield fake
        finally:
            server.shutdown()
            thread.join()
