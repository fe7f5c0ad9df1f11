"""Whatever a module says, a report shows it and nothing of it happens."""

import unicodedata
from io import BytesIO

import html5lib
import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lab.audits import a_graded_audit, a_graded_card, a_plan, a_study_card, an_audit, an_audited_module
from tests.lab.report.conftest import html_of
from tests.pages import X
from xprsa.lab.report.pdf import pdf
from xprsa.modules.printable import printable
from xprsa.scoring.audit_frame import Hearing
from xprsa.scoring.module import GradeScale, Parameter

ATTACKS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><h1>Approuvé</h1>",
    "</title></bdi></dd>",
    "{{ 7 * 7 }}{% include 'x' %}",
    "*{question}*",
    "\u202etxt.exe\u2066 \u200f",
    "\x00\x07\x1b[31m\x9b",
    "\ufffe\ufdd0\U0010ffff",
    "אבג \u05d0 محمد 李娜 ትዕግስት",
    "a" * 10_000,
    "&amp;&#0;<!--",
)


@pytest.fixture(scope="module")
def hostile() -> dict[str, str]:
    """Pages of a module that says all of this wherever it may say anything."""
    text = " ".join(ATTACKS)
    short = text[:2000]
    card = a_study_card(
        title=short, owner=short, legal_basis=short, contribution=short, limits=short, contact=short,
        audit=short, parameters={text[:300]: Parameter(value=1, meaning=short)},
    )  # fmt: skip
    hearing = Hearing(
        asked=9, answered=9, abstained=0, faults={text: 1}, incidents={text: 1}, said=(*ATTACKS, text)
    )
    module = an_audited_module(title=text, source=text, isolation=text, digest=text[:200])
    return html_of(an_audit(module=module, plan=a_plan(seed=text, secret=text), hearing=hearing), card)


def test_no_element_comes_from_what_a_module_says(hostile: dict[str, str], pages: dict[str, str]) -> None:
    for name, page in hostile.items():
        parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"))
        root = parser.parse(page)
        assert not parser.errors, f"{name} is broken: {parser.errors[:3]}"
        tags = {str(element.tag).removeprefix(X) for element in root.iter()}
        assert not tags & {"script", "img", "iframe", "link", "object"}
        assert page.count("<h1") == pages[name].count("<h1")
        assert page.count("</style>") == 1


def test_every_page_of_a_hostile_module_is_plain_text_that_shows(hostile: dict[str, str]) -> None:
    for page in hostile.values():
        unseen = {char for char in page if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co"}}
        assert unseen <= {"\n"}, f"characters that nobody sees: {unseen}"


def test_what_was_said_is_still_there_to_be_read(hostile: dict[str, str]) -> None:
    page = hostile["annexe.html"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{ 7 * 7 }}" in page
    assert "\\u202etxt.exe" in page
    assert "محمد" in page
    assert "49" not in page.split("{{ 7 * 7 }}")[0][-20:]


def test_grades_are_set_apart_like_all_that_others_wrote() -> None:
    grades = ("<b>bon</b>", "\u202emauvais", "אבג")
    card = a_graded_card(scale=GradeScale(grades=grades, threshold="אבג"))
    page = html_of(a_graded_audit(), card)["index.html"]
    assert "<bdi>&lt;b&gt;bon&lt;/b&gt; → \\u202emauvais → אבג</bdi>" in page
    assert "<b><bdi>אבג</bdi></b>" in page


def test_a_hostile_module_prints(hostile: dict[str, str]) -> None:
    made = pikepdf.open(BytesIO(pdf(hostile["index.html"].encode())))
    assert len(made.pages) >= 3


@given(st.text())
def test_harmless_text_has_no_character_that_hides_or_reorders(text: str) -> None:
    shown = printable(text)
    assert not {char for char in shown if unicodedata.category(char) in {"Cc", "Cs", "Co"}} - {"\n"}
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\ufeff")


def test_joiners_stay_for_scripts_that_need_them() -> None:
    assert printable("می\u200cخواهم क्\u200dष") == "می\u200cخواهم क्\u200dष"


def test_text_beyond_measure_is_cut_and_it_is_said() -> None:
    assert printable("a" * 30, most=10) == "a" * 10 + " … (+20)"
