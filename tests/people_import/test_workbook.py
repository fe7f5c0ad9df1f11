"""Workbooks as offices make them, written by other software than ours."""

import io
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import perf_counter
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from xprsa.people_import import workbook
from xprsa.people_import.people_file import PeopleFile, read_people
from xprsa.people_import.people_rows import Terms
from xprsa.people_import.records import FileRefused

TITLES = [
    "organisation",
    "reference",
    "prenom",
    "nom",
    "telephone",
    "contrat_du",
    "contrat_au",
    "heures_par_semaine",
]
ANA = ["Mission locale", 412, "Ana", "Durand", 639980001, date(2026, 11, 2), None, 15]


def bytes_of(book: Workbook) -> bytes:
    page = io.BytesIO()
    book.save(page)
    return page.getvalue()


def xlsx(*rows: list[object], then: Callable[[Worksheet], None] = lambda _: None) -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in rows:
        sheet.append(row)
    then(sheet)
    return bytes_of(book)


PLAIN = xlsx(TITLES, ANA)


def ods(*rows: list[object]) -> bytes:
    document, table = OpenDocumentSpreadsheet(), Table(name="Personnes")
    for row in rows:
        line = TableRow()
        for value in row:
            line.addElement(_ods_cell(value))
        table.addElement(line)
    table.addElement(TableRow(numberrowsrepeated="1048000"))
    document.spreadsheet.addElement(table)
    page = io.BytesIO()
    document.save(page)
    return page.getvalue()


def _ods_cell(value: object) -> TableCell:
    match value:
        case None:
            return TableCell()
        case int() | float():
            return TableCell(valuetype="float", value=str(value))
        case date():
            return TableCell(valuetype="date", datevalue=value.isoformat())
        case timedelta():
            return TableCell(valuetype="time", timevalue=f"PT{int(value.total_seconds() // 3600)}H30M00S")
    cell = TableCell(valuetype="string")
    cell.addElement(P(text=str(value)))
    return cell


def minutes(read: PeopleFile) -> int:
    (row,) = read.rows
    assert row.terms is not None
    return row.terms.weekly_minutes


@pytest.mark.parametrize("write", [xlsx, ods])
def test_a_workbook_is_read_as_it_shows(write: Callable[..., bytes]) -> None:
    read = read_people(write(["Liste au 29/11/2026"], [], TITLES, ANA, ["TOTAL", 1]))
    (row,) = read.rows
    assert read.errors == ()
    assert (row.line, row.reference, row.phone) == (4, "412", "+33639980001")
    assert row.terms == Terms(date(2026, 11, 2), 900)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (time(15, 0), 900),
        (timedelta(hours=27, minutes=30), 1650),
        (7.5, 450),
        ("7h30", 450),
        (timedelta(hours=15), 900),
    ],
)
def test_hours_of_a_clock_are_a_duration(hours: object, expected: int) -> None:
    assert minutes(read_people(xlsx(TITLES, [*ANA[:-1], hours]))) == expected


def test_hours_of_a_clock_above_a_day_are_read_from_ods() -> None:
    assert minutes(read_people(ods(TITLES, [*ANA[:-1], timedelta(hours=27, minutes=30)]))) == 1650


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        (7, 0.625, "heure changée en nombre"),
        (5, 45689, "date changée en nombre"),
        (5, datetime(2026, 11, 2, 10, 30), "n’est pas une date"),  # noqa: DTZ001 # a cell has no zone
        (1, 1.84e15, "abrégé"),
        (3, True, "n’est pas un nom"),
        (7, 90, "Écrivez l’unité."),
    ],
)
def test_a_value_of_another_kind_is_refused_with_its_own_sentence(
    column: int, value: object, said: str
) -> None:
    row = list(ANA)
    row[column] = value
    (found,) = [error for error in read_people(xlsx(TITLES, row)).errors if said in error.sentence]
    assert found.line == 2


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!"])
@pytest.mark.parametrize("column", [3, 4])
def test_an_error_is_no_empty_cell(error: str, column: int) -> None:
    def spoil(sheet: Worksheet) -> None:
        cell = sheet.cell(2, column + 1, error)
        cell.data_type = "e"

    (found,) = read_people(xlsx(TITLES, ANA, then=spoil)).errors
    assert "erreur du tableur" in found.sentence


def test_an_error_of_ods_is_no_empty_cell() -> None:
    page = io.BytesIO()
    with ZipFile(io.BytesIO(ods(TITLES, ANA))) as packed, ZipFile(page, "w") as spoilt:
        for name in packed.namelist():
            part = packed.read(name).replace(
                b'<table:table-cell office:value-type="float" office:value="639980001"/>',
                b'<table:table-cell calcext:value-type="error" office:value-type="string" '
                b'office:string-value=""'
                b' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
                b"<text:p>#N/A</text:p></table:table-cell>",
            )
            spoilt.writestr(name, part)
    (found,) = read_people(page.getvalue()).errors
    assert found.column == "telephone"
    assert "erreur du tableur" in found.sentence


def test_a_formula_that_was_never_computed_is_no_empty_cell() -> None:
    row = [*ANA[:4], '="0639980001"', *ANA[5:]]
    (found,) = read_people(xlsx(TITLES, row)).errors
    assert "erreur du tableur" in found.sentence


