"""A table as spreadsheets save it."""

import pytest

from xprsa.people_import.records import FileRefused, Record, column_letter, folded
from xprsa.people_import.spreadsheet import table

HEADERS = ("nom", "prenom")


def records(content: bytes) -> tuple[Record, ...]:
    read = table(content, headers=HEADERS)
    return (read.header, *read.rows)


def rows(content: bytes) -> list[tuple[str, ...]]:
    return [record.cells for record in records(content)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_accents_survive_every_encoding_that_spreadsheets_write(encoding: str) -> None:
    assert rows("nom;prénom\r\nLefèvre;Zoé\r\n".encode(encoding))[1] == ("Lefèvre", "Zoé")


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_the_delimiter_is_found_from_the_titles(delimiter: str) -> None:
    lines = ["nom", "prénom"], ["Lefèvre", '"Zoé; Anne, Lou"']
    text = "\n".join(delimiter.join(cells) for cells in lines)
    assert rows(text.encode())[1] == ("Lefèvre", "Zoé; Anne, Lou")


def test_quoted_titles_do_not_hide_the_delimiter() -> None:
    assert rows(b'"nom";"prenom"\n"Durand";"Ana"\n')[1] == ("Durand", "Ana")


def test_a_first_row_that_only_announces_the_delimiter_is_skipped() -> None:
    assert rows(b"sep=,\nnom,prenom\nDurand,Ana\n") == [("nom", "prenom"), ("Durand", "Ana")]


def test_blank_rows_and_repeated_titles_are_left_out_but_counted() -> None:
    found = records("\n;;\nnom;prenom\nDurand;Ana\n\nNom;Prénom\nPetit;Bo\n;\n\n".encode())
    assert [record.line for record in found] == [3, 4, 7]


def test_a_line_break_inside_a_cell_is_one_row_for_the_spreadsheet_and_two_for_an_editor() -> None:
    found = records(b'nom;prenom\n"Du\nrand";Ana\nPetit;Bo\n')
    assert found[1].cells == ("Du\nrand", "Ana")
    assert (found[2].line, found[2].text_line) == (3, 4)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vide"),
        (b"\n;;;\n", "vide"),
        (b"PK\x03\x04rest", "classeur ne se laisse pas lire"),
        (b"\xd0\xcf\x11\xe0rest", "ancien format"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
        (b"%PDF-1.7\n", "ni un tableau CSV ni un classeur"),
        (b"<html><table><tr><td>nom</td></tr></table></html>", "page web"),
        (b"nom;prenom\nDu\x81rand;Ana", "Ligne 2.*accents"),
        (b'nom;prenom\nDurand;Ana\n"Petit;Bo\n', "Ligne 3"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(content: bytes, said: str) -> None:
    with pytest.raises(FileRefused, match=said):
        table(content, headers=HEADERS)


def test_a_quotation_mark_never_closed_does_not_swallow_the_rest_of_the_file() -> None:
    with pytest.raises(FileRefused, match="guillemet"):
        table(b'nom;prenom\n"Durand;Ana\n' + b"Petit;Bo\n" * 20_000, headers=HEADERS)


def test_titles_are_compared_without_accents_capitals_or_blanks() -> None:
    assert folded("  Prénom ") == "prenom"
    assert folded("Heures par semaine") == folded("heures-par_semaine") == "heures_par_semaine"


def test_columns_are_named_as_spreadsheets_name_them() -> None:
    assert [column_letter(index) for index in (0, 25, 26, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip
