"""SMS: by an HTTP gateway, or printed in a demonstration."""

import json
import sys
from base64 import b64encode
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Protocol
from urllib.parse import unquote, urlsplit

_TIMEOUT = 10.0  # seconds
_TAKEN = range(200, 300)
_WRONG_NUMBER = (400, 404, 410, 422)  # what gateways answer to a number that gets no SMS


@dataclass(frozen=True, slots=True)
class Sms:
    """A short text for one phone.

    :ivar to: E.164, `+33639981234`.
    """

    to: str
    text: str


class SmsNotSent(Exception):
    """The gateway did not take the SMS; the message names the kind of failure, never the number."""


class SmsRefused(SmsNotSent):
    """The gateway will never take an SMS for this number."""


class SmsSender(Protocol):
    """Whatever sends SMS."""

    def send(self, sms: Sms) -> None:
        """Send one SMS.

        :raises SmsRefused: when it never will.
        :raises SmsNotSent: when the gateway did not take it this time.
        """


def sms_sender(url: str) -> SmsSender:
    """Choose how SMS leave.

    :param url: "log" to print; `https://user:password@gateway.example.org/send` for a gateway that takes
        `POST {"to": "+33639981234", "text": "…"}` as JSON and answers 2xx. User and password are sent
        as HTTP Basic when present.
    """
    return PrintedSms() if url == "log" else HttpSms(url)


class PrintedSms:
    """Shows SMS on the terminal: for demonstrations only."""

    def send(self, sms: Sms) -> None:
        """Print one SMS."""
        sys.stdout.write(f"[SMS à {sms.to}] {sms.text}\n")
        sys.stdout.flush()


class HttpSms:
    """Speaks to one gateway, a connection an SMS."""

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)

    def send(self, sms: Sms) -> None:
        """Send one SMS.

        :raises SmsRefused: when the gateway says that the number is wrong.
        :raises SmsNotSent: when the gateway is away, or refuses for now.
        """
        connection = self._connection()
        body = json.dumps({"to": sms.to, "text": sms.text}).encode()
        try:
            connection.request("POST", self._target, body=body, headers=self._headers())
            status = connection.getresponse().status
        except (HTTPException, OSError) as failure:
            raise SmsNotSent(type(failure).__name__) from failure
        finally:
            connection.close()
        if status in _WRONG_NUMBER:
            raise SmsRefused(f"HTTP {status}")
        if status not in _TAKEN:
            raise SmsNotSent(f"HTTP {status}")

    @property
    def _target(self) -> str:
        query = f"?{self._url.query}" if self._url.query else ""
        return f"{self._url.path or '/'}{query}"

    def _connection(self) -> HTTPConnection:
        kind = HTTPSConnection if self._url.scheme == "https" else HTTPConnection
        return kind(self._url.hostname or "", self._url.port, timeout=_TIMEOUT)

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json"}
        if self._url.username:
            pair = f"{unquote(self._url.username)}:{unquote(self._url.password or '')}"
            headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode('ascii')}"
        return headers
