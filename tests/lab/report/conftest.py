"""Reports written once for all the tests that only read them."""

import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from tests.lab.audits import (
    MADE_ON,
    ATiming,
    a_card,
    a_graded_audit,
    a_graded_card,
    a_green_audit,
    an_amber_audit,
    an_audit,
)
from tests.lab.findings import the_world
from tests.made_once import made_once
from tests.source import ROOT
from xprsa.lab.people.attribute import Language
from xprsa.lab.report import contents
from xprsa.lab.report.contents import html_pages
from xprsa.lab.report.context import ReportContext
from xprsa.lab.report.signing import SigningKey
from xprsa.lab.report.words import words
from xprsa.lab.report.writing import write_report
from xprsa.scoring.audit import AuditFindings
from xprsa.scoring.module import ModuleCard

Write = Callable[..., Path]


def html_of(audit: AuditFindings, card: ModuleCard) -> dict[str, str]:
    """Every HTML page of a report, both languages, by file name."""
    made: dict[str, bytes] = {}
    languages: tuple[Language, ...] = ("fr", "en")
    for language in languages:
        made |= html_pages(ReportContext(audit, the_world(), words(language)), card, MADE_ON)
    return {name: page.decode() for name, page in made.items()}


@pytest.fixture(scope="session")
def pages() -> dict[str, str]:
    """The pages of an audit that found harm."""
    return html_of(an_audit(), a_card())


@pytest.fixture(scope="session")
def every_page(pages: dict[str, str]) -> dict[str, str]:
    """Pages of every light, and of modules that give grades; the last as they are published."""
    made = {f"red-{name}": page for name, page in pages.items()}
    for kind, audit, card in (
        ("green", a_green_audit(), a_card()),
        ("amber", an_amber_audit(), a_card()),
        ("grades", a_graded_audit(), a_graded_card()),
    ):
        made |= {f"{kind}-{name}": page for name, page in html_of(audit, card).items()}
    published = (ROOT / "docs/lab/activity-trend").glob("*.html")
    return made | {f"published-{page.name}": page.read_text("utf-8") for page in published}


@pytest.fixture(scope="session")
def key(tmp_path_factory: pytest.TempPathFactory) -> SigningKey:
    return SigningKey.load_or_make(made_once(tmp_path_factory, "key", lambda _: None) / "lab.key")


@pytest.fixture(scope="session")
def printed(tmp_path_factory: pytest.TempPathFactory, key: SigningKey) -> Path:
    """A whole report, PDF and all, as a run writes it: nobody changes it."""

    def write(folder: Path) -> None:
        given = {"card": a_card(), "world": the_world(), "key": key, "made_on": MADE_ON}
        write_report(an_audit(), folder / "report", timing=ATiming(), **given)

    return made_once(tmp_path_factory, "printed", write) / "report"


@pytest.fixture
def report(printed: Path, tmp_path: Path) -> Path:
    """A copy of it, to be damaged."""
    return Path(shutil.copytree(printed, tmp_path / "report"))


@pytest.fixture
def write(monkeypatch: pytest.MonkeyPatch, key: SigningKey) -> Write:
    """Write reports whose PDF is a stand-in: printing takes seconds, and these tests look at other files."""
    monkeypatch.setattr(contents, "pdf", lambda html: b"%PDF " + sha256(html).hexdigest().encode())

    def written(folder: Path, audit: AuditFindings | None = None, **changes: object) -> Path:
        given: dict[str, object] = {
            "card": a_card(),
            "world": the_world(),
            "key": key,
            "made_on": MADE_ON,
            "timing": ATiming(),
        }
        return write_report(audit or an_audit(), folder, **given | changes)  # type: ignore[arg-type]

    return written
