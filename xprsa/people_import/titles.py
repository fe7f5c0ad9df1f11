"""The titles of a file of people: where they stand, and which column each one names."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from xprsa.people_import.columns import COLUMNS, NAMED, REQUIRED
from xprsa.people_import.records import FileRefused, Record, column_letter, shown

LOOKED_AT = 30  # rows among which the titles are looked for

Chosen = Mapping[str, str]
"""Columns named by hand: the name of ours, or "" for what is not read, by letter (`C`) or folded title."""
BY_THEIR_NAMES: Chosen = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Title:
    """A title of the file.

    :ivar column: the column of ours that it names; "" when it is not read.
    :ivar example: what the first row holds there.
    """

    letter: str
    text: str
    column: str
    example: str

    @property
    def shown(self) -> str:
        """Say which title: `colonne C «\u00a0Mail\u00a0»`."""
        return f"colonne {self.letter} {shown(self.text)}"


class TitlesUnclear(FileRefused):
    """Titles that do not tell where each column is; somebody may.

    :ivar titles: what stands on the row of titles.
    """

    def __init__(self, sentence: str, titles: tuple[Title, ...]) -> None:
        super().__init__(sentence)
        self.titles = titles


def position(records: Sequence[Record], known: Collection[str]) -> int:
    """Tell on which of the first rows the titles stand: the one that holds the most names that are known.

    Without any, it is the fullest: a banner above the titles fills a cell or two.
    """
    first = records[:LOOKED_AT]

    def worth(index: int) -> tuple[int, int, int]:
        cells = first[index].folded
        return sum(cell in known for cell in cells), sum(map(bool, cells)), -index

    return max(range(len(first)), key=worth)


def titles_of(header: Record, first: Record | None, chosen: Chosen) -> tuple[Title, ...]:
    """Tell what each title names: what was chosen by hand, our own names, then other usual names.

    :raises TitlesUnclear: when a required column is missing, or when two titles name the same one.
    """
    names = header.folded
    if strange := [name for name in chosen if name not in names and not name.isupper()]:
        raise FileRefused(f"Aucune colonne ne s’appelle {shown(strange[0])}. Vérifiez les titres.")
    columns = [
        chosen.get(column_letter(index), chosen.get(name, name if name in COLUMNS else None))
        for index, name in enumerate(names)
    ]
    taken = {column for column in columns if column}
    columns = [
        column if column is not None else _usual(name, taken)
        for column, name in zip(columns, names, strict=True)
    ]
    examples = (*(first.cells if first else ()), *("" for _ in names))
    titles = tuple(
        Title(column_letter(index), header.cells[index], column or "", examples[index].strip())
        for index, column in enumerate(columns)
    )
    _check(titles)
    return titles


def _usual(name: str, taken: Collection[str]) -> str:
    column = NAMED.get(name, "")
    return "" if column in taken else column


def _check(titles: tuple[Title, ...]) -> None:
    columns = [title.column for title in titles if title.column]
    if twice := next((column for column in columns if columns.count(column) > 1), None):
        raise TitlesUnclear(
            f"La colonne {shown(twice)} figure deux fois. Gardez-en une seule.",
            titles,
        )
    if missing := [name for name in REQUIRED if name not in columns]:
        raise TitlesUnclear(
            f"Il manque des colonnes\u00a0: {', '.join(missing)}. Ajoutez-les à la ligne des titres.", titles
        )
