"""Takes the pictures of the README from the real pages: `make screenshots`."""

import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.chromium import chromium  # noqa: E402 # the path above comes first
from tests.browser.live import serving  # noqa: E402 # same
from xprsa.domain.week import Week  # noqa: E402 # same

PICTURES = ROOT / "docs/screenshots"
PHONE = {"width": 360, "height": 780}
DESK = {"width": 1280, "height": 868}


def main() -> None:
    """Fill a demonstration, walk through it, keep a picture of each page."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    last_week = Week.of((datetime.now(UTC) - timedelta(weeks=1)).date())
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), people=120, weeks=16) as address,
        chromium() as browser,
    ):
        phone = _enter(browser, address, "Lucie Perrin", on=PHONE)
        _keep(phone, "home", "/")
        _keep(phone, "week", f"/declarer/{last_week}")
        _keep(phone, "receipt", f"/declarer/{last_week.plus(-1)}/recu")
        desk = _enter(browser, address, "Nadia Lemaire", on=DESK)
        _keep(desk, "caseload", "/portefeuille")
        desk.locator("main a[href^='/portefeuille/']").first.click()
        _keep(desk, "person", desk.url)


def _enter(browser: Browser, address: str, name: str, *, on: dict[str, int]) -> Page:
    page = browser.new_context(base_url=address, viewport=on, locale="fr-FR").new_page()
    page.goto("/demo")
    page.get_by_role("button", name=f"Entrer avec {name}").click()
    return page


def _keep(page: Page, name: str, address: str) -> None:
    answer = page.goto(address)
    if answer is None or not answer.ok:
        raise SystemExit(f"{address} did not open: no picture of it was taken")
    page.screenshot(path=PICTURES / f"{name}.png")
    sys.stdout.write(f"docs/screenshots/{name}.png\n")


if __name__ == "__main__":
    main()
