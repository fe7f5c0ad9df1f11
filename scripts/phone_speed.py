"""Scores of Lighthouse on a phone, and the time that a week takes on a slow one: `scripts/lighthouse`."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.chromium import FLAGS, chromium, program  # noqa: E402 # the path above comes first
from tests.browser.live import serving  # noqa: E402 # same
from xprsa.domain.week import Week  # noqa: E402 # same

LIGHTHOUSE = ROOT / ".cache/lighthouse/node_modules/.bin/lighthouse"
CATEGORIES = ("performance", "accessibility", "best-practices")
RUNS = 3
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
SLOWER_CPU = 4
PHONE = {"width": 360, "height": 740}
PAINTED = (
    "new Promise(done => new PerformanceObserver(() => done()).observe({type: 'paint', buffered: true}))"
)
SOMEBODY = "Dimitri Orlov"  # his last weeks wait to be declared


def main() -> None:
    """Serve a demonstration, measure it, print two tables."""
    week = Week.of((datetime.now(UTC) - timedelta(weeks=1)).date())
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), people=120, weeks=16) as address,
        chromium() as browser,
    ):
        cookie = _cookie(browser, address)
        sys.stdout.write("| page | performance | accessibility | best practices | audits below 1 |\n")
        sys.stdout.write("|---|--:|--:|--:|---|\n")
        _score("sign-in", f"{address}/connexion", {})
        _score("declaration", f"{address}/declarer/{week}", {"Cookie": cookie})
        sys.stdout.write("\n| a week on slow 3G, CPU ÷ 4 | median | spread |\n|---|--:|--:|\n")
        _week_on_a_slow_phone(browser, address, week)


def _cookie(browser: Browser, address: str) -> str:
    phone = browser.new_context(base_url=address).new_page()
    _enter(phone)
    return "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in phone.context.cookies())


def _enter(phone: Page) -> None:
    phone.goto("/demo")
    phone.get_by_role("button", name=f"Entrer avec {SOMEBODY}").click()
    phone.get_by_role("heading", name="Bonjour").wait_for()


def _score(page: str, address: str, headers: dict[str, str]) -> None:
    reports = [_report(address, headers) for _ in range(RUNS)]
    scores = [
        round(100 * statistics.median(report["categories"][name]["score"] for report in reports))
        for name in CATEGORIES
    ]
    low = {audit for report in reports for audit in _below_one(report)}
    cells = [page, *map(str, scores), ", ".join(sorted(low)) or "none"]
    sys.stdout.write(f"| {' | '.join(cells)} |\n")


def _report(address: str, headers: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run(  # noqa: S603 # our own words
        [
            str(LIGHTHOUSE),
            address,
            "--quiet",
            "--output=json",
            f"--only-categories={','.join(CATEGORIES)}",
            f"--extra-headers={json.dumps(headers)}",
            f"--chrome-flags=--headless=new {' '.join(FLAGS)}",
        ],
        env=os.environ | {"CHROME_PATH": program()},
        capture_output=True,
        text=True,
        timeout=180,
    )
    if done.returncode:
        raise SystemExit(f"Lighthouse failed:\n{done.stderr[-2000:]}")
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def _below_one(report: dict[str, Any]) -> list[str]:
    """Give the audits that count and are not perfect, with their scores."""
    weighed = {
        audit["id"]
        for name in CATEGORIES
        for audit in report["categories"][name]["auditRefs"]
        if audit["weight"]
    }
    scores = {name: report["audits"][name]["score"] for name in weighed}
    return [f"{name} {score}" for name, score in scores.items() if score is not None and score < 1]


def _week_on_a_slow_phone(browser: Browser, address: str, week: Week) -> None:
    measured = [_declare(browser, address, week.plus(-back)) for back in range(RUNS)]
    for name in measured[0]:
        values = sorted(cookie[name] for cookie in measured)
        sys.stdout.write(
            f"| {name} | {statistics.median(values):.1f} s | {values[0]:.1f}-{values[-1]:.1f} s |\n"
        )


def _declare(browser: Browser, address: str, week: Week) -> dict[str, float]:
    """Declare a week from its page to its receipt on a phone with nothing in its cache; give seconds."""
    phone = browser.new_context(
        base_url=address, viewport=PHONE, locale="fr-FR", is_mobile=True, has_touch=True
    ).new_page()
    _enter(phone)
    session = phone.context.new_cdp_session(phone)
    session.send("Network.clearBrowserCache")
    session.send("Network.emulateNetworkConditions", SLOW_3G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_CPU})
    opened = _timed(lambda: _open(phone, week))
    sent = _timed(lambda: _fill_and_send(phone))
    return {"usable": opened, "the whole week, receipt included": opened + sent}


def _open(phone: Page, week: Week) -> None:
    """Open a week and wait until it is parsed, its script has run and it is painted."""
    phone.goto(f"/declarer/{week}", wait_until="domcontentloaded")
    phone.evaluate(PAINTED)


def _fill_and_send(phone: Page) -> None:
    for kind, typed in (("Candidatures, recherche", "2h30"), ("Formation", "4h")):
        phone.get_by_role("button", name=kind, exact=True).tap()
        phone.get_by_role("textbox", name=kind).last.fill(typed)
    phone.get_by_role("button", name="Envoyer").tap()
    phone.get_by_role("heading", name="Votre semaine est envoyée").wait_for()


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
