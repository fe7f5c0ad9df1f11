"""The SI Plateforme, spoken to by HTTP: a token, one person at a time, their contract, their weeks.

Its documented habits: a search that finds nobody, or several, answers 200 with the code S002 or S003; no
contract is 204; somebody whom we may not see is 403 with R001; the token of a person is good for a day, ours
for some minutes. Redirects are not followed; nothing that is sent or received is logged.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

_MOST = 1 << 20  # bytes of an answer
_CHUNK = 1 << 16
_PAUSES = (1.0, 4.0)  # seconds before each further try
_EARLY = 60.0  # seconds: a token is renewed before it is over
_FOUND = "S001"
_NOT_OURS = ("R001", "R002")
_Answer = TypeVar("_Answer")
_FORM = "application/x-www-form-urlencoded"
_AGENT = {"pa-identifiant-agent": "BATCH", "pa-nom-agent": "XPRSA", "pa-prenom-agent": "XPRSA"}


class Unmatched(StrEnum):
    """Why the platform gives no token for a person."""

    NOBODY = "nobody"
    SEVERAL = "several"
    NOT_OURS = "not_ours"


class NoUserToken(Exception):
    """The platform gives no token for this person."""

    def __init__(self, why: Unmatched) -> None:
        super().__init__(why.value)
        self.why = why


class PlatformAway(Exception):
    """No answer that can be used, this time; the message names the kind of failure and nobody."""


class PlatformClosed(Exception):
    """The platform does not let this service in: its settings are wrong, or its access is over."""


class WeekNotTaken(Exception):
    """The platform read a week and will not take it; the message names the status."""


@dataclass(frozen=True, slots=True)
class PlatformAddress:
    """Where the platform is, and as whom this service asks.

    :ivar base: `https://api.example.org/partenaire`, without a final slash.
    :ivar token: where its own tokens are given, whole.
    """

    base: str
    token: str
    client_id: str
    secret: str = field(repr=False)
    scope: str


@dataclass
class PlatformUser:
    """One person there, while their token is good."""

    number: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    body: bytes

    @property
    def said(self) -> Mapping[str, Any]:
        """Give its JSON object; an answer that is none cannot be used."""
        try:
            said = json.loads(self.body)
        except ValueError as wrong:
            raise PlatformAway("réponse illisible") from wrong
        if not isinstance(said, dict):
            raise PlatformAway("réponse illisible")
        return said

    @property
    def code(self) -> str:
        """Give the `codeRetour` of an answer that may have none."""
        try:
            return str(self.said.get("codeRetour", ""))
        except PlatformAway:
            return ""


class SiPlatform:
    """Asks one thing at a time, each on a connection of its own; what fails is tried again, thrice in all."""

    def __init__(
        self,
        address: PlatformAddress,
        *,
        patience: float = 20.0,
        pause: Callable[[float], None] = time.sleep,
        tick: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare; nothing is asked yet.

        :param patience: seconds that one answer may take in all.
        """
        self._address = address
        self._patience = patience
        self._pause = pause
        self._tick = tick
        self._access = ""
        self._access_until = 0.0

    def user(self, number: str) -> PlatformUser:
        """Find a person by their number at France Travail.

        :raises NoUserToken: when the platform knows nobody, several, or does not let us see them.
        """
        return self._patiently(lambda: self._user(number))

    def engagement(self, user: PlatformUser) -> Mapping[str, Any] | None:
        """Give the contract of a person as the platform tells it, or None when there is none.

        :raises NoUserToken: when the platform does not let us see it.
        """
        return self._patiently(lambda: self._engagement(user))

    def put_week(self, user: PlatformUser, week: str, document: Mapping[str, Any]) -> None:
        """Put what is said of a week in its place; put twice, it is there once.

        :raises NoUserToken: when the platform does not let us.
        :raises WeekNotTaken: when it refuses what is said.
        """
        self._patiently(lambda: self._put(user, week, document))

    def _patiently(self, ask: Callable[[], _Answer]) -> _Answer:
        """Ask, and ask again whatever had no usable answer."""
        for pause in _PAUSES:
            try:
                return ask()
            except PlatformAway:
                self._pause(pause)
        return ask()

    def _user(self, number: str) -> PlatformUser:
        path = "/rechercher-usager/v2/usagers/par-numero-francetravail"
        reply = self._allowed("POST", path, {"numeroFranceTravail": number}, {})
        if reply.status in (204, 404) or reply.code == "S002":
            raise NoUserToken(Unmatched.NOBODY)
        if reply.code == "S003":
            raise NoUserToken(Unmatched.SEVERAL)
        _refuse_what_is_not_ours(reply)
        token = reply.said.get("jetonUsager")
        if reply.status != 200 or reply.code not in ("", _FOUND) or not isinstance(token, str) or not token:
            raise PlatformAway(f"HTTP {reply.status}")
        return PlatformUser(number, token)

    def _engagement(self, user: PlatformUser) -> Mapping[str, Any] | None:
        reply = self._about(user, "GET", "/contrat-engagement/v1/lecture")
        if reply.status == 204:
            return None
        if reply.status != 200:
            raise PlatformAway(f"HTTP {reply.status}")
        return reply.said

    def _put(self, user: PlatformUser, week: str, document: Mapping[str, Any]) -> None:
        reply = self._about(user, "PUT", f"/suivi-intensite/v1/semaines/{week}", document)
        if reply.status in (400, 413, 415, 422):
            raise WeekNotTaken(f"HTTP {reply.status}")
        taken = reply.status in (200, 201, 409) and reply.code in ("", _FOUND)
        if not taken or reply.said.get("identifiantEnvoi") != document["identifiantEnvoi"]:
            raise PlatformAway(f"HTTP {reply.status}, sans accusé")

    def _about(
        self, user: PlatformUser, method: str, path: str, body: Mapping[str, Any] | None = None
    ) -> _Reply:
        """Ask something about a person; a token that is over is asked for again, once."""
        reply = self._allowed(method, path, body, {"ft-jeton-usager": user.token})
        if reply.status == 401:
            user.token = self._user(user.number).token
            reply = self._allowed(method, path, body, {"ft-jeton-usager": user.token})
        _refuse_what_is_not_ours(reply)
        return reply

    def _allowed(
        self, method: str, path: str, body: Mapping[str, Any] | None, headers: Mapping[str, str]
    ) -> _Reply:
        """Ask something of the platform; our own token, when it is over, is asked for again, once."""
        sent = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        named = {"Accept": "application/json", "Content-Type": "application/json", **_AGENT, **headers}
        address = self._address.base + path
        reply = self._asked(method, address, sent, named | self._bearer())
        if reply.status == 401:
            self._access = ""
            reply = self._asked(method, address, sent, named | self._bearer())
            if reply.status == 401 and "ft-jeton-usager" not in headers:
                raise PlatformClosed("HTTP 401")
        return reply

    def _bearer(self) -> dict[str, str]:
        """Give the header of our own token, a new one when the last is about to be over."""
        if not self._access or self._tick() >= self._access_until:
            self._renew_access()
        return {"Authorization": f"Bearer {self._access}"}

    def _renew_access(self) -> None:
        asked = {
            "grant_type": "client_credentials",
            "client_id": self._address.client_id,
            "client_secret": self._address.secret,
            "scope": self._address.scope,
        }
        headers = {"Accept": "application/json", "Content-Type": _FORM}
        reply = self._asked("POST", self._address.token, urlencode(asked).encode(), headers)
        if reply.status in (400, 401, 403):
            raise PlatformClosed(f"HTTP {reply.status}")
        token, seconds = reply.said.get("access_token"), reply.said.get("expires_in")
        if not isinstance(token, str) or not token:
            raise PlatformAway("pas de jeton")
        self._access = token
        self._access_until = self._tick() + (seconds if isinstance(seconds, int) else 0) - _EARLY

    def _asked(self, method: str, address: str, body: bytes | None, headers: Mapping[str, str]) -> _Reply:
        """Ask once.

        :raises PlatformAway: when nothing comes, too late or too much, or when the server is not well.
        """
        url, until = urlsplit(address), time.monotonic() + self._patience
        kind = HTTPSConnection if url.scheme == "https" else HTTPConnection
        connection = kind(url.hostname or "", url.port, timeout=self._patience)
        target = f"{url.path or '/'}{'?' if url.query else ''}{url.query}"
        try:
            connection.request(method, target, body=body, headers=dict(headers))
            with connection.getresponse() as response:
                read = b""
                while chunk := response.read1(_CHUNK):
                    read += chunk
                    if len(read) > _MOST or time.monotonic() > until:
                        raise PlatformAway("réponse trop longue")
        except (OSError, HTTPException) as failure:
            raise PlatformAway(type(failure).__name__) from failure
        finally:
            connection.close()
        if response.status == 429 or response.status >= 500:
            raise PlatformAway(f"HTTP {response.status}")
        return _Reply(response.status, read)


def _refuse_what_is_not_ours(reply: _Reply) -> None:
    if reply.status == 403 and reply.code in _NOT_OURS:
        raise NoUserToken(Unmatched.NOT_OURS)
    if reply.status == 403:
        raise PlatformClosed("HTTP 403")
