"""`xprsa people import`, as an operator runs it."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook

from tests.builders import People
from xprsa.people_import.commands import people as command
from xprsa.running.service import Service

TITLES = "organisation;type_organisation;reference;prenom;nom;courriel\n"
GOOD = TITLES + "Mission locale;ML;D-1;Ana;Durand;ana@example.org\n"
ONE_BAD = GOOD + "Mission locale;ML;D-2;Bo;Petit;bo\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "personnes.csv"


def run(service: Service, file: Path, *options: str) -> Result:
    return CliRunner().invoke(command, ["import", str(file), *options], obj=service)


def known(service: Service) -> int:
    with service.database.reading() as store:
        organisations = [
            organisation
            for territory in service.territories()
            for organisation in store.organisations.of_territory(territory.id)
        ]
        return sum(
            len(store.people.of_references(organisation.id, ["D-1", "D-2"])) for organisation in organisations
        )


def test_a_good_file_is_imported_with_one_line_at_the_end(
    service: Service, people: People, file: Path
) -> None:
    people.territory()
    file.write_text(GOOD, encoding="utf-8")
    done = run(service, file)
    assert done.exit_code == 0
    said, number = done.stdout.strip(".\n").rsplit(" ", 1)
    assert said == (
        "Personnes nouvelles\u00a0: 1, changées\u00a0: 0, inchangées\u00a0: 0."
        " Conseillers à inviter\u00a0: 0. Lignes refusées\u00a0: 0. Pour annuler\u00a0: xprsa people undo"
    )
    assert number.isdecimal()
    assert "sans référent" in done.stderr
    assert known(service) == 1


def test_one_bad_row_stops_everything_and_says_where(service: Service, people: People, file: Path) -> None:
    people.territory()
    file.write_text(ONE_BAD, encoding="utf-8")
    done = run(service, file)
    assert done.exit_code == 1
    assert "Ligne 3, colonne F (courriel)\u00a0: «\u00a0bo\u00a0» n’est pas un courriel" in done.stderr
    assert "Rien n’est écrit" in done.stdout
    assert known(service) == 0


def test_only_the_good_rows_when_asked(service: Service, people: People, file: Path) -> None:
    people.territory()
    file.write_text(ONE_BAD, encoding="utf-8")
    done = run(service, file, "--only-good")
    assert done.exit_code == 0
    assert "Ligne 3" in done.stderr
    assert known(service) == 1


@pytest.mark.parametrize(("text", "code"), [(GOOD, 0), (ONE_BAD, 1)])
def test_a_dry_run_writes_nothing(service: Service, people: People, file: Path, text: str, code: int) -> None:
    people.territory()
    file.write_text(text, encoding="utf-8")
    done = run(service, file, "--dry-run")
    assert done.exit_code == code
    assert "C’est un essai" in done.stdout
    assert known(service) == 0


def test_a_dry_run_shows_new_people_and_how_many_more(service: Service, people: People, file: Path) -> None:
    people.territory()
    row = "Mission locale;ML;D-{0};Ana{0};Durand;ana{0}@example.org\n"
    file.write_text(TITLES + "".join(row.format(number) for number in range(1, 12)), encoding="utf-8")
    done = run(service, file, "--dry-run")
    said = "Nouvelle personne\u00a0: Ana1 Durand (D-1)\u00a0: Organisme Mission locale"
    assert f"{said}\u202f; Courriel ana1@example.org" in done.stderr
    assert "Et 1 autre personne nouvelle." in done.stderr
    assert "Nouvelle personne" not in run(service, file).stderr


def test_a_doubt_is_told_with_the_answer_that_confirms_it(
    service: Service, people: People, file: Path
) -> None:
    people.territory()
    file.write_text(GOOD, encoding="utf-8")
    run(service, file)
    file.write_text(GOOD.replace("D-1", "D-2"), encoding="utf-8")
    done = run(service, file)
    assert "«\u00a0Non, c’est une autre personne\u00a0: créer un dossier de plus.\u00a0»" in done.stderr
    assert "ajoutez --sure 2." in done.stderr
    assert known(service) == 1
    assert run(service, file, "--sure", "2").exit_code == 0
    assert known(service) == 2


def test_a_pipe_sees_no_progress(service: Service, people: People, file: Path) -> None:
    people.territory()
    file.write_text(GOOD, encoding="utf-8")
    done = run(service, file)
    assert "\r" not in done.output
    assert "Lignes  [" not in done.output


def test_a_file_that_is_no_table_is_refused(service: Service, people: People, file: Path) -> None:
    people.territory()
    file.write_bytes(b"PK\x03\x04")
    done = run(service, file)
    assert done.exit_code == 1
    assert "classeur" in done.stderr


def test_a_missing_file_is_a_wrong_usage(service: Service, people: People, file: Path) -> None:
    people.territory()
    assert run(service, file).exit_code == 2


def test_of_several_territories_one_must_be_named(service: Service, people: People, file: Path) -> None:
    people.territory("98")
    people.territory("99")
    file.write_text(GOOD, encoding="utf-8")
    assert run(service, file).exit_code == 2
    assert run(service, file, "--territory", "97").exit_code == 2
    assert run(service, file, "--territory", "98").exit_code == 0


def test_without_a_territory_nothing_can_come_in(service: Service, file: Path) -> None:
    file.write_text(GOOD, encoding="utf-8")
    done = run(service, file)
    assert done.exit_code == 1
    assert "xprsa init" in done.stderr


def test_a_column_is_named_by_an_option(service: Service, people: People, file: Path) -> None:
    people.territory()
    file.write_text(GOOD.replace("reference", "Clé d’ici"), encoding="utf-8")
    refused = run(service, file)
    assert refused.exit_code == 1
    assert "--column" in refused.stderr
    assert run(service, file, "--column", "Clé d’ici=numero").exit_code == 2
    assert "Aucune colonne" in run(service, file, "--column", "Clef=reference").stderr
    assert run(service, file, "--column", "Clé d’ici=reference", "--column", "courriel=").exit_code == 0
    assert known(service) == 1


def test_a_workbook_is_imported_by_the_command(service: Service, people: People, tmp_path: Path) -> None:
    people.territory()
    file = tmp_path / "personnes.csv"  # its name says nothing
    book = Workbook()
    for line in GOOD.splitlines():
        book.worksheets[0].append(line.split(";"))
    book.save(file)
    assert run(service, file).exit_code == 0
    assert known(service) == 1


def test_titles_alone_are_no_success(service: Service, people: People, file: Path) -> None:
    people.territory()
    file.write_text(TITLES, encoding="utf-8")
    done = run(service, file)
    assert done.exit_code == 1
    assert "n’a que des titres" in done.stderr
