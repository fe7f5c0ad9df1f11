"""The published reports say what their findings say, in the words of this lab, and mislead nobody."""

import shutil
import subprocess
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest

from tests.lab.findings import the_world
from tests.lab.report.reading import INDEX, count_words, text
from tests.lab.report.test_public_page import MOST_WORDS, unnamed
from tests.source import ROOT
from xprsa.lab.mark import SpecimenCard
from xprsa.lab.people.attribute import Language
from xprsa.lab.published_index import write_index
from xprsa.lab.publishing import published_folders
from xprsa.lab.report.contents import html_pages
from xprsa.lab.report.context import ReportContext
from xprsa.lab.report.words import LANGUAGES, words
from xprsa.modules.registry import installed
from xprsa.scoring.audit import AuditFindings
from xprsa.scoring.audit_manifest import Manifest
from xprsa.scoring.module import ModuleCard

LAB = ROOT / "docs/lab"
PUBLISHED = sorted(path.parent for path in LAB.glob("*/findings.json"))
EACH = pytest.mark.parametrize("folder", PUBLISHED, ids=lambda folder: folder.name)
PRINT: dict[Language, str] = {"fr": "rapport.pdf", "en": "report.pdf"}
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


def card_of(folder: Path) -> ModuleCard:
    form = SpecimenCard if findings(folder).module.for_study else ModuleCard
    return form.read((folder / "card.json").read_bytes())


def main_of(page: Path) -> Element:
    root = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree")).parse(page.read_text("utf-8"))
    return next(element for element in root.iter() if str(element.tag).endswith("main"))


def test_every_specimen_and_all_that_ships_are_published() -> None:
    specimens = {f"specimen:{name}": folder for name, folder in published_folders(LAB).items()}
    ships = {entry.name: LAB / entry.name for entry in installed()}
    assert {findings(folder).module.source: folder for folder in PUBLISHED} == specimens | ships


def test_the_page_that_leads_there_tells_what_each_found(tmp_path: Path) -> None:
    for folder in PUBLISHED:
        shutil.copytree(folder, tmp_path / folder.name)
    write_index(tmp_path)
    told = (tmp_path / "README.md").read_text("utf-8")
    assert (LAB / "README.md").read_text("utf-8") == told, "write it anew: write_index(Path('docs/lab'))"


@EACH
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_is_what_this_lab_makes_of_its_findings(folder: Path, language: Language) -> None:
    made_on = Manifest.model_validate_json((folder / "manifest.json").read_bytes()).made_on
    context = ReportContext(findings(folder), the_world(), words(language))
    for name, page in html_pages(context, card_of(folder), made_on).items():
        assert (folder / name).read_bytes() == page, f"{folder.name}/{name}: publish it anew"


@EACH
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_misleads_nobody_and_names_all_that_is_red(folder: Path, language: Language) -> None:
    page = main_of(folder / INDEX[language])
    read, found = text(page), findings(folder)
    assert count_words(page) <= MOST_WORDS
    assert not unnamed(found, read, language)
    assert not [sentence for sentence in MISLEADING if sentence in read.lower()]
    for follows, imitated in FOLLOWS:  # nothing follows from a specimen: its card says so one line before
        assert read.count(follows) == int(follows in read)
        assert read.count(imitated) == (read.count(follows) if found.module.for_study else 0)
    for name in found.untestable:  # what no document shows is never among what is fair
        assert read.count(ReportContext(found, the_world(), words(language)).label(name)) == 1


@EACH
@pytest.mark.parametrize("language", LANGUAGES)
def test_page_and_print_say_of_a_specimen_alone_that_a_score_is_imitated(
    folder: Path, language: Language
) -> None:
    imitated = plain(words(language).plain("study.text"))
    for read in (text(main_of(folder / INDEX[language])), printed(folder / PRINT[language])):
        assert (imitated in plain(read)) is findings(folder).module.for_study


def printed(report: Path) -> str:
    return subprocess.run(["pdftotext", report, "-"], capture_output=True, text=True, check=True).stdout


def plain(read: str) -> str:
    return " ".join(read.split())
