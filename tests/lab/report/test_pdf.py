"""The printed report: A4, tagged, in its language, and its words can be taken out of it."""

import subprocess
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from weasyprint.urls import FatalURLFetchingError

from tests.lab.audits import MADE_ON, a_card, an_audit
from tests.lab.findings import the_world
from xprsa.lab.people.attribute import Language
from xprsa.lab.report.contents import booklet
from xprsa.lab.report.context import ReportContext
from xprsa.lab.report.pdf import pdf
from xprsa.lab.report.words import words

A4 = (595.3, 841.9)  # points
PRINTED = [("rapport.pdf", "fr", "Audit de suspicion 1.0"), ("report.pdf", "en", "Audit of suspicion 1.0")]


@pytest.mark.parametrize(("name", "language", "title"), PRINTED)
def test_the_print_is_tagged_a4_in_its_language_with_its_title(
    printed: Path, name: str, language: str, title: str
) -> None:
    with pikepdf.open(printed / name) as opened:
        for page in opened.pages:
            box = [float(edge) for edge in page.mediabox]
            assert box[2] - box[0] == pytest.approx(A4[0], abs=0.5)
            assert box[3] - box[1] == pytest.approx(A4[1], abs=0.5)
        assert opened.Root.MarkInfo.Marked
        assert str(opened.Root.Lang) == language
        assert str(opened.docinfo["/Title"]) == title
        assert opened.Root.ViewerPreferences.DisplayDocTitle
        assert "/StructTreeRoot" in opened.Root


def test_every_figure_of_the_print_has_words(printed: Path) -> None:
    with pikepdf.open(printed / "rapport.pdf") as opened:
        figures = [
            item for item in opened.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == pikepdf.Name.Figure
        ]  # fmt: skip
        assert figures
        assert not [figure for figure in figures if not str(figure.get("/Alt", ""))]


def test_the_words_of_the_print_can_be_taken_out(printed: Path) -> None:
    with pikepdf.open(printed / "rapport.pdf") as opened:
        fonts = [
            item for item in opened.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Subtype") == pikepdf.Name.Type0
        ]  # fmt: skip
        assert fonts
        assert all("/ToUnicode" in font for font in fonts), "a font that nobody can copy text from"
    done = subprocess.run(
        ["pdftotext", printed / "rapport.pdf", "-"], capture_output=True, text=True, check=True
    )
    assert "Ce que l’essai ne dit pas" in done.stdout


def test_the_same_page_prints_to_the_same_bytes() -> None:
    language: Language = "en"
    page = booklet(ReportContext(an_audit(), the_world(), words(language)), a_card(), MADE_ON)
    short = page.split(b'<div class="annex-part">')[0] + b"</main></body></html>"
    first, second = pdf(short), pdf(short)
    assert first == second
    with pikepdf.open(BytesIO(first)) as opened:
        assert str(opened.docinfo["/CreationDate"]).startswith("D:20261125")


def test_a_page_that_asks_for_anything_outside_is_not_printed() -> None:
    with pytest.raises(FatalURLFetchingError, match=r"yet it asked for https://exemple\.fr/x\.png"):
        pdf(b'<html lang="fr"><title>x</title><img alt="x" src="https://exemple.fr/x.png">')
