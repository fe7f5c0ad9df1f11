"""Columns that hold the compared form of another: what `domain.folding` gives, written with each new row."""

from collections.abc import Callable

from sqlalchemy import Index, text
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import MappedColumn, mapped_column


def folded_from(column: str, fold: Callable[[str], str]) -> MappedColumn[str]:
    """Make a column that holds the compared form of another, written with each new row."""

    def fill(context: DefaultExecutionContext) -> str:
        return fold(str(context.get_current_parameters()[column]))  # type: ignore[no-untyped-call]

    return mapped_column(default=fill)


def unique_but_shared(*columns: str) -> Index:
    """Let no two rows have the same compared form, but those that had it before anybody compared."""
    own = text("shares_key = false")
    return Index(None, *columns, unique=True, sqlite_where=own, postgresql_where=own)
