"""The published reports say what their findings say, in the words of this lab, and mislead nobody."""

from pathlib import Path

import html5lib
import pytest

from tests.lab.findings import the_world
from tests.lab.report.reading import INDEX, count_words, text
from tests.lab.report.test_public_page import MOST_WORDS, unnamed
from tests.source import ROOT
from xprsa.lab.mark import SpecimenCard
from xprsa.lab.people.attribute import Language
from xprsa.lab.report.contents import html_pages
from xprsa.lab.report.context import ReportContext
from xprsa.lab.report.words import LANGUAGES, words
from xprsa.scoring.audit import AuditFindings
from xprsa.scoring.audit_manifest import Manifest

PUBLISHED = sorted(path.parent for path in (ROOT / "docs/lab").glob("*/findings.json"))
EACH = pytest.mark.parametrize("folder", PUBLISHED, ids=lambda folder: folder.name)
FOLLOWS = (
    ("une suite est possible", "une suite est possible dans le score imité"),
    ("may follow", "may follow in the score that is imitated"),
)
# Sentences of earlier reports that said more, or other, than was found.
MISLEADING = (
    "sauf le module", "un écart établi, et qui compte", " 1 points", "sans part de hasard",
    "avec de quoi le voir", "aucun effet", "except the module", "an established gap, and one that matters",
    "chance has no part",
)  # fmt: skip


def findings(folder: Path) -> AuditFindings:
    return AuditFindings.model_validate_json((folder / "findings.json").read_bytes())


def test_all_seven_specimens_are_published() -> None:
    assert len(PUBLISHED) == 7


@EACH
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_is_what_this_lab_makes_of_its_findings(folder: Path, language: Language) -> None:
    made_on = Manifest.model_validate_json((folder / "manifest.json").read_bytes()).made_on
    context = ReportContext(findings(folder), the_world(), words(language))
    card = SpecimenCard.read((folder / "card.json").read_bytes())
    for name, page in html_pages(context, card, made_on).items():
        assert (folder / name).read_bytes() == page, f"{folder.name}/{name}: publish it anew"


@EACH
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_misleads_nobody_and_names_all_that_is_red(folder: Path, language: Language) -> None:
    root = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree")).parse(
        (folder / INDEX[language]).read_text("utf-8")
    )
    page = next(element for element in root.iter() if str(element.tag).endswith("main"))
    read, found = text(page), findings(folder)
    assert count_words(page) <= MOST_WORDS
    assert not unnamed(found, read, language)
    assert not [sentence for sentence in MISLEADING if sentence in read.lower()]
    for follows, imitated in FOLLOWS:  # nothing follows from a specimen: its card says so one line before
        assert read.count(follows) == read.count(imitated)
    for name in found.untestable:  # what no document shows is never among what is fair
        assert read.count(ReportContext(found, the_world(), words(language)).label(name)) == 1
