"""A workbook, `.xlsx` or `.ods`, as rows of text: what each cell shows, or the error that it holds."""

import io
import re
import zlib
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from xml.parsers import expat
from zipfile import ZIP_STORED, BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from xprsa.people_import.records import FileRefused, Record, shown
from xprsa.people_import.titles import position

LARGEST_UNPACKED = 256 * 1024 * 1024  # bytes
MOST_CELLS = 5_000_000  # of a sheet, empty ones included

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_ENCRYPTED_OLE = "EncryptedPackage".encode("utf-16-le")
_NO_ARCHIVE = (BadZipFile, zlib.error, EOFError, RuntimeError, ValueError)  # what a damaged one raises
_MOST_DIGITS = 10**15  # a spreadsheet keeps fifteen

_DAMAGED = "Ce classeur ne se laisse pas lire. Enregistrez-le de nouveau au format .xlsx."
_PASSWORD = "Ce classeur est protégé par un mot de passe. Retirez-le, puis recommencez."  # noqa: S105 # a sentence
_NO_SHEET = "Ce classeur n’a pas de feuille visible. Affichez celle des personnes."
_OLD = "Ce classeur est d’un ancien format. Enregistrez-le au format .xlsx."
_TOO_LARGE = "Ce classeur est trop grand une fois ouvert. Partagez-le en plusieurs fichiers."

# The reader gives an error as an empty cell: its words are made plain text before.
_XLSX_ERROR = re.compile(rb"(<(?:\w+:)?c\b[^>]*\bt=[\"'])e([\"'])")
_XLSX_NOT_COMPUTED = re.compile(
    rb"<((?:\w+:)?c)\b((?:(?!\bt=)[^>])*)>\s*<(?:\w+:)?f\b(?:[^<]*</(?:\w+:)?f>|[^>]*/>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_XLSX_CORNER = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_ODS_ERROR = re.compile(rb"<table:table-cell\b[^>]*\bcalcext:value-type=\"error\"[^>]*>")
_ODS_REPEATED = re.compile(  # of a cell or of a row, with something in it
    rb"<table:table-cell\b(?=[^>]*office:value)[^>]*columns-repeated=\"\d{4,}\""
    rb"|rows-repeated=\"\d{4,}\"(?:(?!</table:table-row>).)*?(?:office:value|<text:p)",
    re.DOTALL,
)
_ODS_DURATION = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")


def is_workbook(content: bytes) -> bool:
    """Tell a workbook by how it begins."""
    return content.startswith((_ZIP, _OLE))


