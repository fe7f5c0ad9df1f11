"""Report pages in a real browser: fit for everybody, at every width, from a file, alone."""

from collections.abc import Iterator
from pathlib import Path

import html5lib
import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser import judgement
from tests.browser.chromium import violations
from tests.page_checkers import NU, nu_errors
from tests.pages import TYPOGRAPHY, X, our_words

SIGHTS = (
    (360, "light"),
    pytest.param((1280, "dark"), marks=pytest.mark.slow),
    pytest.param((360, "dark"), marks=pytest.mark.slow),
    pytest.param((1280, "light"), marks=pytest.mark.slow),
)
LOOKED_AT = (
    "red-index.html",
    "published-index.html",
    *(
        pytest.param(name, marks=pytest.mark.slow)
        for name in (
            "red-annexe.html", "green-index.en.html", "amber-index.html", "grades-annex.en.html",
            "published-annexe.html",
        )
    ),
)  # fmt: skip
REACHING = ("src", "srcset", "poster", "data", "action", "background", "ping")


def test_the_checker_of_html_finds_no_error(every_page: dict[str, str], tmp_path: Path) -> None:
    if not NU.exists():
        pytest.skip("the Nu checker is not installed: `make test` installs it")
    for name, page in every_page.items():
        (tmp_path / name).write_text(page, encoding="utf-8")
    assert nu_errors(tmp_path) == []


@pytest.fixture(params=SIGHTS, ids=str)
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    width, theme = request.param
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", LOOKED_AT)
def test_axe_finds_nothing_and_nothing_is_too_wide_or_too_small_to_touch(
    page: Page, every_page: dict[str, str], name: str
) -> None:
    _open(page, every_page[name])
    assert judgement.faults(page) == []


@pytest.mark.slow
def test_axe_finds_nothing_on_paper(browser: Browser, pages: dict[str, str]) -> None:
    with browser.new_page() as page:
        page.emulate_media(media="print")
        for name in ("index.html", "annexe.html"):
            _open(page, pages[name])
            assert violations(page) == [], name


def _open(page: Page, html: str) -> None:
    def answer(route: Route) -> None:
        route.fulfill(body=html, content_type="text/html; charset=utf-8")

    page.unroute_all()
    page.route("**", answer)
    page.goto("http://page.test/")


def test_a_report_opened_from_a_file_without_network_or_script_asks_for_nothing(
    browser: Browser, printed: Path
) -> None:
    context = browser.new_context(java_script_enabled=False, offline=True)
    opened, asked, complaints = context.new_page(), [], []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("console", lambda message: complaints.append(message.text))
    for name in ("index.html", "annexe.html", "index.en.html", "annex.en.html"):
        opened.goto((printed / name).as_uri())
        assert opened.locator("h1").is_visible()
    opened.goto((printed / "index.html").as_uri())
    opened.get_by_role("link", name="English").click()
    opened.get_by_role("link", name="Technical annex", exact=True).click()
    assert opened.locator("h1").inner_text() == "Technical annex"
    context.close()
    assert not [address for address in asked if not address.endswith(".html")]
    assert not complaints, f"the browser complained: {complaints}"


def test_no_page_refers_to_anything_outside_its_folder(every_page: dict[str, str]) -> None:
    for name, html in every_page.items():
        root = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree")).parse(html)
        reaching = [
            (element.tag, key) for element in root.iter() for key in element.attrib if key in REACHING
        ]
        assert not reaching, f"{name}: {reaching}"
        links = [anchor.get("href", "") for anchor in root.iter(X + "a")]
        known = ("index.html", "index.en.html", "annexe.html", "annex.en.html", "rapport.pdf", "report.pdf")
        assert all(link in known or link.startswith("#") for link in links), f"{name}: {links}"
        assert "@import" not in html
        assert "url(" not in html


def test_every_link_within_a_page_leads_somewhere(pages: dict[str, str]) -> None:
    for name, html in pages.items():
        root = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree")).parse(html)
        ids = [element.get("id") for element in root.iter() if element.get("id")]
        assert len(ids) == len(set(ids)), f"{name} has an id twice"
        inner = {
            link[1:] for anchor in root.iter(X + "a") if (link := anchor.get("href", "")).startswith("#")
        }
        assert inner <= set(ids), f"{name}: {inner - set(ids)}"


def test_french_pages_are_well_set(every_page: dict[str, str]) -> None:
    for name, html in every_page.items():
        if '<html lang="fr">' in html:
            root = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree")).parse(html)
            bad = [
                f"{why}: {text}" for text in our_words(root) for rule, why in TYPOGRAPHY if rule.search(text)
            ]
            assert not bad, f"{name}: {bad[:5]}"
