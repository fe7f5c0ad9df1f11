"""A file of people, read without any database."""

import csv
import io
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xprsa.domain.duration import hours_and_minutes
from xprsa.domain.engagement import Exemption
from xprsa.domain.person import OrganisationCode
from xprsa.people_import.cells import says_nothing
from xprsa.people_import.columns import COLUMNS, REQUIRED, template
from xprsa.people_import.people_file import read_people
from xprsa.people_import.people_rows import AdviserNamed, PersonRow, RowError, Terms
from xprsa.people_import.records import FileRefused

ANA = {"organisation": "Mission locale", "reference": "D-1", "prenom": "Ana", "nom": "Durand"}


def file_of(*people: dict[str, str], encoding: str = "utf-8", delimiter: str = ";") -> bytes:
    columns = list(dict.fromkeys(name for person in people for name in person))
    page = io.StringIO(newline="")
    writer = csv.DictWriter(page, columns, delimiter=delimiter, restval="")
    writer.writeheader()
    writer.writerows(people)
    return page.getvalue().encode(encoding)


def one(**cells: str) -> PersonRow:
    read = read_people(file_of(ANA | cells))
    assert read.errors == ()
    return read.rows[0]


def error(**cells: str) -> RowError:
    (found,) = read_people(file_of(ANA | cells)).errors
    return found


def test_a_whole_row_is_read() -> None:
    row = one(
        type_organisation="ml",
        courriel=" Ana.Durand@Example.ORG ",
        telephone="06.39.98.00.01",
        adresse="1 rue d’Essai\n99000 Val",
        langue="Français simple",
        meilleure_heure="après  14 h",
        conseiller_courriel="lou@example.org",
        conseiller_prenom="Lou",
        conseiller_nom="Petit",
        contrat_du="02/11/2026",
        contrat_au="2027-04-30",
        heures_par_semaine="7,5",
        dispense_du="21.12.2026",
        dispense_au="31/01/2027",
        sorti_le="1/5/2027",
    )
    assert row.organisation_code is OrganisationCode.MISSION_LOCALE
    assert (row.email, row.phone) == ("ana.durand@example.org", "+33639980001")
    assert row.address == "1 rue d’Essai\n99000 Val"
    assert (row.language, row.best_hour) == ("fr@simple", "après 14 h")
    assert row.adviser == AdviserNamed("lou@example.org", "Lou", "Petit")
    assert row.terms == Terms(date(2026, 11, 2), 450, date(2027, 4, 30))
    assert row.exemption == Exemption(date(2026, 12, 21), date(2027, 1, 31))
    assert row.departed_on == date(2027, 5, 1)


def test_an_empty_cell_says_nothing_and_effacer_says_empty_it() -> None:
    row = one(courriel="", telephone="Effacer")
    assert (row.email, row.phone) == (None, None)
    assert row.erased == {"telephone"}


@pytest.mark.parametrize(
    ("typed", "minutes"), [("15", 900), ("7,5", 450), ("7.5", 450), ("7h30", 450), ("90 min", 90)]
)
def test_hours_are_written_as_people_write_them(typed: str, minutes: int) -> None:
    terms = one(contrat_du="02/11/2026", heures_par_semaine=typed).terms
    assert terms is not None
    assert terms.weekly_minutes == minutes


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("7,30", "se lit de deux façons\u00a0: 7\u00a0h\u00a030 ou 7\u00a0h\u00a018."),
        ("17.50", "se lit de deux façons\u00a0: 17\u00a0h\u00a050 ou 17\u00a0h\u00a030."),
        ("90", "90\u00a0minutes ou 90\u00a0heures\u202f?"),
        ("24,5", "24,5\u00a0minutes ou 24,5\u00a0heures\u202f?"),
    ],
)
def test_hours_of_two_meanings_are_refused_and_never_guessed(typed: str, said: str) -> None:
    found = error(contrat_du="02/11/2026", heures_par_semaine=typed)
    assert found.column == "heures_par_semaine"
    assert said in found.sentence


@pytest.mark.parametrize(
    "typed", ["16/11/2026", "16-11-2026", "16.11.2026", "2026-11-16", "2026-11-16 00:00:00"]
)
def test_days_are_read_as_spreadsheets_write_them(typed: str) -> None:
    assert one(sorti_le=typed).departed_on == date(2026, 11, 16)


def test_a_phone_whose_first_zero_was_taken_away_by_the_spreadsheet_is_read() -> None:
    assert one(telephone="639980001").phone == "+33639980001"


@pytest.mark.parametrize("typed", ["=1+1", "+cmd", "-2", " @SUM(A1)", "\t=HYPERLINK(1)"])
def test_what_looks_like_a_formula_is_plain_text(typed: str) -> None:
    assert one(nom=typed).last_name == typed.strip()


