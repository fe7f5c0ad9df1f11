"""The repository as text, for the rules about the whole code."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "xprsa"


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Yield each module of the product: its path from the root, and its syntax tree."""
    for path in sorted(PACKAGE.rglob("*.py")):
        yield str(path.relative_to(ROOT)), tree(path)


@cache
def tree(path: Path) -> ast.Module:
    """Parse a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@cache
def named_tests() -> frozenset[str]:
    """Name every test of this repository as tables in Markdown name them: `folder/test_x.py::test_y`."""
    tests = ROOT / "tests"
    return frozenset(
        f"{path.relative_to(tests)}::{node.name}"
        for path in tests.rglob("test_*.py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def templates() -> dict[str, str]:
    """Give the text of every template by its name."""
    folder = ROOT / "templates"
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def identifiers(module: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield every name that a module gives to something, with its line."""
    for node in ast.walk(module):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name, node.lineno
            case (
                ast.arg(arg=name)
                | ast.Name(id=name, ctx=ast.Store())
                | ast.Attribute(attr=name, ctx=ast.Store())
            ):
                yield name, node.lineno
            case ast.alias(asname=str(name)):
                yield name, node.lineno
