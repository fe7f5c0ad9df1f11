"""A table as an office saves it, CSV or workbook: bytes in, numbered rows of text out."""

import csv
import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice

from xprsa.people_import import code_pages, titles, workbook
from xprsa.people_import.records import FileRefused, Record, folded

_DELIMITERS = (";", ",", "\t", "|")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows that are not blank, from the titles on.

    :ivar warnings: sentences about what was left aside.
    """

    header: Record
    rows: tuple[Record, ...]
    warnings: tuple[str, ...] = ()


def table(content: bytes, *, headers: Collection[str]) -> Sheet:
    """Read a table by what the file holds, whatever its name.

    A workbook gives its first sheet with the titles. A text is in UTF-8, UTF-16 or Windows-1252; with
    semicolons, commas, tabs or bars, whichever shows the most of the expected titles. What stands above the
    titles, and every row that repeats it or them, is left out.

    :param headers: folded names that the row of titles should hold.
    :raises FileRefused: when it is no table, or a quotation mark is never closed.
    """
    if workbook.is_workbook(content):
        sheet, warnings = workbook.sheet(content, headers=headers)
        return _below_titles(sheet, headers, warnings)
    return _below_titles(_text_rows(code_pages.decoded(content), headers), headers, ())


def _below_titles(records: list[Record], headers: Collection[str], warnings: tuple[str, ...]) -> Sheet:
    filled = [record for record in records if not record.is_blank]
    if not filled:
        raise FileRefused("Ce fichier est vide. Ajoutez une ligne de titres et des lignes.")
    top = titles.position(filled, headers)
    above = {record.folded for record in filled[: top + 1]}
    begun = {cells[0] for cells in above}  # to fold one cell of a row, not all

    def repeats(record: Record) -> bool:
        return folded(record.cells[0]) in begun and record.folded in above

    rows = tuple(record for record in filled[top + 1 :] if not repeats(record))
    return Sheet(filled[top], rows, warnings)


def _text_rows(text: str, headers: Collection[str]) -> list[Record]:
    start = text[:6].lower()
    if start.startswith("sep=") and start[4:5] in _DELIMITERS:  # as Excel writes
        return list(_records(text, start[4]))[1:]
    return list(_records(text, max(_DELIMITERS, key=lambda mark: _known_titles(text, mark, headers))))


def _known_titles(text: str, delimiter: str, headers: Collection[str]) -> int:
    try:
        first = list(islice(_records(text, delimiter), titles.LOOKED_AT))
    except FileRefused:
        return -1
    return max((sum(cell in headers for cell in record.folded) for record in first), default=0)


def _records(text: str, delimiter: str) -> Iterator[Record]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line, text_line = 0, 0
    try:
        for cells in reader:
            line += 1
            yield Record(line=line, text_line=text_line + 1, cells=tuple(cells))
            text_line = reader.line_num
    except csv.Error:
        raise FileRefused(
            f"Ligne {line + 1}\u00a0: un guillemet est ouvert ou fermé au mauvais endroit. Corrigez-la."
        ) from None
