"""A wrong setting is a sentence and no start."""

from pathlib import Path

import pytest

from tests.interop.named import a_card
from xprsa.settings import NAMES, Settings, SettingsWrong

NEEDED = {"XPRSA_MAIL_URL": "log", "XPRSA_SMS_URL": "log"}


def test_nothing_but_mail_and_sms_is_needed() -> None:
    settings = Settings.read(NEEDED)
    assert settings.database_url.startswith("sqlite:///")
    assert settings.keyring.name == "keyring.json"
    assert not settings.demo


def test_the_demonstration_needs_nothing() -> None:
    assert Settings.read({"XPRSA_DEMO": "1"}).demo


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("XPRSA_DATABASE", "x", "Réglage inconnu"),
        ("XPRSA_DATABASE_URL", "mysql://x", "XPRSA_DATABASE_URL doit commencer"),
        ("XPRSA_BASE_URL", "declarer.example.org", "XPRSA_BASE_URL doit ressembler"),
        ("XPRSA_BASE_URL", "https://example.org/chemin", "sans chemin"),
        ("XPRSA_BASE_URL", "https://déclarer.exemple.fr", "sans chemin ni accent"),
        ("XPRSA_BASE_URL", "https://u:p@example.org", "XPRSA_BASE_URL doit ressembler"),
        ("XPRSA_BASE_URL", "https://example.org.", "XPRSA_BASE_URL doit ressembler"),
        ("XPRSA_BASE_URL", "https://[::1", "XPRSA_BASE_URL doit ressembler"),
        ("XPRSA_BASE_URL", "https://example.org:port", "XPRSA_BASE_URL doit ressembler"),
        ("XPRSA_HOSTS", "déclarer.fr", "sans port ni accent"),
        ("XPRSA_HOSTS", "example.org:8000", "sans port ni accent"),
        ("XPRSA_TRUSTED_PROXIES", "beaucoup", "nombre de 0 à 9"),
        ("XPRSA_TRUSTED_PROXIES", "٢", "nombre de 0 à 9"),
        ("XPRSA_DEMO", "oui", "doit valoir 0 ou 1"),
        ("XPRSA_MAIL_URL", "mail.example.org", "XPRSA_MAIL_URL doit commencer par smtp://"),
        ("XPRSA_CODES_PER_HOUR", "0", "nombre de 1 à 999999"),
        ("XPRSA_SMS_PER_HOUR", "mille", "nombre de 1 à 999999"),
        ("XPRSA_MAIL_URL", "smtp://mail.example.org?starttls=non", "starttls vaut 1"),
        ("XPRSA_SMS_URL", "ftp://example.org", "XPRSA_SMS_URL doit commencer par https://"),
        ("XPRSA_SMS_URL", "http://sms.example.org/send", "codes et numéros passeraient en clair"),
    ],
)
def test_a_wrong_setting_says_what_to_do(name: str, value: str, said: str) -> None:
    with pytest.raises(SettingsWrong, match=said):
        Settings.read({**NEEDED, name: value})


@pytest.mark.parametrize("name", NEEDED)
def test_without_a_way_to_send_codes_a_real_service_does_not_start(name: str) -> None:
    with pytest.raises(SettingsWrong, match=f"{name} manque.*« log »"):
        Settings.read({**NEEDED, name: ""})


EXCHANGE = {
    "XPRSA_INTEROP_URL": "https://api.example.org/partenaire/",
    "XPRSA_INTEROP_TOKEN_URL": "https://example.org/access_token?realm=/agent",
    "XPRSA_INTEROP_CLIENT_ID": "essai",
    "XPRSA_INTEROP_SECRET_FILE": "secret",
    "XPRSA_INTEROP_SCOPE": "api",
}


@pytest.fixture
def exchange(tmp_path: Path) -> dict[str, str]:
    card = tmp_path / "card.json"
    card.write_text(a_card().model_dump_json(), encoding="utf-8")
    return {**NEEDED, **EXCHANGE, "XPRSA_INTEROP_CARD": str(card)}


def test_the_exchange_by_name_is_off_until_all_of_it_is_set(exchange: dict[str, str]) -> None:
    assert Settings.read(NEEDED).interop is None
    settings = Settings.read(exchange).interop
    assert settings is not None
    assert (settings.url, settings.card) == ("https://api.example.org/partenaire", a_card())
    for name in EXCHANGE:
        with pytest.raises(SettingsWrong, match=f"{name} manque"):
            Settings.read({**exchange, name: ""})


