"""Templates: none orphaned, none missing, none that lets somebody else's markup through."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.pages import PLAIN_SPEAKING, UNSPOKEN
from tests.source import ROOT, modules, templates
from xprsa.app import create_app
from xprsa.running.service import Service

# Each place that writes markup which autoescaping does not see, with its reason.
RAW_MARKUP_IN_TEMPLATES = {
    "accounts/invitation.html": "the code to scan, a drawing that segno makes of an address of our own",
}
RAW_MARKUP_IN_CODE = {
    "xprsa/information/markup.py": "a small markup: each word is escaped, its tests try to get out of it",
    "xprsa/web/parts.py": "what Jinja has just rendered and escaped, kept to be shown again",
    "xprsa/web/forms.py": "the hidden field of the token: a constant pattern, its two values escaped",
}
REFERENCE = re.compile(r"(?:{%-?\s*(?:extends|include|import|from)\s+|\bpart\()[\"']([^\"']+)[\"']")
COMMENT = re.compile(r"{#.*?#}", re.DOTALL)


def test_every_template_is_used_and_every_used_template_exists() -> None:
    there, used = set(templates()), set(_used())
    assert there <= used, f"templates that nothing shows: {sorted(there - used)}"
    assert used <= there, f"templates that are shown but missing: {sorted(used - there)}"


def test_no_template_lets_raw_markup_through() -> None:
    raw = {name for name, text in templates().items() if re.search(r"\|\s*safe\b|autoescape\s+false", text)}
    assert raw == set(RAW_MARKUP_IN_TEMPLATES), f"templates with |safe that no reason covers: {sorted(raw)}"


def test_no_code_makes_raw_markup() -> None:
    raw = {
        path
        for path, module in modules()
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom | ast.Import)
        and any(alias.name == "Markup" for alias in node.names)
    }
    surprises = sorted(raw - set(RAW_MARKUP_IN_CODE))
    assert not surprises, f"modules that make markup by hand, without a written reason: {surprises}"


def test_no_template_holds_code_or_style_in_line() -> None:
    pattern = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)", re.IGNORECASE)
    found = [f"{name}: {hit[0]}" for name, text in templates().items() for hit in pattern.finditer(text)]
    assert not found, f"the content policy allows none of this: {found}"


def test_no_template_holds_a_straight_apostrophe_in_its_french() -> None:
    found = [
        f"{name}: …{text[max(0, at.start() - 15) : at.end() + 15].strip()}…"
        for name, raw in templates().items()
        for text in [_words_of(raw)]
        for at in re.finditer(r"\w'\w", text)
    ]
    assert not found, f"write ’ in French: {found}"


def test_our_own_words_never_threaten() -> None:
    found = [
        f"{name}: {word[0]}"
        for name, text in templates().items()
        if not any(page.strip("/") in name.replace("_", "-") for page in PLAIN_SPEAKING)
        for word in UNSPOKEN.finditer(_words_of(text))
    ]
    assert not found, f"only « Mes droits » says what the law provides: {found}"


def test_our_own_sentences_in_code_never_threaten() -> None:
    found = [
        f"{path}:{node.lineno} {word[0]}"
        for path, module in modules()
        if not path.startswith(
            "xprsa/lab/specimens/"
        )  # scores re-created for study, in the words of the press
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for word in UNSPOKEN.finditer(node.value)
    ]
    assert not found, f"sentences that a page may show: {found}"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_address_named_by_a_template_or_a_view_exists(service: Service) -> None:
    app = create_app(replace(service, settings=replace(service.settings, demo=True)))
    named = re.compile(r"url_for\(\s*[\"']([\w.]+)[\"']")
    texts = templates() | {path: (ROOT / path).read_text(encoding="utf-8") for path, _ in modules()}
    dead = [
        f"{name}: {endpoint}"
        for name, text in texts.items()
        for endpoint in named.findall(text)
        if not endpoint.startswith(".") and endpoint not in app.view_functions
    ]
    assert not dead, f"addresses that lead nowhere: {dead}"


def _used() -> Iterator[str]:
    for text in templates().values():
        yield from REFERENCE.findall(COMMENT.sub("", text))
    for _, module in modules():
        for node in ast.walk(module):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and _names_a_template(node.value)
            ):
                yield node.value


def _names_a_template(text: str) -> bool:
    return re.fullmatch(r"[\w/-]+\.(?:html|txt|css)(?:\.j2)?", text) is not None and "/" in text


def _words_of(template: str) -> str:
    """Give what a template says, without its tags and expressions, literals of macros kept."""
    return re.sub(r"<[^>]*>", " ", COMMENT.sub("", template))
