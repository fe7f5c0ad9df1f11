"""The settings, read once from the environment: a missing or wrong one is a sentence, not a start."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from xprsa.scoring.card import CardWrong
from xprsa.scoring.intensity import IntensityCard

NAMES = (
    "XPRSA_DATABASE_URL",
    "XPRSA_KEYRING",
    "XPRSA_BASE_URL",
    "XPRSA_HOSTS",
    "XPRSA_TRUSTED_PROXIES",
    "XPRSA_DEMO",
    "XPRSA_MAIL_URL",
    "XPRSA_SMS_URL",
    "XPRSA_CODES_PER_HOUR",
    "XPRSA_SMS_PER_HOUR",
    "XPRSA_FILES_PER_MINUTE",
    "XPRSA_FILES_PER_HOUR",
    "XPRSA_BACKUPS",
    "XPRSA_BACKUP_PASSPHRASE_FILE",
    "XPRSA_METRICS_TOKEN",
    "XPRSA_INTEROP_URL",
    "XPRSA_INTEROP_TOKEN_URL",
    "XPRSA_INTEROP_CLIENT_ID",
    "XPRSA_INTEROP_SECRET_FILE",
    "XPRSA_INTEROP_SCOPE",
    "XPRSA_INTEROP_CARD",
)
_INTEROP = tuple(name for name in NAMES if name.startswith("XPRSA_INTEROP_"))
_HOST = re.compile(r"[a-z0-9._-]*[a-z0-9_-]|\[[0-9a-f:]+\]")
_ADDRESS = re.compile(rf"({_HOST.pattern})(:[1-9]\d{{0,4}})?/?")
_METRICS_TOKEN = re.compile(r"[A-Za-z0-9_-]{32,}")
_HERE = frozenset({"127.0.0.1", "localhost", "[::1]"})
_ENCRYPTED = frozenset({"require", "verify-ca", "verify-full"})  # of PostgreSQL’s `sslmode`


class SettingsWrong(Exception):
    """A setting that is missing, unknown or cannot be read; the message says what to do."""


@dataclass(frozen=True)
class InteropSettings:
    """Where weeks are told by name, as whom, and under which card; without them nothing is.

    :ivar url: address of the platform’s interfaces, without a final slash.
    :ivar token_url: where it gives its tokens, whole.
    :ivar secret: file of the secret that goes with `client_id`.
    """

    url: str
    token_url: str
    client_id: str
    secret: Path
    scope: str
    card: IntensityCard


@dataclass(frozen=True)
class Settings:
    """What this process was told by its environment.

    :ivar database_url: SQLAlchemy address, `sqlite:///…` or `postgresql+psycopg://…`.
    :ivar keyring: file of the keys; a backup of the database without it is useless.
    :ivar base_url: address that people type, without a final slash.
    :ivar hosts: names, without a port, under which requests are answered; that of `base_url` is one.
    :ivar trusted_proxies: number of reverse proxies whose `X-Forwarded-*` headers are believed.
    :ivar demo: fictitious people, one-click sign-in, a banner on every page.
    :ivar mail_url: `smtp://…` (encrypted by STARTTLS unless it ends in `?starttls=0`), `smtps://…`, or "log"
        to print messages.
    :ivar sms_url: an HTTPS gateway (HTTP on this very machine alone), or "log" to print messages.
    :ivar codes_per_hour: how many one-time codes leave in an hour at most, SMS included.
    :ivar sms_per_hour: how many of them by SMS.
    :ivar files_per_minute: how often an account opens a file in a minute; beyond, it waits.
    :ivar files_per_hour: from how many openings in an hour on managers are told.
    :ivar backups: folder of the backups, or None.
    :ivar backup_passphrase: file of the passphrase that seals them, or None.
    :ivar metrics_token: what opens `/metrics`; without any, it stays shut.
    :ivar interop: the exchange by name, or None: then nobody is named to anybody.

    The three addresses may hold a password: they are left out of `repr`, as is the token.
    """

    database_url: str = field(repr=False)
    keyring: Path
    base_url: str
    hosts: frozenset[str] = _HERE
    trusted_proxies: int = 0
    demo: bool = False
    mail_url: str = field(default="log", repr=False)
    sms_url: str = field(default="log", repr=False)
    codes_per_hour: int = 2000
    sms_per_hour: int = 500
    files_per_minute: int = 40
    files_per_hour: int = 600
    backups: Path | None = None
    backup_passphrase: Path | None = None
    metrics_token: str = field(default="", repr=False)
    interop: InteropSettings | None = None

    @cached_property
    def is_https(self) -> bool:
        """Tell whether cookies may be kept to encrypted connections."""
        return self.base_url.startswith("https://")

    @property
    def is_database_line_open(self) -> bool:
        """Tell whether what goes to the database may cross a network in clear."""
        url = urlsplit(self.database_url)
        asked = parse_qs(url.query)
        host = url.hostname or asked.get("host", [""])[0]
        return _is_elsewhere(host) and asked.get("sslmode", [""])[0] not in _ENCRYPTED

    @property
    def exports(self) -> Path:
        """Directory of the export runs, beside the keyring."""
        return self.keyring.parent / "exports"

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the settings.

        :raises SettingsWrong: for an unknown `XPRSA_*` name or a value that cannot be used.
        """
        _refuse_unknown(environ)
        demo = _yes_or_no(environ, "XPRSA_DEMO")
        base_url = _base_url(environ.get("XPRSA_BASE_URL") or "http://127.0.0.1:8000")
        return cls(
            database_url=_database_url(environ.get("XPRSA_DATABASE_URL", "")),
            keyring=Path(environ.get("XPRSA_KEYRING") or "instance/keyring.json").absolute(),
            base_url=base_url,
            hosts=_hosts(environ.get("XPRSA_HOSTS") or "", base_url=base_url),
            trusted_proxies=_small_number(environ, "XPRSA_TRUSTED_PROXIES"),
            demo=demo,
            mail_url=_mail_url(_outside(environ, "XPRSA_MAIL_URL", ("smtp", "smtps"), needed=not demo)),
            sms_url=_sms_url(_outside(environ, "XPRSA_SMS_URL", ("https", "http"), needed=not demo)),
            codes_per_hour=_number(environ, "XPRSA_CODES_PER_HOUR", cls.codes_per_hour),
            sms_per_hour=_number(environ, "XPRSA_SMS_PER_HOUR", cls.sms_per_hour),
            files_per_minute=_number(environ, "XPRSA_FILES_PER_MINUTE", cls.files_per_minute),
            files_per_hour=_number(environ, "XPRSA_FILES_PER_HOUR", cls.files_per_hour),
            backups=_path(environ, "XPRSA_BACKUPS"),
            backup_passphrase=_path(environ, "XPRSA_BACKUP_PASSPHRASE_FILE"),
            metrics_token=_metrics_token(environ.get("XPRSA_METRICS_TOKEN") or ""),
            interop=_interop({name: environ.get(name) or "" for name in _INTEROP}),
        )


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    reserved = ("XPRSA_TEST_",)  # read by the test suite only
    unknown = sorted(
        name
        for name in environ
        if name.startswith("XPRSA_") and name not in NAMES and not name.startswith(reserved)
    )
    if unknown:
        raise SettingsWrong(f"Réglage inconnu : {', '.join(unknown)}. Réglages admis : {', '.join(NAMES)}.")


