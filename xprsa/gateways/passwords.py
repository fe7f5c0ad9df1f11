"""Passwords of staff: kept as argon2id, long, not made of words that everybody tries first."""

import re
import unicodedata
from collections.abc import Collection
from enum import StrEnum

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = (
    14  # characters; with a throttle and a second factor, no composition rule (CNIL 2022-100, ASVS 2.1)
)
LONGEST = 200
_GUESSES = 10  # powers of ten, as `zxcvbn` counts them: its best mark; a guess costs an attacker argon2id
_JUDGED = 72  # characters: what comes after them makes nothing easier, and long repeats take long to judge

_HASHER = PasswordHasher()  # argon2id, 64 MiB, 3 passes, 4 lanes: RFC 9106, second recommended option

# The hash of a random text that nobody has: verifying it costs what a real one costs.
NOBODYS = "$argon2id$v=19$m=65536,t=3,p=4$Tv8Flcv5L5+dmiKs/atS6w$IEZ0frRRgh1tlD/GEwFajBuOG8k0mx9Zg0PS3W4t/Gw"

# What is tried first here and `zxcvbn`, made for English, does not know: common words, words of this trade.
_WORDS = (
    "motdepasse", "motdepass", "passw0rd", "bonjour", "bienvenue", "soleil", "doudou", "chouchou", "loulou",
    "jetaime", "secret", "administrateur", "administration", "admin", "utilisateur", "changeme",
    "departement", "conseildepartemental", "francetravail", "poleemploi", "missionlocale", "capemploi",
    "conseiller", "conseillere", "referent", "referente", "gestionnaire", "insertion", "beneficiaire",
    "allocataire", "declaration", "declarer", "semaine", "connexion", "accompagnement", "contrat",
    "engagement", "france", "emploi", "travail", "service", "social", "solidarite", "caf", "msa", "rsa",
    "xprsa", "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre",
    "novembre", "decembre", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "printemps", "automne",
    "hiver", "liberte", "egalite", "fraternite", "marseille", "paris", "lyon", "2024", "2025", "2026", "2027",
)  # fmt: skip
_LOOK_ALIKES = str.maketrans({"@": "a", "€": "e", "$": "s", "0": "o", "3": "e", "!": "i"})
# A walk over a French keyboard is one over an English keyboard, key for key: `zxcvbn` knows the latter.
_KEY_FOR_KEY = str.maketrans(
    "azertyuiop^$qsdfghjklmùwxcvbn,;:!&é\"'(-è_çà)=AZERTYUIOPQSDFGHJKLMWXCVBN?./§",
    "qwertyuiop[]asdfghjkl;'zxcvbnm,./1234567890-=QWERTYUIOPASDFGHJKL:ZXCVBNM<>?",
)


class Weakness(StrEnum):
    """Why a password is not taken."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_EASY = "too_easy"


def weakness(password: str, *, words: Collection[str] = ()) -> Weakness | None:
    """Tell why a new password is not taken; None when it is good.

    :param words: what is known of its owner: names, address, organisation, territory.
    """
    if len(password) < SHORTEST:
        return Weakness.TOO_SHORT
    if len(password) > LONGEST:
        return Weakness.TOO_LONG
    known = {bare for word in (*_WORDS, *_parts(words)) for bare in (_bare(word),) if len(bare) >= 3}
    texts = {
        password,
        password.translate(_KEY_FOR_KEY),
        *(_without(known, text) for text in _readings(password)),
    }
    return Weakness.TOO_EASY if min(map(_guesses, texts)) < _GUESSES else None


def _guesses(text: str) -> float:
    """Give how many guesses a text withstands, as a power of ten."""
    from zxcvbn import zxcvbn  # imported late: its lists of words are for whoever sets a password

    return float(zxcvbn(text[:_JUDGED])["guesses_log10"]) if text else 0.0


def hashed(password: str) -> str:
    """Give the argon2id hash to keep."""
    return _HASHER.hash(_normal(password))


def matches(kept: str, password: str) -> bool:
    """Tell whether this is the password; verify against `NOBODYS` when there is no account."""
    try:
        return _HASHER.verify(kept, _normal(password))
    except (VerificationError, InvalidHashError):
        return False


def _normal(password: str) -> str:
    return unicodedata.normalize("NFC", password)


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def _readings(password: str) -> tuple[str, str]:
    return _bare(password), _bare(password.translate(_LOOK_ALIKES))


def _parts(words: Collection[str]) -> list[str]:
    return [part for word in words for part in (word, *re.split(r"[\W_]+", word))]


def _without(known: Collection[str], text: str) -> str:
    longest_first = sorted(known, key=len, reverse=True)
    return re.sub("|".join(map(re.escape, longest_first)), "", text)
