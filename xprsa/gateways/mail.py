"""Mail: by an SMTP server, or printed in a demonstration."""

import smtplib
import ssl
import sys
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

_TIMEOUT = 10.0  # seconds
_NO_SUCH_ADDRESS = frozenset((501, 510, 511, 515, 550, 551, 553, 556))  # SMTP (RFC 5321); 552 is a full box


@dataclass(frozen=True, slots=True)
class Mail:
    """A message in plain text for one address."""

    to: str
    subject: str
    text: str


class MailNotSent(Exception):
    """The server did not take the mail; the message names the kind of failure, never the address."""


class MailUnencrypted(MailNotSent):
    """The server takes mail in clear only, and no setting says that it may leave so."""


class MailRefused(MailNotSent):
    """The server will never take a mail for this address."""


class Mailer(Protocol):
    """Whatever sends mail."""

    def send(self, mail: Mail) -> None:
        """Send one mail.

        :raises MailRefused: when it never will.
        :raises MailNotSent: when the server did not take it this time.
        """


def mailer(url: str) -> Mailer:
    """Choose how mail leaves.

    :param url: "log" to print; `smtp://user:password@host:587?from=service@example.org`, encrypted by
        STARTTLS or not sent; `smtps://…` for a connection encrypted from the start; `smtp://…?starttls=0` in
        clear. User and password are optional.
    """
    return PrintedMail() if url == "log" else SmtpMail(url)


def leaves_in_clear(url: str) -> bool:
    """Tell whether mails leave unencrypted, because the address says so."""
    return urlsplit(url).scheme == "smtp" and parse_qs(urlsplit(url).query).get("starttls") == ["0"]


def knock(url: str) -> None:
    """Speak to the server as for a mail, and send none.

    :raises MailUnencrypted: when it takes mail in clear only.
    :raises MailNotSent: when it is away, or its certificate or our password is not good.
    """
    if url != "log":
        SmtpMail(url).knock()


class PrintedMail:
    """Shows mails on the terminal: for demonstrations only."""

    def send(self, mail: Mail) -> None:
        """Print one mail."""
        sys.stdout.write(f"[courriel à {mail.to}] {mail.subject}\n{mail.text}\n")
        sys.stdout.flush()


class SmtpMail:
    """Speaks to one SMTP server, a connection a mail."""

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)
        options = parse_qs(self._url.query)
        self._from = options.get("from", [f"ne-pas-repondre@{self._url.hostname}"])[0]
        self._starttls = self._url.scheme == "smtp" and not leaves_in_clear(url)

    def send(self, mail: Mail) -> None:
        """Send one mail.

        :raises MailRefused: when the server knows no such address, or cannot write it.
        :raises MailNotSent: when the server is away, or refuses for now.
        """
        try:
            message = _message(mail, sender=self._from)
            with self._server() as server:
                self._introduce(server)
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _ in refused.recipients.values()]
            kind = MailRefused if codes and _NO_SUCH_ADDRESS.issuperset(codes) else MailNotSent
            raise kind(type(refused).__name__) from refused
        except smtplib.SMTPNotSupportedError as impossible:
            raise MailRefused(type(impossible).__name__) from impossible
        except (smtplib.SMTPException, OSError, ValueError) as failure:
            raise MailNotSent(type(failure).__name__) from failure

    def knock(self) -> None:
        """Speak to the server as for a mail, and send none.

        :raises MailNotSent: as `knock`.
        """
        try:
            with self._server() as server:
                self._introduce(server)
        except (smtplib.SMTPException, OSError, ValueError) as failure:
            raise MailNotSent(type(failure).__name__) from failure

    def _introduce(self, server: smtplib.SMTP) -> None:
        """Encrypt the line before anything is said, then sign in."""
        if self._starttls:
            try:
                server.starttls(context=ssl.create_default_context())
            except smtplib.SMTPNotSupportedError as clear:
                raise MailUnencrypted(type(clear).__name__) from clear
        if self._url.username:
            server.login(unquote(self._url.username), unquote(self._url.password or ""))

    def _server(self) -> smtplib.SMTP:
        host = self._url.hostname or "localhost"
        if self._url.scheme == "smtps":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, self._url.port or 465, timeout=_TIMEOUT, context=context)
        return smtplib.SMTP(host, self._url.port or 25, timeout=_TIMEOUT)


def _message(mail: Mail, *, sender: str) -> EmailMessage:
    message = EmailMessage()  # refuses line breaks in headers by itself
    message["From"] = sender
    message["To"] = mail.to
    message["Subject"] = mail.subject
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].rstrip(">") or None)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    return message
