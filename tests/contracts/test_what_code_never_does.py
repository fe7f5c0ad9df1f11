"""What no line of the product does: run a text, believe an object, open a line to wherever it is told."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.source import ROOT, modules

# Every file that speaks to the outside, with whom.
OUTSIDE = {
    "xprsa/gateways/mail.py": "the mail server of the settings",
    "xprsa/gateways/sms.py": "the SMS gateway of the settings",
    "xprsa/gateways/si_platform.py": "the platform of the settings, by name, where the exchange is set",
    "xprsa/modules/by_http.py": "the module that an auditor names, on the machine of the lab",
    "xprsa/commands/serving.py": "its own port, to say whether it is free",
}
# Every file that starts a program, with which: by a list of words, never by a shell that reads them.
PROGRAMS = {
    "xprsa/modules/child.py": "the module that an auditor names, apart where `bwrap` is there",
    "xprsa/storage/postgresql_archives.py": "pg_dump and pg_restore",
}
# Every file that draws at random what somebody might guess without harm, with what.
HARMLESS_CHANCE = {
    "xprsa/lab/planted/unsteady.py": "the noise of a module made to be studied, from the system itself",
}
LINES_OUT = {"http.client", "urllib.request", "smtplib", "socket", "ftplib", "telnetlib", "requests", "httpx"}
NEVER = {"pickle", "marshal", "shelve", "dill", "yaml", "xmlrpc", "xml.etree", "xml.dom", "xml.sax", "lxml"}
NEVER_IN_PAGES = (
    *("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "DOMParser"),
    *("localStorage", "sessionStorage", "indexedDB", "caches", "document.cookie", "serviceWorker"),
    *("postMessage", "__proto__", "Object.assign", "JSON.parse", "import(", "location.hash"),
)
WEAK = {"md5", "sha1", "new", "ECB", "CBC", "CTR", "ARC4", "TripleDES", "PKCS1v15", "DES"}


def test_only_named_files_speak_to_the_outside() -> None:
    found = {path for path, module in modules() if LINES_OUT & set(_imported(module))}
    assert found == set(OUTSIDE), f"lines to the outside: {sorted(found ^ set(OUTSIDE))}"


def test_only_named_files_start_a_program_and_none_by_a_text() -> None:
    found = {path for path, module in modules() if "subprocess" in _imported(module)}
    assert found == set(PROGRAMS), f"programs are started: {sorted(found ^ set(PROGRAMS))}"
    by_text = [
        f"{path}:{call.lineno}"
        for path, module in modules()
        for call in _calls(module)
        if any(word.arg == "shell" for word in call.keywords) or _name(call) in ("system", "popen")
    ]
    assert not by_text, f"a shell reads a text: {by_text}"


def test_nothing_runs_a_text_and_nothing_believes_an_object() -> None:
    run = [
        f"{path}:{call.lineno}"
        for path, module in modules()
        for call in _calls(module)
        if isinstance(call.func, ast.Name) and call.func.id in ("eval", "exec", "compile", "__import__")
    ]
    believed = [path for path, module in modules() if _within(NEVER, _imported(module))]
    rendered = [
        f"{path}:{call.lineno}"
        for path, module in modules()
        for call in _calls(module)
        if _name(call) in ("render_template_string", "from_string")
        and not all(isinstance(word, ast.Constant) for word in call.args)
    ]
    assert (run, believed, rendered) == ([], [], [])


def test_every_question_of_a_command_is_asked_in_french_in_one_place() -> None:
    asked = {
        path
        for path, module in modules()
        for call in _calls(module)
        if _name(call) in ("confirm", "prompt") and ast.unparse(call.func).startswith("click.")
    }
    assert asked == {"xprsa/asking.py"}, f"click would ask in English: {sorted(asked)}"


def test_chance_comes_from_the_system_wherever_somebody_could_gain_by_guessing() -> None:
    drawn = {
        path
        for path, module in modules()
        if "random" in _imported(module) and not path.startswith("xprsa/demo/")  # fictitious lives
    }
    assert drawn == set(HARMLESS_CHANCE), f"chance to be guessed: {sorted(drawn ^ set(HARMLESS_CHANCE))}"


def test_no_weak_hash_and_no_weak_cipher_is_used() -> None:
    found = [
        f"{path}:{node.lineno} {node.attr}"
        for path, module in modules()
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute) and node.attr in WEAK and _is_of_cryptography(node)
    ]
    imported = [
        f"{path} {name}"
        for path, module in modules()
        for name in _imported(module)
        if name.startswith(("hashlib.", "cryptography.")) and name.rpartition(".")[2] in WEAK
    ]
    assert (found, imported) == ([], [])


@pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / "static").glob("*.js")))
def test_the_script_of_the_pages_makes_no_markup_keeps_nothing_and_listens_to_no_other_page(
    name: str,
) -> None:
    script = (ROOT / "static" / name).read_text(encoding="utf-8")
    assert [name for name in NEVER_IN_PAGES if name in script] == []
    assert "textContent" in script or "replaceChildren" in script, "words are put in as words"
    assert not re.findall(r"[^=!]==[^=]|!=[^=]", script), "compare with === and !=="


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("import http.client", "http.client"),
        ("from urllib import request", "urllib.request"),
        ("from pickle import loads", "pickle"),
        ("from hashlib import md5", "hashlib.md5"),
    ],
)
def test_this_contract_reads_every_way_to_import(text: str, seen: str) -> None:
    assert seen in set(_imported(ast.parse(text)))


def _imported(module: ast.Module) -> Iterator[str]:
    """Yield what is imported: the module, and each name with its module before it."""
    for node in ast.walk(module):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(origin), names=names):
                yield origin
                yield from (f"{origin}.{alias.name}" for alias in names)


def _within(names: set[str], imported: Iterator[str]) -> bool:
    return any(name == one or name.startswith(f"{one}.") for name in imported for one in names)


def _calls(module: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(module) if isinstance(node, ast.Call))


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _is_of_cryptography(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id in ("hashlib", "modes", "algorithms", "padding")
