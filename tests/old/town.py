"""A town as 2e5a4d7 would have left it: what the archive holds, again and again, with keys of its own.

Every copy has its own people, staff, weeks, moves, journal, sign-ins and documents; the territory, its rules,
organisations, purposes and runs are shared. A receipt says its number, so each copy's are signed anew, by
the archive's own key. Some contacts and references are written as migrations are known to meet them.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from tests.old.restored import Restored, unpacked
from xprsa.domain.receipt import statement
from xprsa.domain.week import Week
from xprsa.gateways.keyring import Keyring, Use

SHARED = {
    "alembic_version", "export_run", "keyring_mark", "organisation", "page_text", "purpose", "territory",
    "territory_rules",
}  # fmt: skip
_TO_ACCOUNTS = {"account_id", "actor_id", "adviser_id", "by_id", "entered_by", "person_id"}
_DRAWN = {"key", "public_id", "receipt", "secret_hash", "token_hash"}  # hexadecimal, at random, each once
_WRITTEN = {
    "email": "replace({0}, '@', '+' || n || '@')",
    "phone": "CASE WHEN {0} LIKE '063998%'"
    " THEN printf('063998%04d', (substr({0}, 7) + 211 * n) % 10000) ELSE {0} END",
    "file_reference": "{0} || '-' || n",
}
# Contacts and references that migrations write otherwise or mark, one of each in every copy.
_ODD = """
UPDATE account SET email = char(0x200b) || email WHERE id = 20;
UPDATE account SET phone = '0692123456' WHERE id = 21;
UPDATE account SET phone = '+33639981234' WHERE id = 22;
UPDATE account SET created_at = substr(created_at, 1, 11) || '23:30:00.000000' WHERE id % 2 = 1;
UPDATE beneficiary SET (organisation_id, file_reference) =
  (SELECT organisation_id, lower(replace(file_reference, '-', ' ')) FROM beneficiary WHERE account_id = 23)
  WHERE account_id = 24;
INSERT INTO organisation (territory_id, code, name) VALUES (1, 'CD', 'MAISON DES SOLIDARITÉS DE VALBOIS');
"""


@dataclass(frozen=True)
class Town:
    """What was made.

    :ivar restored: the whole, on SQLite, at the revision of 2e5a4d7.
    :ivar copies: how many times the archive's people are there.
    :ivar accounts: how many ids of accounts each of them takes.
    """

    restored: Restored
    copies: int
    accounts: int


def town(folder: Path, *, people: int) -> Town:
    """Make one of at least so many people, in whole copies of the archive."""
    archive = unpacked(folder)
    made = folder / "town.sqlite"
    with closing(sqlite3.connect(folder / "old.sqlite")) as old:
        old.executescript(_ODD)
        old.execute("VACUUM INTO ?", (str(made),))
        (accounts,) = old.execute("SELECT max(id) FROM account").fetchone()
        (known,) = old.execute("SELECT count(*) FROM beneficiary").fetchone()
    copies = -(-people // known)
    with closing(sqlite3.connect(made)) as database, database:
        database.execute("ATTACH ? AS old", (str(folder / "old.sqlite"),))
        for table in _tables(database):
            _multiply(database, table, copies=copies, accounts=accounts)
        _sign(database, Keyring.load(archive.keyring), after=accounts)
        assert not database.execute("PRAGMA main.foreign_key_check").fetchall()
    return Town(replace(archive, database_url=f"sqlite:///{made}"), copies, accounts)


def _tables(database: sqlite3.Connection) -> list[str]:
    names = database.execute("SELECT name FROM old.sqlite_master WHERE type = 'table'")
    return [name for (name,) in names if name not in SHARED]


def _multiply(database: sqlite3.Connection, table: str, *, copies: int, accounts: int) -> None:
    columns = [name for _, name, *_ in database.execute(f"PRAGMA old.table_info({table})")]
    ids = f"(SELECT max(id) FROM old.{table})" if "id" in columns else ""

    def copied(column: str) -> str:
        if column == "id":
            return f"id + n * {ids}"
        if column in _TO_ACCOUNTS:
            return f"{column} + n * {accounts}"
        if column in _DRAWN:
            return f"printf('%08x', n) || substr({column}, 9)"
        return _WRITTEN.get(column, "{0}").format(column)

    quoted, values = ", ".join(columns), ", ".join(map(copied, columns))
    database.execute(
        "WITH RECURSIVE copy (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copy)"
        f" INSERT INTO main.{table} ({quoted})"
        f" SELECT {values} FROM (SELECT n FROM copy LIMIT {copies - 1}) CROSS JOIN old.{table}"
    )


def _sign(database: sqlite3.Connection, keyring: Keyring, *, after: int) -> None:
    """Sign the receipts of those whose account comes after the archive's own."""
    rows = database.execute(
        "SELECT person_id, week, number, receipt, sent_at, fingerprint FROM main.declaration_version"
        " WHERE person_id > ?",
        (after,),
    ).fetchall()

    def signed() -> Iterator[tuple[str, str, int, int, int]]:
        for person, week, number, receipt, sent_at, fingerprint in rows:
            said = statement(
                number=receipt,
                week=Week.from_ordinal(week),
                version=number,
                sent_at=datetime.fromisoformat(sent_at).replace(tzinfo=UTC),
                fingerprint=fingerprint,
            )
            yield *keyring.sign(Use.RECEIPT, said), person, week, number

    database.executemany(
        "UPDATE main.declaration_version SET key_id = ?, signature = ?"
        " WHERE person_id = ? AND week = ? AND number = ?",
        signed(),
    )
