"""Holds a database that was brought up to date against what it was, row by row, value by value.

It reads what the driver gives, in the order of the keys, a row at a time, and knows nothing of the product
but what is written here: where rows went, and which values a migration writes otherwise on purpose.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, String, create_engine, inspect

# Tables that are gone, and where their rows are.
HEIRS = {
    "audit": "(SELECT id, at, actor_id, event, person_id, week, detail FROM person_audit UNION ALL"
    " SELECT id, at, actor_id, event, NULL, NULL, detail FROM service_audit)"
}
RENAMED = {("beneficiary", "left_on"): "departed_on"}
# Columns that are gone on purpose: nothing ever named these rows by a number (0002).
GONE = {("contract", "id"), ("exemption", "id")}
KEYS = {
    "contract": ("person_id", "valid_from", "recorded_on"),
    "exemption": ("person_id", "valid_from"),
}  # instead of the key of that day


def _with_country(phone: str) -> str:
    """Give the only two kinds of phones of the town that lack their country, with it."""
    if not phone.startswith("0"):
        return phone
    return ("+262" if phone.startswith("0692") else "+33") + phone.removeprefix("0")


# Values that a migration writes otherwise (0005), and what they must be.
REWRITTEN: dict[tuple[str, str], Callable[[str], str]] = {
    ("account", "email"): lambda address: address.replace("\u200b", ""),
    ("account", "phone"): _with_country,
}


@dataclass
class Comparison:
    """What was read.

    :ivar rows: how many there were before.
    :ivar found: differences by kind: `draft lost`, `draft added`, `account.email changed`.
    :ivar examples: the first of each kind, in words.
    """

    rows: int = 0
    found: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    def note(self, kind: str, example: object) -> None:
        """Count a difference."""
        self.found[kind] += 1
        self.examples.setdefault(kind, str(example))


def compared(before: str, after: str) -> Comparison:
    """Compare every row of every table that was there before.

    :param before: the address of the database as it was.
    :param after: that of the same kind of database, brought up to date.
    """
    found = Comparison()
    was, became = (create_engine(url, poolclass=NullPool) for url in (before, after))
    with _streaming(was) as reading, _streaming(became) as reading_after:
        for table in sorted(inspect(was).get_table_names()):
            if table != "alembic_version":
                _Table(table, was, became).compare(reading, reading_after, found)
    return found


def _streaming(engine: Engine) -> Connection:
    return engine.connect().execution_options(stream_results=True, yield_per=1000)


class _Table:
    """One table of before, and where its rows are now."""

    def __init__(self, name: str, was: Engine, became: Engine) -> None:
        self.name = name
        self.where = HEIRS.get(name, name)
        kinds = {column["name"]: column["type"] for column in inspect(was).get_columns(name)}
        self.key = KEYS.get(name) or tuple(inspect(was).get_pk_constraint(name)["constrained_columns"])
        self.columns = [column for column in kinds if (name, column) not in GONE]
        self.missing = [] if name in HEIRS else self._missing(became)
        words = (
            ' COLLATE "C"' if was.dialect.name == "postgresql" else ""
        )  # the order in which Python has them
        self.order = ", ".join(
            f"{column}{words if isinstance(kinds[column], String) else ''}" for column in self.key
        )

    def _now(self, column: str) -> str:
        return RENAMED.get((self.name, column), column)

    def _missing(self, became: Engine) -> list[str]:
        """Name the columns that nobody said would go."""
        if not inspect(became).has_table(self.name):
            return self.columns
        there = {column["name"] for column in inspect(became).get_columns(self.name)}
        return [column for column in self.columns if self._now(column) not in there]

    def compare(self, was: Connection, became: Connection, found: Comparison) -> None:
        """Walk through both in the order of the key."""
        for column in self.missing:
            found.note(f"{self.name}.{column} gone", "nobody said that it would go")
        read = [*self.key, *(column for column in self.columns if column not in self.missing)]
        if set(self.key) & set(self.missing):
            return
        before = self._rows(was, self.name, read)
        after = self._rows(became, f"{self.where} AS found", [self._now(column) for column in read])
        for old, new in _side_by_side(before, after, width=len(self.key)):
            found.rows += old is not None
            if new is None or old is None:
                found.note(f"{self.name} {'lost' if new is None else 'added'}", old or new)
                continue
            for column, value, value_now in zip(read, old, new, strict=True):
                expected = self._expected(column, value)
                if value_now != expected or type(value_now) is not type(expected):
                    found.note(f"{self.name}.{column} changed", f"{old} -> {value_now!r}")

    def _rows(self, connection: Connection, where: str, columns: list[str]) -> Iterator[tuple[Any, ...]]:
        statement = f"SELECT {', '.join(columns)} FROM {where} ORDER BY {self.order}"
        with closing(connection.exec_driver_sql(statement)) as rows:
            yield from map(tuple, rows)

    def _expected(self, column: str, value: Any) -> Any:
        rule = REWRITTEN.get((self.name, column))
        return rule(value) if rule and value is not None else value


def _side_by_side(
    before: Iterator[tuple[Any, ...]], after: Iterator[tuple[Any, ...]], *, width: int
) -> Iterator[tuple[tuple[Any, ...] | None, tuple[Any, ...] | None]]:
    """Pair rows of the same key, both being in its order; None stands where one has no such row.

    :param width: how many values of a row, the first ones, are its key.
    """
    old, new = next(before, None), next(after, None)
    while old is not None or new is not None:
        if new is None or (old is not None and old[:width] < new[:width]):
            yield old, None
            old = next(before, None)
        elif old is None or new[:width] < old[:width]:
            yield None, new
            new = next(after, None)
        else:
            yield old, new
            old, new = next(before, None), next(after, None)