def _database_url(text: str) -> str:
    url = text or f"sqlite:///{Path('instance/xprsa.sqlite').absolute()}"
    if url.startswith(("postgres://", "postgresql://")):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingsWrong(
            "XPRSA_DATABASE_URL doit commencer par sqlite:/// ou postgresql:// (adresse de la base)."
        )
    return url


def _base_url(text: str) -> str:
    scheme, _, rest = text.partition("://")
    if scheme not in ("http", "https") or not _ADDRESS.fullmatch(rest.lower()):
        raise SettingsWrong(
            "XPRSA_BASE_URL doit ressembler à https://declarer.example.org, sans chemin ni accent"
            " (un nom accentué s’écrit xn--…)."
        )
    return text.rstrip("/")


def _hosts(text: str, *, base_url: str) -> frozenset[str]:
    """Give the host that people type, those listed, and this machine's own names while it serves itself."""
    listed = {name.strip().lower() for name in text.split(",") if name.strip()}
    if not all(map(_HOST.fullmatch, listed)):
        raise SettingsWrong("XPRSA_HOSTS doit lister des noms sans port ni accent, séparés par des virgules.")
    typed = re.sub(r":\d+$", "", base_url.lower().partition("://")[2])
    return frozenset({typed} | listed | (_HERE if typed in _HERE else frozenset()))