@pytest.mark.parametrize("name", ["XPRSA_INTEROP_URL", "XPRSA_INTEROP_TOKEN_URL"])
@pytest.mark.parametrize(
    "address", ["http://api.example.org", "ftp://api.example.org", "api.example.org", "https://"]
)
def test_nobody_is_named_in_clear(name: str, address: str, exchange: dict[str, str]) -> None:
    with pytest.raises(SettingsWrong, match=f"{name} doit commencer par https"):
        Settings.read({**exchange, name: address})


def test_a_card_that_cannot_be_used_is_no_start(exchange: dict[str, str]) -> None:
    card = Path(exchange["XPRSA_INTEROP_CARD"])
    for text, said in (("{}", "Il manque"), ("pas du JSON", "JSON")):
        card.write_text(text, encoding="utf-8")
        with pytest.raises(SettingsWrong, match=said):
            Settings.read(exchange)
    card.unlink()
    with pytest.raises(SettingsWrong, match="ne se lit pas"):
        Settings.read(exchange)


def test_a_password_in_an_address_is_never_shown() -> None:
    settings = Settings.read(
        {
            "XPRSA_DATABASE_URL": "postgresql://xprsa:motsecret@localhost/xprsa",
            "XPRSA_MAIL_URL": "smtp://xprsa:motsecret@mail.example.org",
            "XPRSA_SMS_URL": "https://xprsa:motsecret@sms.example.org/send",
        }
    )
    assert "motsecret" in settings.database_url
    assert "motsecret" not in repr(settings)


@pytest.mark.parametrize("place", ["127.0.0.1:8080", "localhost", "[::1]:8080"])
def test_sms_may_go_in_clear_to_this_very_machine(place: str) -> None:
    assert Settings.read({**NEEDED, "XPRSA_SMS_URL": f"http://{place}/"}).sms_url == f"http://{place}/"


@pytest.mark.parametrize(
    ("address", "is_open"),
    [
        ("postgresql://xprsa@base.example.org/xprsa", True),
        ("postgresql://xprsa@base.example.org/xprsa?sslmode=prefer", True),
        ("postgresql:///xprsa?host=10.0.0.7", True),
        ("postgresql://xprsa@base.example.org/xprsa?sslmode=verify-full", False),
        ("postgresql:///xprsa?host=/var/run/postgresql", False),
        ("postgresql://xprsa@localhost/xprsa", False),
        ("postgresql://xprsa@[::1]/xprsa", False),
        ("sqlite:////var/lib/xprsa/xprsa.sqlite", False),
    ],
)
def test_a_line_to_a_database_elsewhere_is_open_unless_its_address_asks_for_encryption(
    address: str, is_open: bool
) -> None:
    assert Settings.read({**NEEDED, "XPRSA_DATABASE_URL": address}).is_database_line_open is is_open


def test_a_postgresql_address_is_given_its_driver() -> None:
    read = Settings.read({**NEEDED, "XPRSA_DATABASE_URL": "postgresql://localhost/xprsa"})
    assert read.database_url == "postgresql+psycopg://localhost/xprsa"


def test_every_name_is_read() -> None:
    given = dict.fromkeys(NAMES, "") | NEEDED
    assert Settings.read(given) == Settings.read(NEEDED)


@pytest.mark.parametrize(
    ("base", "listed", "hosts"),
    [
        ("https://Declarer.example.org", "", {"declarer.example.org"}),
        (
            "https://declarer.example.org:8443",
            "my_host, 10.0.0.7",
            {"declarer.example.org", "my_host", "10.0.0.7"},
        ),
        ("http://127.0.0.1:8000", "", {"127.0.0.1", "localhost", "[::1]"}),
        ("https://[2001:db8::1]:8443", "", {"[2001:db8::1]"}),
    ],
)
def test_requests_are_answered_under_the_name_that_people_type_and_those_listed(
    base: str, listed: str, hosts: set[str]
) -> None:
    assert Settings.read({**NEEDED, "XPRSA_BASE_URL": base, "XPRSA_HOSTS": listed}).hosts == hosts


@pytest.mark.parametrize("token", ["short", "é" * 40, "with a space" * 4, "a" * 31])
def test_a_token_that_could_be_guessed_is_no_start(token: str) -> None:
    with pytest.raises(SettingsWrong, match="XPRSA_METRICS_TOKEN"):
        Settings.read({**NEEDED, "XPRSA_METRICS_TOKEN": token})


def test_the_token_is_not_shown_with_the_settings() -> None:
    token = "a-token-of-thirty-two-signs-or-more"
    settings = Settings.read({**NEEDED, "XPRSA_METRICS_TOKEN": token})
    assert settings.metrics_token == token
    assert token not in repr(settings)
