"""What a reader finds on a page: its words, block by block."""

import re
from xml.etree.ElementTree import Element

import html5lib

from tests.lab.audits import MADE_ON
from tests.lab.findings import the_world
from xprsa.lab.people.attribute import Language
from xprsa.lab.report.contents import html_pages
from xprsa.lab.report.context import ReportContext
from xprsa.lab.report.words import words
from xprsa.scoring.audit import AuditFindings
from xprsa.scoring.module import ModuleCard

INDEX: dict[Language, str] = {"fr": "index.html", "en": "index.en.html"}
_BLOCKS = ("p", "li", "dt", "dd", "h1", "h2", "h3", "tr", "th", "td", "caption", "section", "div")
_SPACES = re.compile(r"[ \n\t]+")  # what ends a word; a no-break space does not


def public_page(audit: AuditFindings, card: ModuleCard, language: Language) -> Element:
    """The main part of the page for everybody."""
    made = html_pages(ReportContext(audit, the_world(), words(language)), card, MADE_ON)
    root = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree")).parse(made[INDEX[language]].decode())
    return next(element for element in root.iter() if _tag(element) == "main")


def text(element: Element, *, without: tuple[str, ...] = ("svg",)) -> str:
    """The text that a reader sees, its spaces made one."""
    return _SPACES.sub(" ", "".join(_pieces(element, without))).strip()


def part(page: Element, named: str) -> Element:
    """The first part of a page with this class."""
    return next(element for element in page.iter() if named in (element.get("class") or "").split())


def count_words(page: Element) -> int:
    """Count the words of a page, its table left out."""
    read = text(page, without=("svg", "table"))
    return sum(any(sign.isalnum() for sign in word) for word in read.split(" "))


def _pieces(element: Element, without: tuple[str, ...]) -> list[str]:
    if _tag(element) in without:
        return []
    between = " " if _tag(element) in _BLOCKS else ""
    found = [between, element.text or ""]
    for child in element:
        found += [*_pieces(child, without), child.tail or ""]
    return [*found, between]


def _tag(element: Element) -> str:
    return str(element.tag).split("}")[-1]
