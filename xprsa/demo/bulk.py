"""Many people at once: COPY on PostgreSQL, one statement a table on SQLite, the same rows on both."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import chain
from typing import cast

import psycopg
from psycopg import sql
from sqlalchemy import Connection, insert, text
from sqlalchemy.exc import IntegrityError, OperationalError

from xprsa.demo.bulk_rows import Values, WholePerson, account_values, rows_by_table
from xprsa.domain.person import Account
from xprsa.storage.drafts import Drafts
from xprsa.storage.sealer import Sealer
from xprsa.storage.tables import AccountRow, Row, table


class Bulk:
    """Writes people who are new, with the internal ids that they already carry.

    Everything goes through the transaction of the connection: all of a batch is kept, or nothing.
    """

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def staff(self, accounts: Iterable[Account], *, at: datetime) -> int:
        """Keep accounts that declare nothing; give how many rows were written."""
        written = self._write(AccountRow, (account_values(account, at) for account in accounts))
        self._move_numbering()
        return written

    def people(self, people: Iterable[WholePerson]) -> int:
        """Keep a batch of people, some thousands at most; give how many rows were written.

        :raises Collision: (from the unit of work) when one of them is there already.
        """
        batch = tuple(people)
        written = 0
        for row, rows_of in rows_by_table(self._sealer):
            written += self._write(row, chain.from_iterable(map(rows_of, batch)))
        written += self._keep_drafts(batch)
        self._move_numbering()
        return written

    def _keep_drafts(self, people: tuple[WholePerson, ...]) -> int:
        """Few people have one: each goes the way that a page would take."""
        kept = Drafts(self._connection, self._sealer)
        drafts = [(person.beneficiary.id, draft) for person in people for draft in person.drafts]
        for person, draft in drafts:
            kept.keep(person=person, week=draft.week, typed=draft.typed, at=draft.saved_at)
        return len(drafts)

    def _write(self, row: type[Row], rows: Iterator[Values]) -> int:
        first = next(rows, None)
        if first is None:
            return 0
        every = chain((first,), rows)
        if self._connection.dialect.name == "postgresql":
            return self._copy(row.__tablename__, tuple(first), every)
        batch = list(every)
        self._connection.execute(insert(table(row)), batch)
        return len(batch)

    def _copy(self, name: str, columns: tuple[str, ...], rows: Iterable[Values]) -> int:
        driver = cast("psycopg.Connection", self._connection.connection.driver_connection)
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(name), sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        count = 0
        with _driver_errors(name), driver.cursor() as cursor, cursor.copy(statement) as copy:
            for values in rows:
                copy.write_row([values[column] for column in columns])
                count += 1
        return count

    def _move_numbering(self) -> None:
        """Let PostgreSQL number the next account after those that brought their id, as SQLite does."""
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(
                text("SELECT setval(pg_get_serial_sequence('account', 'id'), (SELECT max(id) FROM account))")
            )


@contextmanager
def _driver_errors(table_name: str) -> Iterator[None]:
    """Name the driver's errors as SQLAlchemy does: COPY goes past it."""
    try:
        yield
    except psycopg.IntegrityError as wrong:
        raise IntegrityError(f"COPY {table_name}", None, wrong) from wrong
    except psycopg.OperationalError as away:
        raise OperationalError(f"COPY {table_name}", None, away) from away
