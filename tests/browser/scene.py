"""People made for one test in the running service, each with a browser of their own."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import update

from tests import builders
from tests.browser.live import environment_of, run
from xprsa.domain.person import Account, Beneficiary
from xprsa.domain.week import Week
from xprsa.running.service import Service
from xprsa.storage.tables_access import SignInRow

PATIENCE = 30_000  # milliseconds, on a busy machine
NOT_A_COMPLAINT = "Failed to load resource"  # a page of an error, or no network: tests open both on purpose
expect.set_options(timeout=PATIENCE)

# For long journeys: `tests/journeys` walk them without a script, and a browser does in the slow tests.
SCRIPT_FIRST = pytest.mark.parametrize(
    "javascript",
    [True, pytest.param(False, marks=pytest.mark.slow)],
    ids=["with JavaScript", "without JavaScript"],
    indirect=True,
)


@dataclass
class Scene:
    """The running service: its people, their phones and desks."""

    browser: Browser
    people: builders.People
    folder: Path
    complaints: list[str] = field(default_factory=list)
    _opened: list[Any] = field(default_factory=list)

    @property
    def service(self) -> Service:
        return self.people.service

    @property
    def territory(self) -> str:
        """The code of the territory of the demonstration, where everybody lives."""
        return self.service.territories()[0].code

    @property
    def this_week(self) -> Week:
        return self.service.this_week(self.service.territories()[0])

    def staff(self, role: str, **given: object) -> Account:
        """Make an adviser, a manager or an exporter."""
        made: Account = getattr(self.people, role)(territory=self.territory, **given)
        return made

    def beneficiary(
        self, *, adviser: Account | None = None, asked_since: int = 1, **given: object
    ) -> Beneficiary:
        """Make a person whose contract of 15 h began some weeks ago."""
        given = {"territory": self.territory, **given}
        made = self.people.beneficiary(adviser=adviser, weekly_minutes=None, **given)
        since = self.this_week.plus(-asked_since).monday
        self.people.contract(made.id, valid_from=since, recorded_on=since)
        with self.service.database.reading() as store:
            found = store.people.find(made.id)
        assert found is not None
        return found

    def sent(self, person: Beneficiary, week: Week, *said: tuple[str, str]) -> None:
        """Let a person send a week: pairs of a kind and a duration as typed."""
        lines = (builders.activity(kind, duration) for kind, duration in said)
        self.people.sends(person, week, builders.content(*lines))

    def phone(self, account: Account | None = None, *, javascript: bool = True, **given: Any) -> Page:
        """Open a phone of 360 px, signed in if an account is given."""
        return self.screen(account, javascript=javascript, has_touch=True, is_mobile=True, **given)

    def screen(
        self,
        account: Account | None = None,
        *,
        javascript: bool = True,
        width: int = 360,
        height: int = 740,
        **given: Any,
    ) -> Page:
        """Open a browser of its own; `given` goes to the context as it is (`color_scheme`...)."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            base_url=self.service.settings.base_url,
            locale="fr-FR",
            java_script_enabled=javascript,
            **given,
        )
        context.set_default_timeout(PATIENCE)
        self._opened.append(context)
        context.on("page", self._listen)
        if account is not None:
            self.sign_in(context, account)
        return context.new_page()

    def sign_in(self, context: Any, account: Account) -> None:
        """Begin a sign-in, as the sign-in pages do, in an open browser."""
        name, value = builders.begin_sign_in(self.service, account)
        context.add_cookies([{"name": name, "value": value, "url": self.service.settings.base_url}])

    def lapse(self, account: Account) -> None:
        """Let every sign-in of an account be an hour older than it is."""
        with self.service.database.writing() as store:
            row = SignInRow.__table__.c
            store.connection.execute(
                update(SignInRow)
                .where(row.account_id == account.id)
                .values(seen_at=self.service.now() - timedelta(hours=1))
            )

    @contextmanager
    def database_away(self) -> Iterator[None]:
        """Hold the database so that nobody can write, as another program would."""
        with closing(sqlite3.connect(self.folder / "live.sqlite", isolation_level=None)) as held:
            held.execute("BEGIN EXCLUSIVE")
            yield
            held.execute("ROLLBACK")

    def xprsa(self, *words: str) -> None:
        """Run an `xprsa` command beside the server."""
        run(*words, environment=environment_of(self.folder, self.service.settings.base_url))

    def close(self) -> None:
        """Close every browser.

        :raises AssertionError: when a script or a policy complained.
        """
        for context in self._opened:
            context.close()
        assert not self.complaints, f"the browser complained: {self.complaints}"

    def _listen(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self._hear(said.type, said.text))

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error" and not text.startswith(NOT_A_COMPLAINT):
            self.complaints.append(text)


@dataclass
class Thumb:
    """A thumb that counts its taps; typing a duration counts as one."""

    taps: int = 0

    def tap(self, on: Locator) -> None:
        self.taps += 1
        on.tap()

    def type(self, into: Locator, text: str) -> None:
        self.taps += 1
        into.fill(text)
