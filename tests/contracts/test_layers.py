"""Imports go down, never up, never sideways; a package that nobody placed fails."""

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.source import ROOT, modules


def test_imports_go_down_and_every_package_has_its_storey() -> None:
    done = _lint(ROOT)
    assert done.returncode == 0, f"an import goes up or sideways:\n{done.stdout}{done.stderr}"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("web/__init__.py", '"""What every page shares."""'),  # nothing wrong: the copy itself is sound
        ("newroom/__init__.py", '"""A package that nobody placed."""'),
        ("domain/upward.py", "from xprsa.web import clock"),
        ("declare/sideways.py", "from xprsa.review import views"),
        ("web/upward.py", "from xprsa.declare import views"),
        ("scoring/curious.py", "from xprsa.storage import people"),
        ("scoring/upward.py", "from xprsa.modules import registry"),
        ("modules/curious.py", "from xprsa.storage import people"),
        ("modules/curious.py", "from xprsa.domain import declaration"),
        ("helping/curious.py", "from xprsa.domain import declaration"),
        ("helping/sideways.py", "from xprsa.modules import registry"),
        ("helping/tempted.py", "from xprsa.lab.specimens import suspicion"),
        ("lab/curious.py", "from xprsa.storage import people"),
        ("lab/curious.py", "from xprsa.web import clock"),
        ("lab/curious.py", "from xprsa.domain import declaration"),
        ("declare/tempted.py", "from xprsa.lab.specimens import suspicion"),
        ("scoring/tempted.py", "from xprsa.lab.specimens import suspicion"),
        ("modules/tempted.py", "from xprsa.lab.specimens import suspicion"),
    ],
)
def test_the_linter_sees_each_wrong_turn(file: str, line: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "xprsa", tmp_path / "xprsa", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    wrong = tmp_path / "xprsa" / file
    wrong.parent.mkdir(exist_ok=True)
    wrong.write_text(f"{line}\n", encoding="utf-8")
    is_sound = file == "web/__init__.py"
    assert (_lint(tmp_path).returncode == 0) is is_sound, f"{file} may hold « {line} » unseen"


def _lint(folder: Path) -> "subprocess.CompletedProcess[str]":
    linter = Path(sys.executable).parent / "lint-imports"
    return subprocess.run([linter, "--no-cache"], cwd=folder, capture_output=True, text=True, timeout=120)


def test_the_domain_knows_the_standard_library_only() -> None:
    strangers = list(_imports_outside("xprsa/domain/", allowed=("xprsa.domain",)))
    assert not strangers, f"the domain imports what is not Python's own: {strangers}"


_VERIFYING = {  # a report is verified by whoever reads one, the lab or a service: one place does it
    f"xprsa/scoring/audit_signature.py: cryptography.{name}"
    for name in ("exceptions", "hazmat.primitives.asymmetric.ed25519")
}


def test_scoring_sees_the_published_forms_only() -> None:
    strangers = list(
        _imports_outside(
            "xprsa/scoring/",
            allowed=("xprsa.scoring", "xprsa.domain.week", "pydantic", "pydantic_core"),
        )
    )
    strangers = [found for found in strangers if found not in _VERIFYING]
    assert not strangers, f"scoring may import domain.week and pydantic, nothing else: {strangers}"


def test_modules_see_the_published_forms_only() -> None:
    everywhere = ("xprsa.modules", "xprsa.scoring", "xprsa.domain.week", "pydantic", "pydantic_core", "click")
    strangers = list(_imports_outside("xprsa/modules/", allowed=everywhere))
    assert not strangers, f"modules may import scoring, domain.week, pydantic and click only: {strangers}"


def test_modules_that_ship_see_the_published_forms_only() -> None:
    strangers = list(_imports_outside("xprsa/helping/", allowed=("xprsa.helping", "xprsa.scoring")))
    assert not strangers, f"a module that ships may import scoring only: {strangers}"


def test_the_lab_sees_the_published_document_only() -> None:
    everywhere = (
        *(
            "xprsa.lab",
            "xprsa.modules",
            "xprsa.scoring",
            "xprsa.domain.week",
            "xprsa.durable",
            "xprsa.asking",
        ),
        *("pydantic", "pydantic_core", "numpy", "scipy", "click"),
    )
    for_pages = (*everywhere, "jinja2", "markupsafe", "weasyprint", "cryptography", "babel")
    strangers = [
        found
        for found in _imports_outside("xprsa/lab/", allowed=everywhere)
        if not found.startswith("xprsa/lab/report/")
    ]
    strangers += _imports_outside("xprsa/lab/report/", allowed=for_pages)
    assert not strangers, f"the lab imports what it may not: {strangers}"


def test_a_package_root_holds_a_docstring_and_nothing_else() -> None:
    full = [path for path, module in modules() if path.endswith("__init__.py") and len(module.body) != 1]
    assert not full, f"these package roots hold more (or less) than one docstring: {full}"


def _imports_outside(folder: str, *, allowed: tuple[str, ...]) -> Iterator[str]:
    for path, module in modules():
        if path.startswith(folder):
            for name in _imported(module):
                at_home = any(name == package or name.startswith(f"{package}.") for package in allowed)
                if not at_home and name.split(".")[0] not in sys.stdlib_module_names:
                    yield f"{path}: {name}"


def _imported(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(name), level=0, names=names):
                yield name
            case ast.ImportFrom():
                yield "a relative import"
