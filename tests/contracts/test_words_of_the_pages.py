"""One word for one thing on the pages, numbers by twos, participles that agree."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.source import ROOT, modules, templates
from xprsa.web.i18n import agreed, spoken_number

NBSP = "\N{NO-BREAK SPACE}"
TEXTS = ROOT / "xprsa/information/texts"
_MAIL = re.compile(r"\be-?mails?\b|\bmails?\b|\bmél\b|adresses? (?:électronique|e-?mail)", re.IGNORECASE)
_MAIL_IN_CODE = re.compile(
    r"\be-mails?\b|\badresses? (?:électronique|e-?mail)|\b(?:un|votre|leur) mail\b", re.IGNORECASE
)
_ADVISER = re.compile(r"\bconseill(?:er|ère)s?\b|personne qui vous suit|personne référente", re.IGNORECASE)
_CODE = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", re.DOTALL)
READ_IN_FILES = "xprsa/people_import/columns.py"  # titles that offices give to their columns
OF_THE_PERSON = ("declare/", "errors/")


def test_an_electronic_address_is_called_courriel_everywhere() -> None:
    wrong = [(name, found[0]) for name, text in _shown() for found in _MAIL.finditer(text)]
    wrong += [
        (name, found[0]) for name, text in _said_by_the_code() for found in _MAIL_IN_CODE.finditer(text)
    ]
    assert not wrong


def test_the_person_s_own_pages_call_whoever_follows_them_their_referent() -> None:
    wrong = [
        (name, found[0])
        for name, text in _shown()
        if name.startswith(OF_THE_PERSON) or name.endswith(".txt")
        for found in _ADVISER.finditer(text)
    ]
    wrong += [("declare/data.html", "conseiller")] if "conseiller" in templates()["declare/data.html"] else []
    assert not wrong


def test_a_phone_number_is_never_written_without_its_filter() -> None:
    shown = re.compile(r"\{\{[^}]*(?:\.phone|service_phone)\b[^}]*\}\}")
    wrong = [
        (name, found[0])
        for name, text in templates().items()
        for found in shown.finditer(text)
        if not re.search(r"phone\|(?:spoken|call)|telephone\(", found[0])
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("0639980001", "06 39 98 00 01"),
        ("06 39 98 00 01", "06 39 98 00 01"),
        ("+33639980001", "06 39 98 00 01"),
        ("+262692123456", "06 92 12 34 56"),
        ("+32470123456", "+32 470 12 34 56"),
        ("3949", "3949"),
        ("+", "+"),
    ],
)
def test_a_number_is_shown_as_it_is_said(kept: str, shown: str) -> None:
    assert spoken_number(kept) == shown.replace(" ", NBSP)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, ""),
        (1, ""),
        (2, "s"),
        (45, "s"),
        (60, ""),
        (90, ""),
        (119, ""),
        (120, "s"),
        (150, "s"),
        (10_080, "s"),
    ],
)
def test_a_participle_agrees_with_what_is_written_before_it(minutes: int, said: str) -> None:
    assert agreed(minutes, "comptée") == f"comptée{said}"


def test_no_participle_beside_a_duration_is_written_by_hand() -> None:
    by_hand = re.compile(r"\|duration \}\} (?!par\b|et\b|à\b|sur\b)\w+ées?\b")
    assert not [(name, found[0]) for name, text in templates().items() for found in by_hand.finditer(text)]


def _shown() -> Iterator[tuple[str, str]]:
    for name, text in templates().items():
        yield name, _CODE.sub(" ", text)
    for path in TEXTS.glob("*.txt"):
        yield path.name, path.read_text(encoding="utf-8")


def _said_by_the_code() -> Iterator[tuple[str, str]]:
    for path, module in modules():
        if path == READ_IN_FILES or "/migrations/" in path:
            continue
        said = {
            id(node.value)
            for body in ast.walk(module)
            if isinstance(body, ast.Module | ast.ClassDef | ast.FunctionDef)
            for node in body.body[:1]
            if isinstance(node, ast.Expr)
        }
        for node in ast.walk(module):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
                yield f"{path}:{node.lineno}", node.value
