"""`xprsa people imports` and `xprsa people undo`, as an operator runs them."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result

from tests.builders import Clock, People, activity, content, week
from tests.people_import.test_people_command import GOOD, known
from xprsa.people_import.commands import people as command
from xprsa.running.service import Service

TWO = GOOD + "Mission locale;ML;D-2;Bo;Petit;bo@example.org\n"


@pytest.fixture
def number(service: Service, people: People, tmp_path: Path, clock: Clock) -> str:
    """Import two people, an hour ago; give the number of the import as it was told."""
    people.territory()
    file = tmp_path / "personnes.csv"
    file.write_text(TWO, encoding="utf-8")
    done = run(service, "import", str(file))
    clock.advance(hours=1)
    return done.stdout.split()[-1].strip(".")


def run(service: Service, *words: str) -> Result:
    return CliRunner().invoke(command, list(words), obj=service)


def test_the_imports_of_the_last_days_are_listed_by_number(
    service: Service, number: str, clock: Clock
) -> None:
    done = run(service, "imports")
    assert done.stdout == (
        f"{number}\u00a0: 99, le 24/11/2026 à 11:00, par la ligne de commande."
        " Nouvelles\u00a0: 2, changées\u00a0: 0. S’annule jusqu’au 01/12/2026 à 11:00.\n"
    )
    run(service, "undo", number)
    assert "Annulé le 24/11/2026 à 12:00, par la ligne de commande." in run(service, "imports").stdout
    clock.advance(days=7)
    assert "Aucun import" in run(service, "imports").stdout


def test_an_import_is_undone_and_everybody_is_named(service: Service, people: People, number: str) -> None:
    with service.database.reading() as store:
        (place,) = store.organisations.of_territory(people.territory().id)
        (ana,) = store.people.of_references(place.id, ["D-1"])
    people.sends(ana, week(), content(activity("training", "3 h")))
    for options, left in (["--dry-run"], 2), ([], 1):
        done = run(service, "undo", number, *options)
        assert done.exit_code == 0
        assert "Supprimée\u00a0: Bo Petit (D-2)" in done.stderr
        assert "Reste\u00a0: Ana Durand (D-1). Une semaine est envoyée depuis." in done.stderr
        assert "Entré avec cet import, part s’il ne sert plus\u00a0: Mission locale" in done.stderr
        assert done.stdout.startswith(
            "Personnes supprimées\u00a0: 1, remises comme avant\u00a0: 0, laissées comme elles sont\u00a0: 1."
        )
        assert ("rien n’est annulé" in done.stdout) is bool(options)
        assert known(service) == left


def test_what_cannot_be_undone_is_a_sentence(service: Service, number: str, clock: Clock) -> None:
    unknown = run(service, "undo", str(int(number) + 1))
    assert (unknown.exit_code, "xprsa people imports" in unknown.stderr) == (1, True)
    assert run(service, "undo", "x").exit_code == 2
    clock.advance(days=7)
    late = run(service, "undo", number)
    assert (late.exit_code, "sept jours" in late.stderr) == (1, True)
    clock.advance(days=-7)
    assert run(service, "undo", number).exit_code == 0
    for options in ([], ["--dry-run"]):
        twice = run(service, "undo", number, *options)
        assert (twice.exit_code, "déjà annulé" in twice.stderr) == (1, True)


def test_long_lists_are_cut_and_counted(
    service: Service, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xprsa.people_import.undo_commands.MOST_TOLD", 1)
    told = run(service, "undo", number).stderr
    assert ("Bo Petit" in told, "Et 1\u00a0autre." in told) == (False, True)


def test_no_number_is_told_when_nothing_changed(service: Service, number: str, tmp_path: Path) -> None:
    again = run(service, "import", str(tmp_path / "personnes.csv"))
    assert again.exit_code == 0
    assert "Pour annuler" not in again.stdout


def on_a_terminal(service: Service, number: str, answer: str, monkeypatch: pytest.MonkeyPatch) -> Result:
    monkeypatch.setattr("xprsa.asking.sys", SimpleNamespace(stdin=Terminal()))
    return CliRunner().invoke(command, ["undo", number], obj=service, input=answer)


class Terminal:
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_it_names_people_and_whose_import_it_is_and_asks_before_anything_goes(
    service: Service, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = on_a_terminal(service, number, "n\n", monkeypatch)
    assert (left.exit_code, "Rien n’a changé." in left.output) == (1, True)
    assert known(service) == 2
    for told in (
        f"Import {number}, Val-d’Essai (99), fait le 24/11/2026 à 11:00, par la ligne de commande.",
        "Sera supprimée\u00a0: Ana Durand (D-1)", "Sera supprimée\u00a0: Bo Petit (D-2)",
        "À supprimer\u00a0: 2", "le dossier, les courriers et les accès partent", "Continuer ? [o/N]",
    ):  # fmt: skip
        assert told in left.output
    assert "Supprimée\u00a0: Bo" not in left.output
    assert on_a_terminal(service, number, "oui\n", monkeypatch).exit_code == 0
    assert known(service) == 0


def test_a_pipe_has_decided_and_still_reads_the_names_first(service: Service, number: str) -> None:
    done = run(service, "undo", number)
    assert done.exit_code == 0
    assert done.stderr.index("Sera supprimée\u00a0: Bo Petit") < done.stderr.index(
        "Supprimée\u00a0: Bo Petit"
    )
    assert known(service) == 0