def test_a_cell_merged_over_several_people_is_that_of_each() -> None:
    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("A2:A3")

    read = read_people(xlsx(TITLES, ANA, [None, 413, *ANA[2:]], then=merge))
    assert [row.organisation for row in read.rows] == ["Mission locale"] * 2


def test_the_first_visible_sheet_with_the_titles_is_read_and_another_is_told() -> None:
    book = Workbook()
    for name, rows in (
        ("Notice", [["Bonjour"]]),
        ("Caché", [TITLES, ANA]),
        ("Nov", [TITLES, ANA]),
        ("Déc", [TITLES, ANA]),
    ):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book["Caché"].sheet_state = "hidden"
    read = read_people(bytes_of(book))
    assert len(read.rows) == 1
    (warning,) = read.warnings
    assert "Déc" in warning
    assert "Nov" in warning


def test_a_damaged_workbook_is_refused() -> None:
    with pytest.raises(FileRefused, match="ne se laisse pas lire"):
        read_people(xlsx(TITLES, ANA)[:-30])


@given(st.integers(4, 4000), st.integers(0, 255), st.integers(1, 40))
def test_any_damage_is_survived_or_refused(where: int, value: int, length: int) -> None:
    content = bytearray(PLAIN)
    content[where : where + length] = bytes([value]) * length
    try:
        told = [error.sentence for error in read_people(bytes(content)).errors]
    except FileRefused as refused:
        told = [str(refused)]
    assert all(sentence.endswith(".") for sentence in told)


def test_a_workbook_that_hides_every_sheet_is_told_so() -> None:
    content = xlsx(TITLES, ANA)
    page = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as packed, ZipFile(page, "w") as hidden:
        for name in packed.namelist():
            hidden.writestr(name, packed.read(name).replace(b'state="visible"', b'state="hidden"'))
    with pytest.raises(FileRefused, match="pas de feuille visible"):
        read_people(page.getvalue())


@pytest.mark.parametrize("write", [xlsx, ods])
def test_a_workbook_that_names_a_file_of_ours_is_given_nothing_of_it(
    write: Callable[..., bytes], tmp_path: Path
) -> None:
    """Entities of XML: one that stands for a file, and ones that stand for one another without end."""
    secret, page = tmp_path / "secret", io.BytesIO()
    secret.write_text("motsecret")
    grows = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    entities = f'<!DOCTYPE r [<!ENTITY file SYSTEM "{secret.as_uri()}"><!ENTITY e0 "motsecret">{grows}]>'
    with ZipFile(io.BytesIO(write(TITLES, ANA))) as packed, ZipFile(page, "w") as hostile:
        for name in packed.namelist():
            part = packed.read(name)
            if name.endswith((".xml", ".rels")):
                head, end, rest = part.rpartition(b"?>")
                part = head + end + entities.encode() + rest
                part = part.replace(b">Durand<", b">Durand&file;&e11;<").replace(b">Ana<", b">Ana&file;<")
            hostile.writestr(name, part)
    began = perf_counter()
    try:
        read = read_people(page.getvalue())
    except FileRefused:
        read = None
    assert perf_counter() - began < 5
    assert "motsecret" not in repr(read)


def test_a_text_document_is_no_workbook() -> None:
    page = io.BytesIO()
    with ZipFile(page, "w") as packed:
        packed.writestr("word/document.xml", "<w/>")
    with pytest.raises(FileRefused, match="ne se laisse pas lire"):
        read_people(page.getvalue())


def test_an_ods_without_its_end_is_refused_at_once() -> None:
    page = io.BytesIO()
    with ZipFile(io.BytesIO(ods(TITLES, ANA))) as packed, ZipFile(page, "w") as cut:
        for name in packed.namelist():
            cut.writestr(name, packed.read(name).replace(b"</table:table>", b""))
    with pytest.raises(FileRefused, match="ne se laisse pas lire"):
        read_people(page.getvalue())


def test_a_protected_ods_is_told_so() -> None:
    page = io.BytesIO()
    with ZipFile(page, "w") as packed:
        packed.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
    with pytest.raises(FileRefused, match="mot de passe"):
        read_people(page.getvalue())


def test_a_workbook_that_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "LARGEST_UNPACKED", 1_000_000)
    page = io.BytesIO()
    with ZipFile(page, "w", ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * 2_000_000)
    with pytest.raises(FileRefused, match="trop grand"):
        read_people(page.getvalue())


def test_a_cell_lost_far_away_is_refused_before_it_fills_the_memory() -> None:
    def lose(sheet: Worksheet) -> None:
        sheet["XFD1048576"] = "x"

    with pytest.raises(FileRefused, match="trop grand"):
        read_people(xlsx(TITLES, ANA, then=lose))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'office:value="412"', b'office:value="412" table:number-columns-repeated="16000"'),
        (b"<table:table-row>", b'<table:table-row table:number-rows-repeated="1048000">'),
    ],
)
def test_a_cell_or_a_row_of_ods_repeated_without_end_is_refused(before: bytes, after: bytes) -> None:
    content = ods(TITLES, ANA)
    page = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as packed, ZipFile(page, "w") as spoilt:
        for name in packed.namelist():
            spoilt.writestr(name, packed.read(name).replace(before, after))
    with pytest.raises(FileRefused, match="trop grand"):
        read_people(page.getvalue())
