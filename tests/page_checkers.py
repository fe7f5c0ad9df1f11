"""Shows every page that the tests met to other programs, once, at the end of the run.

A run of a few tests does without. `make test` asks for Nu (`--every-page=nu`): axe, which takes minutes,
looks at the pages of a tour there (tests/browser/test_every_page.py). `make test-slow` asks for both
(`--every-page=nu,axe`).
"""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Route

from tests.browser.chromium import chromium, violations
from tests.pages_seen import PAGES_SEEN

ROOT = Path(__file__).parent.parent
NU = ROOT / ".cache/node_modules/vnu-jar/build/dist/vnu.jar"
BROWSERS = 2  # that look at pages at once
LOOKED_AT = pytest.StashKey[int]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--every-page",
        type=lambda names: tuple(names.split(",")),
        default=(),
        help="show every page met by a test to these: nu, axe, or nu,axe",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--every-page") and not _is_worker(config):
        os.environ[PAGES_SEEN] = tempfile.mkdtemp(prefix="pages-")


def pytest_sessionfinish(session: pytest.Session) -> None:
    if not session.config.getoption("--every-page") or _is_worker(session.config):
        return
    folder = Path(os.environ.pop(PAGES_SEEN))
    session.config.stash[LOOKED_AT] = len(list(folder.glob("*.html")))
    for name in session.config.getoption("--every-page"):
        _report(session, name, _complaints(CHECKERS[name], folder))
    if session.testsfailed:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    shutil.rmtree(folder, ignore_errors=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    pages = terminalreporter.config.stash.get(LOOKED_AT, None)
    if pages is not None:
        names = " and ".join(terminalreporter.config.getoption("--every-page"))
        terminalreporter.write_line(f"{pages} pages were shown to {names}.")


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def _complaints(check: Callable[[Path], list[str]], folder: Path) -> list[str]:
    if not any(folder.glob("*.html")):
        return ["No test met a page: there was nothing to look at."]
    try:
        return check(folder)
    except Exception as wrong:  # noqa: BLE001 # a checker that cannot run must fail the suite, whatever the cause
        return [f"The checker did not run: {wrong}"]


def _report(session: pytest.Session, name: str, found: list[str]) -> None:
    """Count the checker among the tests, so that the last line and the exit code tell of it."""
    report = pytest.TestReport(
        nodeid=f"tests/page_checkers.py::{name}",
        location=("tests/page_checkers.py", 0, name),
        keywords={},
        outcome="failed" if found else "passed",
        longrepr="\n".join(found) or None,
        when="call",
    )
    session.config.hook.pytest_runtest_logreport(report=report)


def nu_errors(folder: Path) -> list[str]:
    """Give every error of the Nu HTML checker on the pages of a folder.

    :raises RuntimeError: when Java or the checker is missing.
    """
    if not shutil.which("java") or not NU.exists():
        raise RuntimeError("Java or vnu-jar is missing: `make test` installs both.")
    done = subprocess.run(
        ["java", "-jar", str(NU), "--format", "json", "--exit-zero-always", str(folder)],
        capture_output=True,
        text=True,
        timeout=300,
    )
    messages = json.loads(done.stderr)["messages"]
    return [
        f"{message['message']} … {message.get('extract', '').strip()!r}"
        for message in messages
        if message["type"] != "info"
    ]


def axe_violations(folder: Path) -> list[str]:
    """Give every violation that axe finds on the pages of a folder, as a phone of 360 px shows them."""
    places = sorted(folder.glob("*.html"))
    with ThreadPoolExecutor(BROWSERS) as browsers:
        shares = browsers.map(_violations_of, [places[start::BROWSERS] for start in range(BROWSERS)])
        return [violation for share in shares for violation in share]


def _violations_of(places: Sequence[Path]) -> list[str]:
    """Look at some pages of one folder in a browser of their own."""

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        file = ROOT / path[1:] if path.startswith("/static/") else places[0].parent / path[1:]
        if file.is_file():
            route.fulfill(path=file)
        else:
            route.fulfill(status=404)

    found: list[str] = []
    with chromium() as browser:
        # Tall, so that the bar at the bottom of a screen covers nothing: on a phone one scrolls.
        page = browser.new_page(viewport={"width": 360, "height": 4000})
        page.route("**", answer)
        for place in places:
            page.goto(f"http://page.test/{place.name}")
            found.extend(f"{page.title()}: {violation}" for violation in violations(page))
    return found


CHECKERS = {"nu": nu_errors, "axe": axe_violations}
