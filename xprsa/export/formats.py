"""Writes rows as JSON Lines, CSV or Parquet, whatever their number."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from typing import Any

from xprsa.domain.cell import harmless
from xprsa.storage.export_runs import Dialect, Format

_MEDIA = {
    Format.JSONL: "application/x-ndjson",
    Format.CSV: "text/csv",
    Format.PARQUET: "application/vnd.apache.parquet",
}
_DELIMITERS = {Dialect.STANDARD: ",", Dialect.EXCEL_FR: ";"}
_BEGINNINGS = {Dialect.STANDARD: "", Dialect.EXCEL_FR: "\ufeff"}  # by which Excel knows UTF-8
_LINE_END = "\r\n"
INSTALL_PARQUET = (
    "Pour écrire en Parquet, il manque pyarrow. Installez l’extra «\u00a0parquet\u00a0», ou\u00a0:"
    " pip install pyarrow."
)


def can_write(written: Format) -> bool:
    """Tell whether what a format needs is installed here."""
    return written is not Format.PARQUET or find_spec("pyarrow") is not None


def media_type(written: Format) -> str:
    """Give the media type of a format."""
    return _MEDIA[written]


def dialect_words(dialect: Dialect) -> dict[str, Any]:
    """Say a dialect of CSV as a Data Package does."""
    return {
        "delimiter": _DELIMITERS[dialect],
        "lineTerminator": _LINE_END,
        "quoteChar": '"',
        "doubleQuote": True,
        "header": True,
    }


def file_chunks(
    written: Format, *, dialect: Dialect, fields: Sequence[str], lines: Iterable[bytes]
) -> Iterator[bytes]:
    """Turn lines of JSON into the bytes of the file, some at a time.

    :param written: one that can be written here, see `can_write`.
    :param dialect: of CSV; nothing to the other formats.
    :param fields: the columns, in order.
    """
    match written:
        case Format.JSONL:
            return (line + b"\n" for line in lines)
        case Format.CSV:
            return _csv_lines(fields, lines, dialect=dialect)
        case Format.PARQUET:
            from xprsa.export.parquet import parquet_chunks  # imported late: it needs an extra

            return parquet_chunks(fields, lines)


def _csv_lines(fields: Sequence[str], lines: Iterable[bytes], *, dialect: Dialect) -> Iterator[bytes]:
    """Write as RFC 4180 says: CRLF, UTF-8, a line of names first; commas, or what the dialect has instead.

    No number has decimals, so a decimal comma has no place in any dialect.
    """
    page = io.StringIO(newline="")
    page.write(_BEGINNINGS[dialect])
    writer = csv.writer(page, delimiter=_DELIMITERS[dialect], lineterminator=_LINE_END)
    writer.writerow(fields)
    for line in lines:
        yield _emptied(page)
        row = json.loads(line)
        writer.writerow([_cell(row[name]) for name in fields])
    yield _emptied(page)


def _emptied(page: io.StringIO) -> bytes:
    text = page.getvalue()
    page.seek(0)
    page.truncate()
    return text.encode()


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case dict():
            return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        case _:
            return harmless(str(value))
