"""A table as a French spreadsheet saves it: bytes in, numbered rows of text out."""

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

_DELIMITERS = (";", ",", "\t")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"  # how .xlsx, .ods and .xls files begin
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BROKEN_ACCENTS = re.compile("Ã[\u00a0-\u00bf]")  # `é` in UTF-8, read as Windows-1252


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


def table(content: bytes, *, headers: Collection[str]) -> tuple[Record, ...]:
    """Read every row that is not blank, the header first.

    UTF-8 with or without BOM, UTF-16 with BOM or Windows-1252; semicolons, commas or tabs, whichever
    shows the most of the expected headers. Rows that repeat the header are left out.

    :param headers: folded names that the first row should hold.
    :raises FileRefused: when the bytes are no text, or a quotation mark is never closed.
    """
    text = _decoded(content)
    delimiter, skip = _delimiter(text, headers)
    rows = [record for record in _records(text, delimiter) if record.line > skip and not record.is_blank]
    if not rows:
        raise FileRefused("Ce fichier est vide. Ajoutez une ligne de titres et des lignes.")
    title = [folded(cell) for cell in rows[0].cells]
    return (rows[0], *(row for row in rows[1:] if [folded(cell) for cell in row.cells] != title))


def _decoded(content: bytes) -> str:
    if content.startswith((_ZIP, _OLE)):
        raise FileRefused("Ce fichier est un classeur. Enregistrez-le au format CSV, puis recommencez.")
    if content.startswith(_UTF16):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _BROKEN_ACCENTS.search(text):
            raise FileRefused(
                "Les accents de ce fichier sont abîmés. Enregistrez-le de nouveau en CSV UTF-8."
            )
        if "\0" not in text:
            return text
    raise FileRefused("Ce fichier n’est pas du texte. Enregistrez-le au format CSV, puis recommencez.")


def _delimiter(text: str, headers: Collection[str]) -> tuple[str, int]:
    """Give the delimiter, and how many first rows only announce it (`sep=;`, as Excel writes)."""
    start = text[:6].lower()
    if start.startswith("sep=") and start[4:5] in _DELIMITERS:
        return start[4], 1
    return max(_DELIMITERS, key=lambda delimiter: _known_headers(text, delimiter, headers)), 0


def _known_headers(text: str, delimiter: str, headers: Collection[str]) -> int:
    first: Iterable[str]
    try:
        first = next((row.cells for row in _records(text, delimiter) if not row.is_blank), ())
    except FileRefused:
        return -1
    return sum(folded(cell) in headers for cell in first)


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
