"""Nu and axe see what they are there for, when they are asked to look (`--every-page`)."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.contracts.test_judging import GOOD
from tests.page_checkers import axe_violations, nu_errors


@pytest.fixture
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if not request.config.getoption("--every-page"):
        pytest.skip("Nu and axe look only when asked to: --every-page")
    return tmp_path


@pytest.mark.slow
def test_a_good_page_pleases_both(folder: Path) -> None:
    (folder / "page.html").write_text(GOOD, encoding="utf-8")
    assert nu_errors(folder) == []
    assert _axe(folder) == []


@pytest.mark.slow
def test_nu_sees_an_element_out_of_place(folder: Path) -> None:
    (folder / "page.html").write_text(GOOD.replace("<p>", "<ul><p>", 1), encoding="utf-8")
    assert any("not allowed as child" in error for error in nu_errors(folder))


@pytest.mark.slow
def test_axe_sees_a_field_without_a_name(folder: Path) -> None:
    (folder / "page.html").write_text(GOOD.replace('<label for="duree">', "<label>"), encoding="utf-8")
    assert any(violation.startswith("Ma semaine: label") for violation in _axe(folder))


def _axe(folder: Path) -> list[str]:
    """Look from a thread of its own: another test of this process may keep a browser open."""
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(axe_violations, folder).result()
