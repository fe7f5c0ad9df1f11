"""Nothing grows beyond what one reads at a sitting."""

import ast

from tests.source import ROOT, modules, templates

MOST_LINES_OF_A_FUNCTION = 45
MOST_LINES_OF_A_FILE = 300
MOST_LINES_OF_A_TEMPLATE = 80
MOST_LINES_OF_A_VIEW = 25


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{path}:{node.lineno} {node.name} ({_lines(node)} lines)"
        for path, module in modules()
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and _lines(node) > MOST_LINES_OF_A_FUNCTION
        and "/migrations/versions/" not in path  # a migration is a record, written once by a tool
    ]
    assert not long, f"functions over {MOST_LINES_OF_A_FUNCTION} lines: {long}"


def test_no_view_is_longer_than_25_lines() -> None:
    long = [
        f"{path}:{node.lineno} {node.name} ({_lines(node)} lines)"
        for path, module in modules()
        if path.endswith("views.py")
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef) and node.decorator_list and _lines(node) > MOST_LINES_OF_A_VIEW
    ]
    assert not long, f"views over {MOST_LINES_OF_A_VIEW} lines: {long}"


def test_no_file_is_longer_than_300_lines() -> None:
    long = {
        path: length
        for path, _ in modules()
        if (length := len((ROOT / path).read_text(encoding="utf-8").splitlines())) > MOST_LINES_OF_A_FILE
        and "/migrations/versions/" not in path
    }
    assert not long, f"files over {MOST_LINES_OF_A_FILE} lines: {long}"


def test_no_template_is_longer_than_80_lines() -> None:
    long = {name: len(text.splitlines()) for name, text in templates().items()}
    long = {name: length for name, length in long.items() if length > MOST_LINES_OF_A_TEMPLATE}
    assert not long, f"templates over {MOST_LINES_OF_A_TEMPLATE} lines: {long}"


def test_the_shared_fixtures_fit_150_lines() -> None:
    length = len((ROOT / "tests/conftest.py").read_text(encoding="utf-8").splitlines())
    assert length <= 150, f"tests/conftest.py has {length} lines"


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1
