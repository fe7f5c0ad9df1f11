"""A real Chromium, and axe inside it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = (
    "--no-sandbox",  # Chromium refuses its sandbox to root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
RULES = {  # every rule of WCAG 2.2 A and AA, good practice, and the contrast of AAA
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}},
}
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")  # the quickest first
MISSING = "Chromium is missing: install it (Debian: apt-get install chromium-headless-shell)."


def program() -> str:
    """Give the path of the Chromium of this machine.

    :raises RuntimeError: when there is none.
    """
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None:
        raise RuntimeError(MISSING)
    return found


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run the Chromium of this machine.

    :raises RuntimeError: when there is none.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def violations(page: Page) -> list[str]:
    """Give what axe finds wrong on the page as it stands, in words."""
    page.wait_for_load_state()
    with _with_scripts(page) as judged, _at_its_end(judged):
        judged.evaluate(AXE_SCRIPT)
        found = judged.evaluate("rules => axe.run(rules).then(results => results.violations)", RULES)
    return [
        f"{rule['id']} ({rule['help']}) on {', '.join(str(node['target'][0]) for node in rule['nodes'])}"
        for rule in found
    ]


@contextmanager
def _at_its_end(page: Page) -> Iterator[None]:
    """Scroll to the end, where a bar that follows the reader lies in its own place and covers nothing.

    Half over a button in passing, it would make axe call that button too small; a scroll uncovers it
    (WCAG 2.2, 2.5.8: what a person can move is judged where it can be moved to).
    """
    before = page.evaluate("scrollY")
    page.evaluate("scrollTo({top: document.documentElement.scrollHeight, behavior: 'instant'})")
    yield
    page.evaluate("top => scrollTo({top, behavior: 'instant'})", before)


@contextmanager
def _with_scripts(page: Page) -> Iterator[Page]:
    """Give the page itself, or, where scripts are off, a twin of it in which axe can run and nothing else."""
    if not page.evaluate("matchMedia('(scripting: none)').matches"):
        yield page
        return
    browser, html = page.context.browser, page.content()
    assert browser is not None
    with browser.new_page(viewport=page.viewport_size) as twin:
        twin.route("**/*.js", lambda route: route.abort())
        twin.route(page.url.split("#")[0], lambda route: route.fulfill(body=html, content_type="text/html"))
        twin.goto(page.url)
        yield twin
