"""A town brought up to date by `xprsa migrate`, on SQLite or on PostgreSQL, beside what it was."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, make_url

from tests import postgresql
from tests.old.compared import Comparison, compared
from tests.old.restored import moved
from tests.old.timed_migration import Timed, migrated
from tests.old.town import Town


@dataclass(frozen=True)
class GoneUp:
    """A town that went up.

    :ivar before: the address of a database that stays as it was.
    :ivar after: that of the same, brought up to date.
    :ivar found: how they differed at that moment.
    :ivar again: gives the address of one more that is as it was, for a while.
    """

    town: Town
    before: str
    after: str
    timed: Timed
    found: Comparison
    again: Callable[[], AbstractContextManager[str]]


@contextmanager
def on_sqlite(made: Town) -> Iterator[GoneUp]:
    """Bring it up as it was made."""
    before = made.restored.database_url
    with _file(before, "after") as after:
        yield _gone_up(made, before, after, lambda: _file(before, "again"))


@contextmanager
def on_postgresql(made: Town, server: URL, name: str) -> Iterator[GoneUp]:
    """Load it into databases of a server, whose names begin with this one, and bring it up."""
    with postgresql.new_database(server, name) as before:
        moved(made.restored, before)
        with _on_server(server, name, "after") as after:
            yield _gone_up(made, before, after, lambda: _on_server(server, name, "again"))


def _gone_up(made: Town, before: str, after: str, again: Callable[[], AbstractContextManager[str]]) -> GoneUp:
    timed = migrated(after, made.restored.keyring)
    return GoneUp(made, before, after, timed, compared(before, after), again)


@contextmanager
def _file(url: str, end: str) -> Iterator[str]:
    original = Path(str(make_url(url).database))
    copy = original.with_name(f"{end}.sqlite")
    shutil.copy(original, copy)
    copy.chmod(0o600)
    yield f"sqlite:///{copy}"


@contextmanager
def _on_server(server: URL, name: str, end: str) -> Iterator[str]:
    copy = f"{name}_{end}"
    postgresql.run(server, f'CREATE DATABASE "{copy}" TEMPLATE "{name}"')
    try:
        yield server.set(database=copy).render_as_string(hide_password=False)
    finally:
        postgresql.run(server, f'DROP DATABASE "{copy}" WITH (FORCE)')
