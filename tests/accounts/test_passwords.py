"""Passwords of staff."""

import subprocess
import sys
import time

import pytest
from argon2 import PasswordHasher, extract_parameters

from tests.source import ROOT
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
    "good",
    [
        GOOD,
        "Tortue-cerise-7",
        "9f#Lw2!xQp7vZt",
        "ma grand-mère adore les hérissons",
        "quatre chats gris",
        "tortue cerise lampadaire, quatre chats gris et les hérissons de ma grand-mère",  # 77 signs
    ],
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
        "iloveyou12345678",
        "trustno1trustno1",
        "1qaz2wsx3edc4rfv",  # columns of an English keyboard
        "azertyqsdfghwxcvbn",  # rows of a French one
        "wxcvbn,;:!qsdfghjklm",
        "poiuytrezamlkjhgfdsq",
        "1&2é3\"4'5(6-7è8_",
        "24121987-24121987",
        "abcdefghijklmnop",
    ],
)
def test_what_everybody_tries_first_is_refused(easy: str) -> None:
    assert weakness(easy) is Weakness.TOO_EASY


def test_what_is_known_of_its_owner_is_no_secret() -> None:
    known = ["Nadia", "Lemaire", "nadia.lemaire@example.org", "Val-d’Essai", "Mission locale des Trois-Ponts"]
    assert weakness("NadiaLemaire2026", words=known) is Weakness.TOO_EASY
    assert weakness("valdessai-lemaire", words=known) is Weakness.TOO_EASY
    assert weakness("Nadia-Zébulon-Lemaire", words=known) is Weakness.TOO_EASY
    assert weakness("Nadia-Zébulon-Lemaire") is None


def test_a_name_made_of_signs_that_a_pattern_reads_is_a_name() -> None:
    assert weakness(GOOD, words=["(abc+", "[xyz", "a{99}", ".*.*.*", "\\"]) is None
    assert weakness("((((abc+[xyz2026", words=["(abc+", "[xyz"]) is Weakness.TOO_EASY


def test_thirteen_characters_are_too_few_and_two_hundred_and_one_too_many() -> None:
    assert weakness("tortue cerise") is Weakness.TOO_SHORT
    assert weakness("tortue cerise " * 15) is Weakness.TOO_LONG


@pytest.mark.parametrize("text", ["a" * 200, "1é&" * 66, "motdepasse" * 20, "aA1!" * 50])
def test_a_long_text_is_judged_in_no_time(text: str) -> None:
    began = time.perf_counter()
    assert weakness(text) is Weakness.TOO_EASY
    assert time.perf_counter() - began < 3


def test_the_lists_of_words_are_loaded_by_whoever_sets_a_password_alone() -> None:
    code = (
        "import sys, xprsa.app; from xprsa.gateways.passwords import weakness;"
        "print('zxcvbn' in sys.modules); weakness('tortue cerise lampadaire'); print('zxcvbn' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
