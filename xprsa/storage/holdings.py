"""Everything that is kept of one person, table by table, as the rules of `held_tables` tell it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, func, or_, select

from xprsa.storage.held_tables import LABELS, RULES
from xprsa.storage.holding_rules import ShownColumn, TableRule, WithheldColumn
from xprsa.storage.sealer import Sealer
from xprsa.storage.tables import Row, table

_Named = Mapping[str, Mapping[Any, str]]  # by table, then by internal id


@dataclass(frozen=True, slots=True)
class HeldTable:
    """What one table keeps of a person.

    :ivar name: of the table.
    :ivar rows: each by the labels of its columns, ready for JSON.
    :ivar withheld: why other columns are not told, by name.
    """

    name: str
    what: str
    rows: tuple[Mapping[str, Any], ...]
    withheld: Mapping[str, str]


class Holdings:
    """Reads all of one person."""

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def counts(self, person: int) -> Mapping[str, int]:
        """Give how many rows of each table are about a person; tables without any are left out."""
        counted = {
            rule.name: self._connection.execute(
                select(func.count()).select_from(table(rule.row)).where(_is_about(rule, person))
            ).scalar_one()
            for rule in RULES
        }
        return {name: rows for name, rows in counted.items() if rows}

    def of(self, person: int) -> tuple[HeldTable, ...]:
        """Give every row about a person, opened where it is sealed."""
        found = {rule.name: self._connection.execute(_about(rule, person)).all() for rule in RULES}
        named = self._names(found)
        return tuple(
            HeldTable(
                rule.name,
                rule.what,
                tuple(self._told(rule, row, named) for row in found[rule.name]),
                {name: said.why for name, said in rule.columns.items() if isinstance(said, WithheldColumn)},
            )
            for rule in RULES
        )

    def _told(self, rule: TableRule, row: Any, named: _Named) -> Mapping[str, Any]:
        given = ((name, said) for name, said in rule.columns.items() if isinstance(said, ShownColumn))
        return {said.label: self._value(getattr(row, name), said, row, named) for name, said in given}

    def _value(self, value: Any, said: ShownColumn, row: Any, named: _Named) -> Any:
        if value is None:
            return None
        if said.points_to:
            return named[said.points_to].get(value, "effacé depuis")
        return _plain(said.reads(value, row, self._sealer) if said.reads else value)

    def _names(self, found: Mapping[str, Sequence[Any]]) -> _Named:
        """Read what names each row that others point to."""
        pointed: dict[str, set[Any]] = {name: set() for name in LABELS}
        for to, value in _pointers(found):
            pointed[to].add(value)
        return {name: self._named(LABELS[name], ids) for name, ids in pointed.items()}

    def _named(self, label: tuple[type[Row], tuple[str, ...]], ids: set[Any]) -> Mapping[Any, str]:
        row, columns = label
        rows = table(row)
        query = select(rows.c.id, *(rows.c[name] for name in columns)).where(rows.c.id.in_(ids))
        return {key: " ".join(map(str, values)) for key, *values in self._connection.execute(query)}


def _is_about(rule: TableRule, person: int) -> Any:
    return or_(*(table(rule.row).c[name] == person for name in rule.whose))


def _about(rule: TableRule, person: int) -> Select[Any]:
    rows = table(rule.row)
    return select(rows).where(_is_about(rule, person)).order_by(*rows.primary_key)


def _pointers(found: Mapping[str, Sequence[Any]]) -> Iterator[tuple[str, Any]]:
    for rule in RULES:
        for name, said in rule.columns.items():
            if isinstance(said, ShownColumn) and said.points_to:
                values = (getattr(row, name) for row in found[rule.name])
                yield from ((said.points_to, value) for value in values if value is not None)


def _plain(value: Any) -> Any:
    match value:
        case date():  # an instant too
            return value.isoformat()
        case UUID():
            return str(value)
    return value
