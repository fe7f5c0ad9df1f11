"""SMS, against a real HTTP gateway."""

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.accounts.test_encrypted_mail import certificate
from xprsa.gateways.sms import Sms, SmsNotSent, sms_sender

SMS = Sms("+33639981234", "Votre code : 123 456.")


class Gateway(BaseHTTPRequestHandler):
    """Keeps what arrives; has no credit for +33639980000."""

    arrived: list[dict[str, Any]]

    def do_POST(self) -> None:  # the server calls it so
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        credit = body["to"] != "+33639980000"
        if credit:
            self.arrived.append({**body, "path": self.path, "authorization": self.headers["Authorization"]})
        self.send_response(202 if credit else 402)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 # the server calls it so
        """Stay silent."""


@pytest.fixture
def gateway() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    arrived: list[dict[str, Any]] = []
    server = HTTPServer(("127.0.0.1", 0), type("This", (Gateway,), {"arrived": arrived}))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"127.0.0.1:{server.server_port}", arrived
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_sms_is_posted_as_json_with_the_credentials_of_the_address(
    gateway: tuple[str, list[dict[str, Any]]],
) -> None:
    place, arrived = gateway
    sms_sender(f"http://user:pa%3Ass@{place}/send?route=fr").send(
        Sms("+33639981234", "Votre code : 123 456.")
    )
    assert arrived == [
        {
            "to": "+33639981234",
            "text": "Votre code : 123 456.",
            "path": "/send?route=fr",
            "authorization": "Basic dXNlcjpwYTpzcw==",
        }
    ]


def test_a_refusal_and_a_gateway_away_are_said_without_the_number(
    gateway: tuple[str, list[dict[str, Any]]],
) -> None:
    place, arrived = gateway
    with pytest.raises(SmsNotSent, match="HTTP 402"):
        sms_sender(f"http://{place}/").send(Sms("+33639980000", "Votre code : 123 456."))
    with pytest.raises(SmsNotSent) as away:
        sms_sender("http://127.0.0.1:9/").send(Sms("+33639981234", "Votre code : 123 456."))
    assert "39981234" not in str(away.value)
    assert arrived == []


def test_a_gateway_that_sends_elsewhere_is_not_followed(gateway: tuple[str, list[dict[str, Any]]]) -> None:
    place, arrived = gateway

    class Elsewhere(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(307)
            self.send_header("Location", f"http://{place}/")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with serving(Elsewhere) as server, pytest.raises(SmsNotSent, match="HTTP 307"):
        sms_sender(f"http://127.0.0.1:{server.server_port}/").send(SMS)
    assert arrived == []


def test_a_certificate_that_nobody_vouches_for_gets_no_sms(
    gateway: tuple[str, list[dict[str, Any]]], tmp_path: Path
) -> None:
    with serving(Gateway) as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate(tmp_path))
        server.socket = context.wrap_socket(server.socket, server_side=True)
        with pytest.raises(SmsNotSent, match="SSLCertVerificationError"):
            sms_sender(f"https://127.0.0.1:{server.server_port}/").send(SMS)


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[HTTPServer]:
    """Serve on a port of this machine."""
    server = HTTPServer(("127.0.0.1", 0), handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign] # a client that hangs up is expected
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_demonstration_prints_its_sms(capsys: pytest.CaptureFixture[str]) -> None:
    sms_sender("log").send(Sms("+33639981234", "Votre code : 123 456."))
    assert "123 456" in capsys.readouterr().out