def sheet(content: bytes, *, headers: Collection[str]) -> tuple[list[Record], tuple[str, ...]]:
    """Read the first visible sheet that shows the most of the expected titles.

    :returns: its rows, and a warning for another sheet that shows as many.
    :raises FileRefused: when it is protected, damaged, of an older format or too large once unpacked.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(_plain(content)))
        names = [held.name for held in book.sheets_metadata if held.visible is SheetVisibleEnum.Visible]
        sheets = [(name, _rows(book.get_sheet_by_name(name))) for name in names]
    except PasswordError:
        raise FileRefused(_PASSWORD) from None
    except CalamineError:
        raise FileRefused(_DAMAGED) from None
    if not sheets:
        raise FileRefused(_NO_SHEET)
    shown_titles = [_known_titles(rows, headers) for _, rows in sheets]
    best = shown_titles.index(max(shown_titles))
    others = [
        f"La feuille {shown(name)} n’est pas lue\u00a0: seule compte {shown(sheets[best][0])}."
        for index, (name, rows) in enumerate(sheets)
        if index != best and shown_titles[index] and len(rows) > 1
    ]
    return sheets[best][1], tuple(others)


def _known_titles(rows: list[Record], headers: Collection[str]) -> int:
    filled = [row for row in rows if not row.is_blank]
    return sum(cell in headers for cell in filled[position(filled, headers)].folded) if filled else 0


def _plain(content: bytes) -> bytes:
    """Unpack a workbook within bounds, and make the words of its errors plain text."""
    if content.startswith(_OLE):
        raise FileRefused(_PASSWORD if _ENCRYPTED_OLE in content else _OLD)
    try:
        packed, plain = ZipFile(io.BytesIO(content)), io.BytesIO()
    except _NO_ARCHIVE:
        raise FileRefused(_DAMAGED) from None
    if sum(member.file_size for member in packed.infolist()) > LARGEST_UNPACKED:
        raise FileRefused(_TOO_LARGE)
    names = packed.namelist()
    if "xl/workbook.bin" in names:
        raise FileRefused(_OLD)
    if "META-INF/manifest.xml" in names and b"encryption-data" in _part(packed, "META-INF/manifest.xml"):
        raise FileRefused(_PASSWORD)
    with ZipFile(plain, "w", ZIP_STORED) as unpacked:
        for name in names:
            unpacked.writestr(name, _with_errors(name, _part(packed, name)))
    return plain.getvalue()


def _part(packed: ZipFile, name: str) -> bytes:
    try:
        return packed.read(name)
    except _NO_ARCHIVE:
        raise FileRefused(_DAMAGED) from None


def _with_errors(name: str, part: bytes) -> bytes:
    if name.startswith("xl/worksheets/") and name.endswith(".xml"):
        _refuse_wide(part)
        return _XLSX_NOT_COMPUTED.sub(
            rb'<\1\2 t="str"><v>#CALC!</v></\1>', _XLSX_ERROR.sub(rb"\1str\2", part)
        )
    if name == "content.xml":
        _refuse_cut_short(part)
        if _ODS_REPEATED.search(part):
            raise FileRefused(_TOO_LARGE)
        return _ODS_ERROR.sub(_as_text, part)
    return part


def _refuse_cut_short(part: bytes) -> None:
    """Refuse a sheet without its end: the reader would look for it for ever."""
    try:
        expat.ParserCreate("utf-8").Parse(part, True)  # noqa: FBT003 # the only form it has
    except expat.ExpatError:
        raise FileRefused(_DAMAGED) from None


def _as_text(cell: re.Match[bytes]) -> bytes:
    bare = re.sub(rb" office:(?:value-type|value|string-value)=\"[^\"]*\"", b"", cell[0])
    return bare.replace(b"<table:table-cell", b'<table:table-cell office:value-type="string"', 1)


def _refuse_wide(part: bytes) -> None:
    """Refuse a sheet whose last corner is far away: every cell before it takes room."""
    width = height = 1
    for letters, row in _XLSX_CORNER.findall(part):
        height = max(height, int(row))
        if len(letters) > 1:
            column = 0
            for letter in letters:
                column = column * 26 + letter - 64
            width = max(width, column)
    if max(width, 26) * height > MOST_CELLS:
        raise FileRefused(_TOO_LARGE)


def _rows(read: CalamineSheet) -> list[Record]:
    values = read.to_python(skip_empty_area=False)
    for (top, left), (bottom, right) in read.merged_cell_ranges or []:
        if left == right:  # one organisation beside several people
            for row in values[top + 1 : bottom + 1]:
                row[left] = values[top][left]
    return [
        Record(line=number, text_line=number, cells=tuple(_text(value) for value in row))
        for number, row in enumerate(values, start=1)
    ]


def _text(value: str | float | date | time | timedelta) -> str:
    """Write a value as a French spreadsheet shows it, or as a cell of a CSV file is read."""
    match value:
        case bool():
            return "VRAI" if value else "FAUX"
        case float():
            return _number(value)
        case datetime():
            return value.isoformat(" ") if value.time() != time() else value.date().isoformat()
        case date():
            return value.isoformat()
        case time():
            return _hours(timedelta(hours=value.hour, minutes=value.minute, seconds=value.second))
        case timedelta():
            return _hours(value)
    if lasting := _ODS_DURATION.fullmatch(value):
        hours, minutes, seconds = map(int, lasting.groups())
        return _hours(timedelta(hours=hours, minutes=minutes, seconds=seconds))
    return value


def _number(value: float) -> str:
    if value == int(value):
        return str(int(value)) if abs(value) < _MOST_DIGITS else f"{value:.14E}"
    return str(value).replace(".", ",")


def _hours(lasting: timedelta) -> str:
    minutes = round(lasting / timedelta(minutes=1))
    return f"{minutes // 60}:{minutes % 60:02d}"
