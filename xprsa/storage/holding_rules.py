"""What is told to a person of a column, or why it is not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from sqlalchemy import Column

from xprsa.storage.sealer import Sealer, place
from xprsa.storage.tables import Row, table

Reading = Callable[[Any, Any, Sealer], Any]  # of a value, its row, and what opens sealed ones


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column that is told.

    :ivar label: in French, as the person reads it.
    :ivar reads: what makes of the value something that JSON can hold; None: it is one already.
    :ivar points_to: the table to whose row the value points: what names that row is told instead.
    """

    label: str
    reads: Reading | None = None
    points_to: str = ""


@dataclass(frozen=True, slots=True)
class WithheldColumn:
    """A column that is not told.

    :ivar why: in French, as the person reads it.
    """

    why: str


@dataclass(frozen=True, slots=True)
class TableRule:
    """What is told of a table.

    :ivar row: the rows.
    :ivar what: what they are, in French.
    :ivar whose: the columns that name the person: a row is theirs by any of them.
    """

    row: type[Row]
    what: str
    whose: tuple[str, ...]
    columns: Mapping[str, ShownColumn | WithheldColumn]

    @property
    def name(self) -> str:
        """The name of the table."""
        return table(self.row).name


OURS = WithheldColumn("un numéro à nous, qui ne dit rien de vous")
SECRET = WithheldColumn("l’empreinte d’un secret : elle ouvre, et ne dit rien de vous")
COMPARED = WithheldColumn("la même chose, écrite pour comparer")


def someone(label: str) -> ShownColumn:
    """Tell whose account it is."""
    return ShownColumn(label, points_to="account")


def sealed(label: str, column: Column[Any], *key: str, reads: Callable[[str], Any] = str) -> ShownColumn:
    """Open what is sealed.

    :param key: names of the columns that name the row where it was sealed.
    """

    def opened(value: str, row: Any, sealer: Sealer) -> Any:
        text = sealer.open_at(value, place(column, *(getattr(row, name) for name in key)))
        return reads(text) if text else ""

    return ShownColumn(label, lambda value, row, sealer: opened(value, row, sealer) if value else value)


def sealed_at_instant(label: str, column: Column[Any], instant: str) -> ShownColumn:
    """Open what is sealed in a row that its instant names."""

    def opened(value: str, row: Any, sealer: Sealer) -> Any:
        at = getattr(row, instant).astimezone(UTC).isoformat(timespec="microseconds")
        return sealer.open_at(value, place(column, at)) if value else value

    return ShownColumn(label, opened)