@pytest.mark.parametrize(
    ("column", "typed", "said"),
    [
        ("type_organisation", "XX", "FT"),
        ("courriel", "ana chez example.org", "courriel"),
        ("telephone", "12", "numéro"),
        ("langue", "le langage des fleurs", "langue"),
        ("sorti_le", "31/02/2026", "n’existe pas"),
        ("sorti_le", "16/11/26", "quatre chiffres"),
        ("sorti_le", "novembre", "jj/mm/aaaa"),
        ("sorti_le", "46342", "jj/mm/aaaa"),
        ("sorti_le", "16/11/0206", "hors du possible"),
        ("reference", "1,84E+12", "abrégé"),
        ("reference", "D" * 65, "64"),
        ("nom", "", "vide"),
    ],
)
def test_what_is_wrong_is_said_beside_its_cell(column: str, typed: str, said: str) -> None:
    found = error(**{column: typed})
    assert (found.line, found.column) == (2, column)
    assert said in found.sentence


@pytest.mark.parametrize(
    ("cells", "asked"),
    [
        ({"conseiller_nom": "Petit"}, ["conseiller_courriel"]),
        ({"dispense_du": "21/12/2026"}, ["dispense_au"]),
        ({"dispense_au": "21/12/2026"}, ["dispense_du"]),
        ({"contrat_du": "02/11/2026"}, ["heures_par_semaine"]),
        ({"heures_par_semaine": "15"}, ["contrat_du"]),
        ({"contrat_au": "02/11/2026"}, ["contrat_du", "heures_par_semaine"]),
    ],
)
def test_cells_that_go_together_are_asked_for(cells: dict[str, str], asked: list[str]) -> None:
    found = read_people(file_of(ANA | cells)).errors
    assert [error.column for error in found] == asked
    assert found[0].place == f"Ligne 2, colonne {asked[0]}"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("0", "zéro"),
        ("90", "Écrivez l’unité."),
        ("7h75", "0 à 59"),
        ("200h", "168"),
        ("-3", "négatif"),
        ("tôt", "durée"),
    ],
)
def test_hours_that_are_unclear_are_asked_about(typed: str, said: str) -> None:
    found = error(contrat_du="02/11/2026", heures_par_semaine=typed)
    assert found.column == "heures_par_semaine"
    assert said in found.sentence


def test_an_end_before_its_beginning_is_refused() -> None:
    backwards = {"contrat_du": "02/11/2026", "contrat_au": "01/11/2026", "heures_par_semaine": "15"}
    assert error(**backwards).column == "contrat_au"
    assert error(dispense_du="02/11/2026", dispense_au="01/11/2026").column == "dispense_au"


NIRS = [
    "1841275116001",
    "184127511600123",
    "1 84 12 75 116 001 23",
    "2 84 12 2A 116 001",
    "284.30.99.116.001-23",
]


@pytest.mark.parametrize("written", NIRS)
@pytest.mark.parametrize("column", ["reference", "adresse", "meilleure_heure", "remarque"])
def test_a_nir_is_refused_in_any_cell_and_never_repeated(written: str, column: str) -> None:
    found = error(**{column: f"n° {written}"})
    assert found.column == column
    assert "sécurité sociale" in found.sentence
    assert written not in found.sentence + found.place


@pytest.mark.parametrize(
    "written", ["18412751160012", "1234567890123", "06 39 98 00 01", "+33 6 39 98 00 01", "2026-11-16"]
)
def test_other_long_numbers_are_no_nir(written: str) -> None:
    assert one(meilleure_heure=written).best_hour == written


def test_every_fault_of_a_row_is_said_at_once() -> None:
    read = read_people(file_of(ANA | {"reference": "", "nom": "", "courriel": "x", "sorti_le": "hier"}))
    assert [error.column for error in read.errors] == ["reference", "nom", "courriel", "sorti_le"]


@pytest.mark.parametrize(
    "column", ["nom", "prenom", "reference", "organisation", "courriel", "telephone", "adresse"]
)
def test_what_nobody_sees_is_left_out_of_every_cell(column: str) -> None:
    (seen,) = read_people(file_of(ANA)).rows
    others = {"telephone": "06 39 98 00 01", "courriel": "ana@example.org", "adresse": "1 rue d’Essai"}
    written = (ANA | others)[column]
    hidden = f"\u202a{written[:2]}\u200b{written[2:]}\u202c\ufeff"
    (row,) = read_people(file_of(ANA | {column: written})).rows
    (unseen,) = read_people(file_of(ANA | {column: hidden})).rows
    assert unseen == row
    assert column not in ANA or unseen == seen


def test_the_same_reference_in_two_organisations_is_two_people() -> None:
    read = read_people(file_of(ANA, ANA | {"organisation": "Cap emploi"}))
    assert len(read.rows) == 2
    assert read.errors == ()


def test_an_error_names_its_line_in_the_spreadsheet_and_in_an_editor_and_its_column() -> None:
    read = read_people(
        file_of(ANA | {"adresse": "1 rue\nVal", "courriel": ""}, ANA | {"reference": "D-2", "courriel": "x"})
    )
    (found,) = read.errors
    assert found.place == "Ligne 3 (ligne 4 dans un éditeur de texte), colonne F (courriel)"


