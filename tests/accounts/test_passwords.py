"""Passwords of staff."""

import pytest
from argon2 import PasswordHasher, extract_parameters

from xprsa.gateways import passwords
from xprsa.gateways.passwords import Weakness, hashed, matches, weakness

GOOD = "tortue cerise lampadaire"


def test_only_the_same_password_matches() -> None:
    kept = hashed(GOOD)
    assert kept.startswith("$argon2id$")
    assert GOOD not in kept
    assert matches(kept, GOOD)
    assert not matches(kept, GOOD + " ")


def test_the_same_letters_typed_on_another_system_match() -> None:
    assert matches(hashed("e\u0301crivain tortue cerise"), "\u00e9crivain tortue cerise")


def test_nobodys_password_costs_as_much_to_verify_as_a_real_one() -> None:
    assert extract_parameters(passwords.NOBODYS) == extract_parameters(PasswordHasher().hash("x"))
    assert not matches(passwords.NOBODYS, GOOD)


@pytest.mark.parametrize(
    "good", [GOOD, "Tortue-cerise-7", "9f#Lw2!xQp7vZt", "ma grand-mère adore les hérissons"]
)
def test_any_long_uncommon_text_is_taken_whatever_its_characters(good: str) -> None:
    assert weakness(good) is None


@pytest.mark.parametrize(
    "easy",
    [
        "motdepasse1234",
        "MotDePasse2026!",
        "P@ssw0rdP@ssw0rd",
        "azertyuiop1234",
        "aaaaaaaaaaaaaaaa",
        "abababababababab",
        "Francetravail2026!",
        "XPRSA-xprsa-2026",
        "departement-rsa-2026",
        "Bienvenue2026!!!",
    ],
)
def test_what_everybody_tries_first_is_refused(easy: str) -> None:
    assert weakness(easy) is Weakness.TOO_EASY


def test_what_is_known_of_its_owner_is_no_secret() -> None:
    known = ["Nadia", "Lemaire", "nadia.lemaire@example.org", "Val-d’Essai", "Mission locale des Trois-Ponts"]
    assert weakness("NadiaLemaire2026", words=known) is Weakness.TOO_EASY
    assert weakness("valdessai-lemaire", words=known) is Weakness.TOO_EASY
    assert weakness("NadiaLemaire2026") is None


def test_thirteen_characters_are_too_few_and_two_hundred_and_one_too_many() -> None:
    assert weakness("tortue cerise") is Weakness.TOO_SHORT
    assert weakness("tortue cerise " * 15) is Weakness.TOO_LONG
