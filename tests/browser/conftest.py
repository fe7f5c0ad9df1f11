"""A real server, a real Chromium at 360 px, with and without JavaScript."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chromium import chromium, violations
from tests.browser.live import serving


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The product as people run it, full of fictitious people; gives its address."""
    with serving(tmp_path_factory.mktemp("live")) as address:
        yield address


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def javascript(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def page(browser: Browser, live_server: str, javascript: bool) -> Iterator[Page]:
    """A phone of its own: 360 px, French, nothing remembered. Errors of its scripts fail the test."""
    phone = browser.new_context(
        viewport={"width": 360, "height": 740},
        base_url=live_server,
        locale="fr-FR",
        java_script_enabled=javascript,
        has_touch=True,
        is_mobile=True,
    )
    opened = phone.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    yield opened
    phone.close()
    assert not wrong, f"the browser complained: {wrong}"


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Fail when axe finds anything wrong on the page as it stands."""

    def check(page: Page) -> None:
        found = violations(page)
        assert not found, f"{page.url}: {found}"

    return check
