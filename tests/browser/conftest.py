"""A real server, a real Chromium at 360 px, with and without JavaScript."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chromium import violations
from tests.browser.live import environment_of, serving
from tests.browser.scene import Scene
from tests.builders import People
from xprsa.gateways.keyring import Keyring
from xprsa.running.service import Service
from xprsa.settings import Settings
from xprsa.storage.database import Database


@pytest.fixture(scope="session")
def live_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the served database, keys and log are."""
    return tmp_path_factory.mktemp("live")


@pytest.fixture(scope="session")
def live_server(live_folder: Path) -> Iterator[str]:
    """The product as people run it, full of fictitious people; gives its address."""
    with serving(live_folder) as address:
        yield address


@pytest.fixture(scope="session")
def live_service(live_folder: Path, live_server: str) -> Iterator[Service]:
    """The database and keys of the running server, to put people on the scene."""
    settings = Settings.read(environment_of(live_folder, live_server))
    keyring = Keyring.load(settings.keyring)
    database = Database(settings.database_url, sealer=keyring)
    yield Service(settings, database, keyring)
    database.dispose()


@pytest.fixture(scope="session")
def live_people(live_service: Service) -> People:
    """Whoever tests add to the territory of the demonstration."""
    here = live_service.territories()[0]
    return People(live_service, {here.code: here.id})


@pytest.fixture
def scene(browser: Browser, live_folder: Path, live_people: People) -> Iterator[Scene]:
    """People made for one test, each with a browser of their own; what scripts complain of fails the test."""
    opened = Scene(browser, live_people, live_folder)
    yield opened
    opened.close()


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
