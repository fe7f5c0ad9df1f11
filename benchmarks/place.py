"""A database of its own, full of fictitious people, none of whom has said anything of the week measured."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, NullPool, create_engine, make_url, text

WEEKS_TOLD = 12  # as many as a page shows
_FIRST_MONDAY = date(1970, 1, 5)  # the product counts its weeks from here
_CLOCK = ZoneInfo("Europe/Paris")
_OF_A_WEEK = ("line_decision", "declaration_version", "week_head", "draft")
_REGROUP = """
    UPDATE beneficiary SET adviser_id = dealt.adviser_id
    FROM (
        SELECT account_id, adviser_id
        FROM (SELECT account_id, (row_number() OVER (ORDER BY account_id) - 1) / :size AS turn
              FROM beneficiary) person
        JOIN (SELECT id AS adviser_id, row_number() OVER (ORDER BY id) - 1 AS turn
              FROM account WHERE role = 'adviser') adviser USING (turn)
    ) dealt
    WHERE dealt.account_id = beneficiary.account_id
"""


@dataclass(frozen=True)
class Place:
    """The product as it stands in a folder, with a database that its own `xprsa demo` filled.

    :ivar checkout: where the product's code stands.
    :ivar folder: its keys and logs.
    """

    checkout: Path
    url: str
    folder: Path

    @property
    def xprsa(self) -> list[str]:
        """The command, as words; it is run in the checkout."""
        return [sys.executable, "-m", "xprsa"]

    @property
    def environment(self) -> dict[str, str]:
        """What a process of the product is told."""
        others = {name: value for name, value in os.environ.items() if not name.startswith("XPRSA_")}
        return others | {
            "XPRSA_DATABASE_URL": self.url,
            "XPRSA_KEYRING": str(self.folder / "keyring.json"),
            "XPRSA_BASE_URL": "http://127.0.0.1",
            "XPRSA_MAIL_URL": "log",
            "XPRSA_SMS_URL": "log",
            **self._unhurried,
        }

    @property
    def _unhurried(self) -> dict[str, str]:
        """Let forty advisers stand for thousands, where this checkout would slow them down."""
        names = ("XPRSA_FILES_PER_MINUTE", "XPRSA_FILES_PER_HOUR")
        known = (self.checkout / "xprsa" / "settings.py").read_text(encoding="utf-8")
        return {name: "999999" for name in names if name in known}

    @cached_property
    def engine(self) -> Engine:
        """The database beside the product: a connection each time, none kept."""
        return create_engine(self.url, poolclass=NullPool)

    @property
    def database(self) -> str:
        """Name of the database, as PostgreSQL's processes show it."""
        return str(make_url(self.url).database)

    @property
    def monday(self) -> date:
        """When the week measured begins: the present one."""
        return date.fromisocalendar(*datetime.now(_CLOCK).isocalendar()[:2], 1)

    @property
    def path(self) -> str:
        """Address of the page of the week measured."""
        return f"/declarer/{self.monday:%G-W%V}"

    @property
    def _week(self) -> dict[str, int]:
        return {"week": (self.monday - _FIRST_MONDAY).days // 7}

    def run(self, *words: str) -> None:
        """Run a command of the product."""
        subprocess.run(
            [*self.xprsa, *words],
            env=self.environment,
            cwd=self.checkout,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def people(self, most: int | None = None) -> list[int]:
        """Give internal ids of beneficiaries, the first ones or all."""
        return self._numbers("SELECT account_id FROM beneficiary ORDER BY account_id")[:most]

    def advisers(self) -> list[int]:
        """Give internal ids of advisers who follow somebody."""
        return self._numbers("SELECT DISTINCT adviser_id FROM beneficiary WHERE adviser_id > 0 ORDER BY 1")

    def regroup(self, size: int) -> None:
        """Let each adviser follow so many people, as long as there are any."""
        with self.engine.begin() as connection:
            connection.execute(text(_REGROUP), {"size": size})

    def forget_the_week(self) -> None:
        """Make the week measured nobody's again."""
        with self.engine.begin() as connection:
            for name in _OF_A_WEEK:
                connection.execute(text(f"DELETE FROM {name} WHERE week = :week"), self._week)
        if self.engine.dialect.name == "postgresql":
            self._settle()

    def _settle(self) -> None:
        """Do at once what autovacuum and the checkpointer would do during a run; sign-ins were just used."""
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("UPDATE sign_in SET seen_at = CURRENT_TIMESTAMP"))
            connection.execute(text("VACUUM ANALYZE"))  # all: a commit compared with may have other tables
            connection.execute(text("CHECKPOINT"))

    def versions_of_the_week(self) -> int:
        """Give how many versions of the week measured are kept."""
        return self._numbers("SELECT count(*) FROM declaration_version WHERE week = :week")[0]

    def _numbers(self, query: str) -> list[int]:
        with self.engine.connect() as connection:
            found = connection.execute(text(query), self._week if ":week" in query else {})
            return list(found.scalars())


@contextmanager
def place(url: str, folder: Path, *, people: int, checkout: Path) -> Iterator[Place]:
    """Fill an empty database; one folder a place, for its keys and logs."""
    folder.mkdir()
    made = Place(checkout, url, folder)
    made.run("migrate")
    made.run("demo", "--people", str(people), "--weeks", str(WEEKS_TOLD))
    made.forget_the_week()
    yield made
