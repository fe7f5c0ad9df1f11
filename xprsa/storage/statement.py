"""A statement written once in Core, compiled once for each database, and run by the driver itself.

What SQLAlchemy does anew at each call (cache key, events, result object) costs three times the statement
on the pages that are asked for most. The types' own conversions are kept: values come and go as by Core.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, TextClause
from sqlalchemy.sql.expression import SelectBase, UpdateBase
from sqlalchemy.types import TypeEngine

Clause = SelectBase | UpdateBase | TextClause
Conversion = Callable[[Any], Any]


class Statement:
    """One question, or one change, whose values are its named parameters.

    Rows are named tuples. A list as the value of `IN` stays with Core: its text differs at each call.
    """

    def __init__(self, clause: Clause) -> None:
        self._clause = clause
        self._forms: dict[str, _Form] = {}  # by name of the database: at most two

    def all(self, connection: Connection, /, **values: object) -> list[Any]:
        """Give every row."""
        form = self._form(connection)
        return form.rows(_run(connection, form, values, lambda cursor: cursor.fetchall()))

    def first(self, connection: Connection, /, **values: object) -> Any | None:
        """Give the first row, or None."""
        return next(iter(self.all(connection, **values)), None)

    def run(self, connection: Connection, /, **values: object) -> int:
        """Make the change; give how many rows it met."""
        return int(_run(connection, self._form(connection), values, lambda cursor: cursor.rowcount))

    def _form(self, connection: Connection) -> "_Form":
        dialect = connection.dialect
        form = self._forms.get(dialect.name)
        if form is None:
            form = self._forms[dialect.name] = _Form(self._clause, dialect)
        return form


class _Form:
    """What one driver is given: the text, values as it takes them, rows as they are given back."""

    def __init__(self, clause: Clause, dialect: Dialect) -> None:
        compiled = clause.compile(dialect=dialect)
        self.text = str(compiled)
        binds = {name: bind for bind, name in compiled.bind_names.items()}
        into = {name: _into(bind.type, dialect) for name, bind in binds.items()}
        self._asked = {name: into[name] for name, bind in binds.items() if bind.required}
        self._fixed = {
            name: _converted(into[name], value)
            for name, value in compiled.params.items()
            if name not in self._asked
        }
        self._order = compiled.positiontup if compiled.positional else None
        columns = getattr(clause, "exported_columns", {})
        self._row: Any = namedtuple("Row", columns.keys())  # type: ignore[misc] # the clause's own names
        found = (_out_of(column.type, dialect) for column in columns.values())
        self._changed = [(place, change) for place, change in enumerate(found) if change is not None]

    def values(self, values: Mapping[str, object]) -> Sequence[object] | Mapping[str, object]:
        """Convert the values, in the shape that the driver reads.

        :raises KeyError: when one is missing.
        """
        given = self._fixed | {name: _converted(into, values[name]) for name, into in self._asked.items()}
        return given if self._order is None else [given[name] for name in self._order]

    def rows(self, records: Sequence[tuple[Any, ...]]) -> list[Any]:
        """Name the columns, and convert those whose type asks for it."""
        if not self._changed:
            return [self._row._make(record) for record in records]
        return [self._row._make(self._converted(record)) for record in records]

    def _converted(self, record: tuple[Any, ...]) -> list[Any]:
        values = list(record)
        for place, change in self._changed:
            values[place] = change(values[place])
        return values


def _run(
    connection: Connection, form: _Form, values: Mapping[str, object], take: Callable[[Any], Any]
) -> Any:
    """Run a statement and take what it gives: a row may fail, too, as it is read."""
    cursor = connection.connection.cursor()
    given = form.values(values)
    try:
        cursor.execute(form.text, given)
        return take(cursor)
    except connection.dialect.loaded_dbapi.Error as wrong:
        # as after a statement of Core: its own exceptions, and a lost connection leaves the pool
        connection._handle_dbapi_exception(wrong, form.text, None, cursor, None)  # noqa: SLF001


def _into(kind: TypeEngine[Any], dialect: Dialect) -> Conversion | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _out_of(kind: TypeEngine[Any], dialect: Dialect) -> Conversion | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def _converted(change: Conversion | None, value: object) -> object:
    return value if change is None else change(value)
