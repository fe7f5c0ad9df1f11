"""What templates show in several places: facts and tables, with every word already chosen."""

from dataclasses import dataclass
from typing import Literal

from xprsa.lab.report.words import Theirs

Style = Literal["ours", "theirs", "code"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what stands beside it."""

    label: str
    value: str
    style: Style = "ours"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; one that shows a light says its word."""

    text: str
    light: str | None = None
    style: Style = "ours"


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first cell of each row is its heading.

    :ivar name: the end of its id.
    """

    name: str
    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def written(value: str) -> Style:
    """Tell how a value is written: what others wrote keeps its own direction."""
    return "theirs" if isinstance(value, Theirs) else "ours"