def test_an_unknown_column_is_a_warning_and_the_rest_is_read() -> None:
    read = read_people(file_of(ANA | {"Remarque": "rien"}))
    assert len(read.rows) == 1
    assert "Remarque" in read.warnings[0]
    assert "colonne E" in read.warnings[0]


def test_a_row_longer_than_the_titles_is_refused() -> None:
    (found,) = read_people(file_of(ANA) + b"Cap emploi;D-2;Bo;Petit;trop\r\n").errors
    assert found.place == "Ligne 3"


@pytest.mark.parametrize("missing", REQUIRED)
def test_a_file_without_a_required_column_is_refused(missing: str) -> None:
    with pytest.raises(FileRefused, match=missing):
        read_people(file_of({name: text for name, text in ANA.items() if name != missing}))


def test_a_column_named_twice_is_refused() -> None:
    with pytest.raises(FileRefused, match="deux fois"):
        read_people(b"organisation;reference;prenom;nom;Nom\nMission locale;D-1;Ana;Durand;Petit\n")


def test_the_template_holds_every_column_and_nobody() -> None:
    read = read_people(template())
    assert read.headers == tuple(COLUMNS)
    assert (read.rows, read.errors, read.warnings) == ((), (), ())


def test_the_examples_of_the_documentation_are_a_row_that_can_be_read() -> None:
    row = read_people(file_of({column.name: column.example for column in COLUMNS.values()}))
    assert row.errors == ()
    assert len(row.rows) == 1


LETTERS = "abcdefghijklmnopqrstuvwxyzàâçéèêëîïôùûüœABCDEFGHIJKLMNOPQRSTUVWXYZÀÉÈ"
words = (
    st.text(LETTERS + " '’-;,", min_size=1, max_size=30)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: text.casefold() not in ("effacer", "vrai", "faux", "true", "false"))
    .filter(lambda text: not says_nothing(text))
)
days = st.dates(date(1950, 1, 1), date(2100, 12, 31))


@st.composite
def rows_and_cells(draw: st.DrawFn) -> tuple[PersonRow, dict[str, str]]:
    """Make somebody, and the cells that a spreadsheet would write for them."""
    start, end = sorted((draw(days), draw(days)))
    minutes = draw(st.integers(1, 10_080))
    cells = {
        "organisation": draw(words),
        "type_organisation": draw(st.sampled_from(OrganisationCode)),
        "reference": f"D-{draw(st.integers(0, 99_999))}",
        "prenom": draw(words),
        "nom": draw(words),
        "meilleure_heure": draw(words),
        "adresse": "\n".join(draw(st.lists(words, min_size=1, max_size=3))),
        "courriel": f"{draw(st.text('abcdefgh', min_size=1))[:20]}@example.org",
        "telephone": f"06 39 98 {draw(st.integers(10, 99))} {draw(st.integers(10, 99))}",
        "contrat_du": f"{start:%d/%m/%Y}",
        "contrat_au": f"{end:%d/%m/%Y}",
        "heures_par_semaine": hours_and_minutes(minutes),
    }
    row = PersonRow(
        line=2,
        text_line=2,
        organisation=cells["organisation"],
        organisation_code=OrganisationCode(cells["type_organisation"]),
        reference=cells["reference"],
        first_name=cells["prenom"],
        last_name=cells["nom"],
        best_hour=cells["meilleure_heure"],
        address=cells["adresse"],
        email=cells["courriel"],
        phone="+33" + cells["telephone"].replace(" ", "")[1:],
        terms=Terms(start, minutes, end),
    )
    return row, cells


@given(
    rows_and_cells(),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    st.sampled_from([";", ",", "\t"]),
    st.randoms(use_true_random=False),
)
def test_whoever_a_spreadsheet_writes_is_read_back_the_same(
    made: tuple[PersonRow, dict[str, str]], encoding: str, delimiter: str, order: Random
) -> None:
    row, cells = made
    names = list(cells)
    order.shuffle(names)
    shuffled = {name: cells[name] for name in names}
    read = read_people(file_of(shuffled, encoding=encoding, delimiter=delimiter))
    assert read.errors == ()
    assert read.rows == (row,)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_with_a_sentence(content: bytes) -> None:
    try:
        said = [error.sentence for error in read_people(content).errors]
    except FileRefused as refused:
        said = [str(refused)]
    assert all(sentence.endswith((".", "\u202f!")) for sentence in said)


@given(st.text(max_size=60), st.sampled_from(list(COLUMNS)))
def test_any_text_in_any_cell_is_read_or_refused_with_a_sentence(text: str, column: str) -> None:
    try:
        read = read_people(file_of(ANA | {column: text}, encoding="utf-8-sig"))
    except (FileRefused, UnicodeEncodeError):
        return
    assert len(read.rows) + len({error.line for error in read.errors}) == 1


def test_the_documentation_names_every_column() -> None:
    page = Path(__file__, "../../../docs/import.md").resolve().read_text(encoding="utf-8")
    assert [name for name in COLUMNS if f"`{name}`" not in page] == []
