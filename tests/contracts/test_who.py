"""Who is signed in has one answer: nothing but `web.who` asks Flask-Login, or Flask's `g`, for it."""

import ast

import pytest

from tests.source import modules

ANSWERS = "xprsa/web/who.py"
MAKES_KNOWN = "xprsa/accounts/sign_ins/login.py"
HELD = frozenset({"who", "account", "sign_in", "actor", "_login_user"})


def test_only_the_sign_in_and_its_answer_know_flask_login() -> None:
    found = {path for path, module in modules() if "flask_login" in _imported(module)}
    assert found == {ANSWERS, MAKES_KNOWN}, f"ask `web.who` who is signed in: {sorted(found)}"


def test_only_the_answer_reads_who_is_signed_in_from_the_request() -> None:
    found = {path: names for path, module in modules() if (names := _of_g(module) & HELD)}
    assert set(found) == {ANSWERS}, f"ask `web.who` who is signed in: {found}"


@pytest.mark.parametrize("line", ["g.account.id", 'g.get("sign_in")', 'g.pop("who", None)', "g.who = 1"])
def test_every_way_to_read_it_is_found_out(line: str) -> None:
    assert _of_g(ast.parse(line)) & HELD


def _imported(module: ast.Module) -> set[str]:
    return {node.module or "" for node in ast.walk(module) if isinstance(node, ast.ImportFrom)} | {
        name.name for node in ast.walk(module) if isinstance(node, ast.Import) for name in node.names
    }


def _of_g(module: ast.Module) -> set[str]:
    """Give the names that a module reads or writes on `g`, as an attribute or by its methods."""
    asked = {
        node.attr
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "g"
    }
    named = {
        str(node.args[0].value)
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "g"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    return asked | named
