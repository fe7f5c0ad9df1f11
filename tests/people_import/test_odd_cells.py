"""Cells as offices write them: each is read rightly, or refused with its own sentence."""

from datetime import date

import pytest

from tests.people_import.test_people_file import ANA, error, file_of, one
from xprsa.people_import.people_file import read_people
from xprsa.people_import.people_rows import Terms

TERMS = {"contrat_du": "02/11/2026"}


@pytest.mark.parametrize(
    "nothing", ["néant", "NEANT", "NC", "n.c.", "-", "--", "—", "N/A", "Non renseigné", "/", "?"]
)
@pytest.mark.parametrize(
    "column", ["type_organisation", "courriel", "telephone", "adresse", "langue", "meilleure_heure",
               "conseiller_courriel", "conseiller_nom", "contrat_au", "heures_par_semaine", "sorti_le"],
)  # fmt: skip
def test_what_stands_for_nothing_says_nothing(column: str, nothing: str) -> None:
    read = read_people(file_of(ANA | {column: nothing}))
    assert read.errors == ()
    assert read.rows == read_people(file_of(ANA | {column: ""})).rows
    assert "lues comme vides\u00a0: 1." in read.warnings[0]


@pytest.mark.parametrize("typed", ["pas de mail", "Sans", "aucun téléphone"])
def test_no_contact_in_words_says_nothing(typed: str) -> None:
    assert one(courriel=typed, telephone=typed).email is None


@pytest.mark.parametrize("typed", ["néant", "NC", "-", "n/a", "?", "NULL", "inconnu", "VRAI"])
@pytest.mark.parametrize("column", ["nom", "prenom", "organisation"])
def test_nobody_is_called_by_what_stands_for_nothing(column: str, typed: str) -> None:
    found = error(**{column: typed})
    assert found.column == column
    assert "n’est pas un nom" in found.sentence


@pytest.mark.parametrize("typed", ["néant", "-", "NC"])
def test_no_file_has_nothing_for_a_reference(typed: str) -> None:
    assert "n’est pas une référence" in error(reference=typed).sentence


@pytest.mark.parametrize(
    "typed",
    ["#N/A", "#REF!", "#VALEUR!", "#NOM?", "#DIV/0!", "#NOMBRE!", "#CALC!", "########", "Err:502", "#N/D"],
)
@pytest.mark.parametrize(
    "column", ["nom", "organisation", "courriel", "telephone", "sorti_le", "meilleure_heure"]
)
def test_an_error_of_the_spreadsheet_is_never_taken_for_words(column: str, typed: str) -> None:
    assert "erreur du tableur" in error(**{column: typed}).sentence


@pytest.mark.parametrize("typed", ["0,625", "0.625", "0,5", "1,0416666667"])
def test_a_part_of_a_day_is_no_number_of_hours(typed: str) -> None:
    assert "heure changée en nombre" in error(**TERMS, heures_par_semaine=typed).sentence


@pytest.mark.parametrize(("typed", "minutes"), [("15:00", 900), ("15:00:00", 900), ("7,333", 440)])
def test_hours_as_a_clock_shows_them_are_a_duration(typed: str, minutes: int) -> None:
    terms = one(**TERMS, heures_par_semaine=typed).terms
    assert terms is not None
    assert terms.weekly_minutes == minutes


@pytest.mark.parametrize(
    ("column", "typed", "said"),
    [
        ("telephone", "6,12E+08", "abrégé"),
        ("telephone", "6.12e+8", "abrégé"),
        ("reference", "6,12E+08", "abrégé"),
        ("telephone", "06 39 98 00 01 / 06 39 98 00 02", "un seul numéro"),
        ("courriel", "a@example.org; b@example.org", "un seul courriel"),
        ("sorti_le", "45689", "date changée en nombre"),
        ("sorti_le", "12/31/2026", "le jour vient avant le mois"),
        ("sorti_le", "01/02/26", "quatre chiffres"),
    ],
)
def test_an_odd_cell_is_refused_with_its_own_sentence(column: str, typed: str, said: str) -> None:
    assert said in error(**{column: typed}).sentence


@pytest.mark.parametrize("mark", ["\u200b", "\u202a", "\u2066", "\ufeff", "\u00ad", "\u200e"])
def test_marks_that_nobody_sees_are_taken_from_contacts_and_days(mark: str) -> None:
    row = one(
        courriel=f"{mark}zoe@example.org{mark}",
        telephone=f"{mark}06 39 98 00 01{mark}",
        sorti_le=f"{mark}16/11/2026",
        langue=f"{mark}arabe",
        type_organisation=f"{mark}ML",
    )
    assert (row.email, row.phone, row.language) == ("zoe@example.org", "+33639980001", "ar")
    assert row.departed_on == date(2026, 11, 16)


def test_blanks_that_do_not_break_are_blanks() -> None:
    row = one(nom="\u00a0Du\u202fRand\u00a0", telephone="06\u00a039\u202f98 00 01")
    assert (row.last_name, row.phone) == ("Du Rand", "+33639980001")


def hours(*cells: str) -> list[int | None]:
    """Read a column of hours: minutes, or None where the cell is refused as one of two meanings."""
    rows = [
        ANA | TERMS | {"reference": f"D-{number}", "heures_par_semaine": cell}
        for number, cell in enumerate(cells)
    ]
    read = read_people(file_of(*rows))
    assert all("deux façons" in found.sentence for found in read.errors)
    minutes = {row.reference: row.terms and row.terms.weekly_minutes for row in read.rows}
    return [minutes.get(f"D-{number}") for number in range(len(cells))]


def test_hours_that_a_spreadsheet_formats_in_decimals_are_decimals() -> None:
    assert hours("7,50", "15,00", "10,25") == [450, 900, 615]
    assert hours("7.50", "8.75") == [450, 525]
    assert hours("30,50", "15,00") == [1830, 900]


@pytest.mark.parametrize(
    "others",
    [(), ("7,50",), ("7,30",), ("15,00", "7,30"), ("7h30",), ("15,00", "7h30"), ("15:00",), ("15,00", "15")],
)
def test_hours_whose_column_does_not_say_that_they_are_decimals_are_refused(others: tuple[str, ...]) -> None:
    assert hours("7,50", *others)[0] is None


def test_a_cell_that_says_nothing_does_not_change_what_a_column_says() -> None:
    rows = [
        ANA | TERMS | {"reference": "D-1", "heures_par_semaine": "7,50"},
        ANA | TERMS | {"reference": "D-2", "heures_par_semaine": "15,00"},
        ANA | {"reference": "D-3", "heures_par_semaine": "néant"},
        ANA | {"reference": "D-4", "heures_par_semaine": ""},
    ]
    assert read_people(file_of(*rows)).rows[0].terms == Terms(date(2026, 11, 2), 450)


def test_half_an_hour_in_decimals_is_still_a_part_of_a_day() -> None:
    rows = [ANA | TERMS | {"reference": cell, "heures_par_semaine": cell} for cell in ("0,50", "15,00")]
    (found,) = read_people(file_of(*rows)).errors
    assert "heure changée en nombre" in found.sentence
