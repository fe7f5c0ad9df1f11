"""Mail leaves encrypted, or not at all unless its address says so: against real SMTP servers."""

import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from click.testing import CliRunner, Result
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from structlog.testing import capture_logs

from tests.accounts.test_mail import Letterbox
from tests.builders import People
from tests.pages import JudgingClient
from tests.ports import free_port
from xprsa.accounts.outbox import drain
from xprsa.commands.checking import check
from xprsa.gateways.mail import Mail, MailNotSent, MailRefused, MailUnencrypted, mailer
from xprsa.running.service import Service

HERE = "127.0.0.1"
MAIL = Mail("amara@example.org", "Votre code", "Votre code : 123 456.")


def certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate of this machine, that vouches for itself, and its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HERE)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HERE))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "cert.pem", folder / "key.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return public, private


@pytest.fixture
def letterbox() -> Letterbox:
    return Letterbox()


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's side of TLS, whose certificate this process trusts."""
    public, private = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(public))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return context


@pytest.fixture
def encrypted(letterbox: Letterbox, trusted: ssl.SSLContext) -> Iterator[str]:
    """A server that offers STARTTLS, and takes nothing without."""
    server = Controller(
        letterbox, hostname=HERE, port=free_port(), tls_context=trusted, require_starttls=True
    )
    server.start()
    yield f"smtp://{HERE}:{server.port}?from=service@example.org"
    server.stop()


@pytest.fixture
def clear(letterbox: Letterbox) -> Iterator[str]:
    """A server that offers no encryption."""
    server = Controller(letterbox, hostname=HERE, port=free_port())
    server.start()
    yield f"smtp://{HERE}:{server.port}?from=service@example.org"
    server.stop()


def test_mail_is_encrypted_without_a_word_of_the_address(encrypted: str, letterbox: Letterbox) -> None:
    mailer(encrypted).send(MAIL)
    assert len(letterbox.arrived) == 1


def test_mail_does_not_leave_in_clear_and_the_address_is_not_held_for_dead(
    clear: str, letterbox: Letterbox
) -> None:
    with pytest.raises(MailUnencrypted) as refused:
        mailer(clear).send(MAIL)
    assert not isinstance(refused.value, MailRefused)
    assert letterbox.arrived == []


def test_mail_leaves_in_clear_once_the_address_says_so(clear: str, letterbox: Letterbox) -> None:
    mailer(f"{clear}&starttls=0").send(MAIL)
    assert len(letterbox.arrived) == 1


def test_a_certificate_that_nobody_vouches_for_is_no_encryption(
    encrypted: str, letterbox: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(MailNotSent, match="SSLCertVerificationError"):
        mailer(encrypted).send(MAIL)
    assert letterbox.arrived == []


on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def checked(service: Service, people: People, url: str) -> Result:
    people.territory()
    settings = replace(service.settings, mail_url=url)
    return CliRunner().invoke(check, obj=replace(service, settings=settings), catch_exceptions=False)


@on_sqlite
@pytest.mark.parametrize("wrong", ["clear", "untrusted"])
def test_the_log_says_that_a_line_could_not_be_encrypted_and_names_nobody(
    service: Service,
    people: People,
    client: JudgingClient,
    clear: str,
    encrypted: str,
    monkeypatch: pytest.MonkeyPatch,
    wrong: str,
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    people.beneficiary(email="amara@example.org")
    client.post("/connexion", data={"contact": "amara@example.org"})
    url = clear if wrong == "clear" else encrypted
    with capture_logs() as log:
        assert drain(replace(service, settings=replace(service.settings, mail_url=url))) == 0
    (line,) = [line for line in log if line["event"] == "message_not_sent"]
    assert line["why"] == ("SMTPNotSupportedError" if wrong == "clear" else "SSLCertVerificationError")
    assert "amara" not in str(log)


@on_sqlite
def test_check_passes_a_server_that_encrypts_and_sends_nothing(
    service: Service, people: People, encrypted: str, letterbox: Letterbox
) -> None:
    done = checked(service, people, encrypted)
    assert done.exit_code == 0
    assert "en clair" not in done.output
    assert letterbox.arrived == []


@on_sqlite
def test_check_refuses_a_server_that_does_not_encrypt_and_says_when_it_was_asked_for(
    service: Service, people: People, clear: str
) -> None:
    refused = checked(service, people, clear)
    assert refused.exit_code == 1
    assert "Le serveur de courriel ne chiffre pas" in refused.output
    asked = checked(service, people, f"{clear}&starttls=0")
    assert asked.exit_code == 0
    assert "Les courriels partent en clair" in asked.output


@on_sqlite
def test_check_says_that_a_server_is_away(service: Service, people: People) -> None:
    with socket.socket() as nobody:
        nobody.bind((HERE, 0))
        done = checked(service, people, f"smtp://{HERE}:{nobody.getsockname()[1]}")
    assert done.exit_code == 1
    assert "ne répond pas comme il faut (ConnectionRefusedError)" in done.output
