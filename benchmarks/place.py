"""A database of its own, full of fictitious people, none of whom has said anything of the week measured."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from sqlalchemy import NullPool, create_engine, select, text, update

from xprsa.accounts.sign_ins.cookies import Cookie
from xprsa.accounts.sign_ins.secret import hashed, new_secret
from xprsa.demo.filling import fill, plan_for
from xprsa.domain.declaration import Activity, Content
from xprsa.domain.permission import Actor
from xprsa.domain.person import Account
from xprsa.domain.sign_in import SignIn
from xprsa.domain.territory import Territory
from xprsa.domain.week import Week
from xprsa.gateways.keyring import Keyring
from xprsa.running.clock import now
from xprsa.running.service import Service
from xprsa.settings import Settings
from xprsa.storage import schema
from xprsa.storage.database import Database
from xprsa.storage.people import ACCOUNT_COLUMNS, account_of
from xprsa.storage.tables import AccountRow, BeneficiaryRow, table
from xprsa.storage.tables_access import SignInRow

Anything = TypeVar("Anything")
WEEKS_TOLD = 4
_SILENCE = timedelta(weeks=2)  # the demonstration ends so long ago: the last full week is nobody's yet
_WRITTEN_BY_A_SENDING = ("declaration_version", "week_head", "rollup", "audit", "draft")
FIVE = Content(
    tuple(
        Activity(f"line{number}", kind, minutes, days, note)
        for number, (kind, minutes, days, note) in enumerate(
            (
                ("training", 420, (1, 2), "Atelier de mécanique"),
                ("job_search", 150, (), ""),
                ("workshop", 120, (4,), ""),
                ("volunteering", 90, (), "Épicerie solidaire"),
                ("personal_steps", 45, (), ""),
            )
        )
    )
)


@dataclass(frozen=True, slots=True)
class Phone:
    """Somebody's browser.

    :ivar cookie: as it is sent with each request.
    """

    account: Account
    cookie: str
    sign_in: SignIn

    @property
    def actor(self) -> Actor:
        """Who acts with it."""
        account = self.account
        return Actor(account.id, account.role, account.territory, account.organisation)


@dataclass(frozen=True)
class Place:
    """A service with its people, and how to start the product on it.

    :ivar week: the last full week, of which nobody has said anything.
    """

    service: Service
    folder: Path
    week: Week

    @property
    def xprsa(self) -> list[str]:
        """The command, as words."""
        return [sys.executable, "-m", "xprsa"]

    @property
    def environment(self) -> dict[str, str]:
        """What a process of the product is told."""
        others = {name: value for name, value in os.environ.items() if not name.startswith("XPRSA_")}
        settings = self.service.settings
        return others | {
            "XPRSA_DATABASE_URL": settings.database_url,
            "XPRSA_KEYRING": str(settings.keyring),
            "XPRSA_MAIL_URL": "log",
            "XPRSA_SMS_URL": "log",
        }

    @property
    def territory(self) -> Territory:
        """The fictitious département."""
        return self.service.territories()[0]

    def people(self, most: int | None = None) -> list[Account]:
        """Give accounts of beneficiaries by internal id, the first ones or all."""
        account = table(AccountRow)
        query = (
            select(*ACCOUNT_COLUMNS)
            .join_from(account, table(BeneficiaryRow), table(BeneficiaryRow).c.account_id == account.c.id)
            .order_by(account.c.id)
            .limit(most)
        )
        with self.service.database.reading() as store:
            return [account_of(row) for row in store.connection.execute(query)]

    def sign_in(self, accounts: Sequence[Account]) -> list[Phone]:
        """Sign people in as the sign-in pages do, in one transaction."""
        phones = []
        with self.service.database.writing() as store:
            for account in accounts:
                secret = new_secret()
                begun = store.sign_ins.begin(
                    account=account.id, secret_hash=hashed(secret), network="bench", at=self.service.now()
                )
                phones.append(Phone(account, f"{Cookie.SIGN_IN}={secret}", begun))
        return phones

    def forget_the_week(self) -> None:
        """Make the week measured nobody's again; sign-ins are as just used."""
        with self.service.database.writing() as store:
            for name in ("declaration_version", "week_head", "draft"):
                store.connection.execute(
                    text(f"DELETE FROM {name} WHERE week = :week"), {"week": self.week.ordinal}
                )
            store.connection.execute(
                text("DELETE FROM audit WHERE event = 'week_sent' AND week = :week"),
                {"week": self.week.ordinal},
            )
            store.connection.execute(update(SignInRow).values(seen_at=self.service.now()))
        if self.service.database.engine.dialect.name == "postgresql":
            self._settle()

    def _settle(self) -> None:
        """Do at once what autovacuum and the checkpointer would do during a run."""
        url = self.service.settings.database_url
        engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for name in _WRITTEN_BY_A_SENDING:
                connection.execute(text(f"VACUUM {name}"))
            connection.execute(text("CHECKPOINT"))

    def versions_of_the_week(self) -> int:
        """Give how many versions of the week measured are kept."""
        with self.service.database.reading() as store:
            query = text("SELECT count(*) FROM declaration_version WHERE week = :week")
            return int(store.connection.execute(query, {"week": self.week.ordinal}).scalar_one())


@contextmanager
def place(url: str, folder: Path, *, people: int) -> Iterator[Place]:
    """Fill an empty database; one folder a place, for its keys and logs."""
    folder.mkdir()
    keyring = Keyring.create(folder / "keyring.json")
    database = Database(url, sealer=keyring)
    schema.migrate(database)
    settings = Settings(url, folder / "keyring.json", "http://127.0.0.1")
    service = Service(settings, database, keyring)
    past = Service(settings, database, keyring, lambda: now() - _SILENCE)
    fill(service, plan_for(past, people=people, weeks=WEEKS_TOLD, seed=1))
    made = Place(service, folder, service.this_week(service.territories()[0]).plus(-1))
    if made.versions_of_the_week():
        raise RuntimeError("somebody already declared the week measured")
    try:
        yield made
    finally:
        database.dispose()


def shares(things: Sequence[Anything], count: int) -> list[Sequence[Anything]]:
    """Deal things to so many connections or threads."""
    return [things[first::count] for first in range(count)]
