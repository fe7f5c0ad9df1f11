"""A table of text, whatever file it came in: numbered rows, and how spreadsheets name columns."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache


class FileRefused(ValueError):
    """A file that cannot be read as a table; the text is a French sentence."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row of the table.

    :ivar line: row number that a spreadsheet shows, from 1; a line break inside a cell adds none.
    :ivar text_line: where the row begins in a text editor, from 1; line breaks inside cells count.
    """

    line: int
    text_line: int
    cells: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing is written on the row."""
        return not any(cell.strip() for cell in self.cells)

    @property
    def folded(self) -> tuple[str, ...]:
        """Give the cells as titles are compared."""
        return tuple(folded(cell) for cell in self.cells)


@lru_cache(maxsize=4096)  # a column says the same few words again and again
def folded(header: str) -> str:
    """Write a header without accents, capitals or blanks: `Prénom ` is `prenom`."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", header) if not unicodedata.combining(char))
    words = "".join(char if char.isalnum() else " " for char in bare.casefold()).split()
    return "_".join(words)


def column_letter(index: int) -> str:
    """Name a column as spreadsheets do: 0 is `A`, 26 is `AA`."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def shown(text: str) -> str:
    """Quote what is written in a cell, cut to what fits in a sentence."""
    words = " ".join(text.split())
    return f"«\u00a0{words if len(words) <= 40 else words[:39] + '…'}\u00a0»"