def _path(environ: Mapping[str, str], name: str) -> Path | None:
    return Path(environ[name]).absolute() if environ.get(name) else None


def _small_number(environ: Mapping[str, str], name: str) -> int:
    text = environ.get(name) or "0"
    if not text.isascii() or not text.isdigit() or int(text) > 9:
        raise SettingsWrong(f"{name} doit être un nombre de 0 à 9.")
    return int(text)


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name) or str(default)
    if not re.fullmatch(r"[1-9][0-9]{0,5}", text):
        raise SettingsWrong(f"{name} doit être un nombre de 1 à 999999.")
    return int(text)


def _yes_or_no(environ: Mapping[str, str], name: str) -> bool:
    text = environ.get(name) or "0"
    if text not in ("0", "1"):
        raise SettingsWrong(f"{name} doit valoir 0 ou 1.")
    return text == "1"


def _mail_url(url: str) -> str:
    asked = parse_qs(urlsplit(url).query, keep_blank_values=True).get("starttls", ["1"])
    if asked not in (["0"], ["1"]):
        raise SettingsWrong(
            "XPRSA_MAIL_URL\u00a0: starttls vaut 1 (chiffré, sans le dire) ou 0 (en clair, à vos risques)."
        )
    return url


def _metrics_token(text: str) -> str:
    if text and not _METRICS_TOKEN.fullmatch(text):
        raise SettingsWrong(
            "XPRSA_METRICS_TOKEN doit compter 32 lettres, chiffres, - ou _ au moins"
            " (faites-en un par openssl rand -hex 32)."
        )
    return text


def _interop(given: Mapping[str, str]) -> InteropSettings | None:
    """Read the exchange by name: all of it, or nothing."""
    if not any(given.values()):
        return None
    if missing := [name for name, text in given.items() if not text]:
        raise SettingsWrong(
            f"{', '.join(missing)} manque : l’échange nommé se règle en entier, ou pas du tout."
        )
    for name in ("XPRSA_INTEROP_URL", "XPRSA_INTEROP_TOKEN_URL"):
        url = urlsplit(given[name])
        if not url.hostname or (
            url.scheme != "https" and (url.scheme != "http" or _is_elsewhere(url.hostname))
        ):
            raise SettingsWrong(f"{name} doit commencer par https:// : des personnes y sont nommées.")
    return InteropSettings(
        url=given["XPRSA_INTEROP_URL"].rstrip("/"),
        token_url=given["XPRSA_INTEROP_TOKEN_URL"],
        client_id=given["XPRSA_INTEROP_CLIENT_ID"],
        secret=Path(given["XPRSA_INTEROP_SECRET_FILE"]).absolute(),
        scope=given["XPRSA_INTEROP_SCOPE"],
        card=_interop_card(Path(given["XPRSA_INTEROP_CARD"])),
    )


def _interop_card(path: Path) -> IntensityCard:
    try:
        return IntensityCard.read(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as away:
        raise SettingsWrong(f"XPRSA_INTEROP_CARD : {path} ne se lit pas.") from away
    except CardWrong as wrong:
        raise SettingsWrong(f"XPRSA_INTEROP_CARD : {wrong}") from wrong


def _sms_url(url: str) -> str:
    if urlsplit(url).scheme == "http" and _is_elsewhere(urlsplit(url).hostname or ""):
        raise SettingsWrong(
            "XPRSA_SMS_URL doit commencer par https://\u00a0: en http, codes et numéros passeraient en clair."
        )
    return url


def _is_elsewhere(host: str) -> bool:
    """Tell whether a host is another machine; a folder, or nothing, is a socket of this one."""
    return bool(host) and not host.startswith("/") and host not in _HERE | {"::1"}


def _outside(environ: Mapping[str, str], name: str, schemes: tuple[str, ...], *, needed: bool) -> str:
    text = environ.get(name) or ""
    if not text and needed:
        raise SettingsWrong(
            f"{name} manque : indiquez {schemes[0]}://serveur, ou « log » pour écrire dans le journal."
        )
    if text in ("", "log"):
        return "log"
    if urlsplit(text).scheme not in schemes or not urlsplit(text).hostname:
        raise SettingsWrong(f"{name} doit commencer par {' ou '.join(f'{scheme}://' for scheme in schemes)}.")
    return text
