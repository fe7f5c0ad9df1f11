"""Mail, against a real SMTP server."""

from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.ports import free_port
from xprsa.gateways.mail import Mail, MailNotSent, MailRefused, mailer


class Letterbox:
    """Keeps what arrives; refuses mail to `full@example.org` for now, to `nobody@example.org` for good."""

    def __init__(self) -> None:
        self.arrived: list[Any] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802 # the server calls it so
        if address == "full@example.org":
            return "452 mailbox full"
        if address == "nobody@example.org":
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.arrived.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture
def letterbox() -> Letterbox:
    return Letterbox()


@pytest.fixture
def url(letterbox: Letterbox) -> Iterator[str]:
    """A server that takes mail in clear, and an address that says so."""
    server = Controller(letterbox, hostname="127.0.0.1", port=free_port())
    server.start()
    yield f"smtp://127.0.0.1:{server.port}?from=service@example.org&starttls=0"
    server.stop()


def test_a_mail_arrives_with_its_accents(url: str, letterbox: Letterbox) -> None:
    mailer(url).send(Mail("amara@example.org", "Votre accès", "Bonjour, voilà\u202f!\n"))
    (mail,) = letterbox.arrived
    assert (mail["To"], mail["From"], mail["Subject"]) == (
        "amara@example.org",
        "service@example.org",
        "Votre accès",
    )
    assert mail.get_content().strip() == "Bonjour, voilà\u202f!"
    assert mail["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    "mail",
    [
        Mail("amara@example.org\nBcc: spy@example.org", "Votre code", "123"),
        Mail("amara@example.org", "Votre code\r\nBcc: spy@example.org", "123"),
    ],
)
def test_a_header_cannot_be_smuggled_in(url: str, letterbox: Letterbox, mail: Mail) -> None:
    with pytest.raises(MailNotSent):
        mailer(url).send(mail)
    assert letterbox.arrived == []


def test_a_full_mailbox_and_a_server_away_are_said_without_the_address(url: str) -> None:
    with pytest.raises(MailNotSent) as refused:
        mailer(url).send(Mail("full@example.org", "Votre code", "123"))
    with pytest.raises(MailNotSent) as away:
        mailer(f"smtp://127.0.0.1:{free_port()}").send(Mail("amara@example.org", "Votre code", "123"))
    assert "@" not in str(refused.value) + str(away.value)


def test_only_an_address_that_does_not_exist_is_refused_for_good(url: str) -> None:
    with pytest.raises(MailRefused):
        mailer(url).send(Mail("nobody@example.org", "Votre code", "123"))
    with pytest.raises(MailNotSent) as full:
        mailer(url).send(Mail("full@example.org", "Votre code", "123"))
    assert not isinstance(full.value, MailRefused)


def test_a_demonstration_prints_its_mail(capsys: pytest.CaptureFixture[str]) -> None:
    mailer("log").send(Mail("amara@example.org", "Votre code", "Votre code : 123 456."))
    assert "123 456" in capsys.readouterr().out
