"""`xprsa answers import`: answers from elsewhere, checked line by line, are kept whole or not at all."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.answers.asking.made_asking import AskingDesk, answered_elsewhere, claimed, documents, said
from tests.export.conftest import Desk
from xprsa import asking as asking_people
from xprsa.answers import commands, importing
from xprsa.answers.import_commands import answers
from xprsa.export.manifest import run_name
from xprsa.export.question_commands import questions
from xprsa.running import long_commands
from xprsa.running.erasure import erase
from xprsa.storage.answer_entries import AskingState
from xprsa.storage.export_runs import Run


def export(desk: AskingDesk) -> tuple[Path, Run]:
    """Let the documents of the territory leave; give where they stand, and the run."""
    exporter = Desk(desk.service, desk.folder / "exports", desk.territory, desk.weeks)
    directory = exporter.run()
    return directory, exporter.left_in(directory)


def asked_elsewhere(desk: AskingDesk, directory: Path) -> list[dict[str, Any]]:
    """Group a run into questions and ask the module on another machine: its answers, one a line."""
    to = desk.folder / f"questions-{directory.name}"
    card = desk.folder / "card.json"
    done = CliRunner().invoke(questions, [str(directory), "--to", str(to), "--card", str(card)])
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in answered_elsewhere(to.read_bytes()).splitlines()]


def bring(desk: AskingDesk, run: Run, lines: list[Any], *words: str) -> Result:
    """Write the answers into a file, text as it is, and bring it in."""
    file = desk.folder / "answers.jsonl"
    written = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    file.write_text("".join(f"{line}\n" for line in written), encoding="utf-8")
    name = run_name(run, desk.territory.code)
    given = ["import", str(file), "--module", "odd", "--run", name, *words]
    return CliRunner().invoke(answers, given, obj=desk.service)


def test_what_was_answered_elsewhere_is_kept_as_what_was_answered_here(desk: AskingDesk) -> None:
    people = [desk.somebody(), desk.somebody("5h")]
    desk.module()
    directory, run = export(desk)
    lines = asked_elsewhere(desk, directory)
    done = bring(desk, run, lines[::-1])
    assert done.exit_code == 0, done.output
    (asking,) = desk.askings()
    assert done.stdout == (
        "odd 1\u00a0: 2\u00a0personnes, 1\u00a0réponse, 1\u00a0abstention, 0\u00a0sans réponse valable, "
        f"2026-W40 à 2026-W47. Interrogation {asking.public_id}.\n"
    )
    assert (asking.state, asking.export_run, asking.as_of) == (AskingState.DONE, run.id, run.as_of)
    kept = desk.kept()
    assert said(kept[people[0].id])["value"] == 42
    assert len(documents(kept[people[0].id])) == 3
    again = CliRunner().invoke(commands.score, ["odd", "--replay", str(asking.public_id)], obj=desk.service)
    assert again.stdout == "2\u00a0réponses identiques, 0\u00a0autre.\n"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_file_as_windows_writes_it_is_read(desk: AskingDesk) -> None:
    person = desk.somebody()
    desk.module()
    directory, run = export(desk)
    (line,) = asked_elsewhere(desk, directory)
    done = bring(desk, run, [f"\ufeff{json.dumps(line)}\r"])
    assert done.exit_code == 0, done.output
    assert said(desk.kept()[person.id])["value"] == 42


def test_twice_is_refused_and_changes_nothing(desk: AskingDesk) -> None:
    desk.somebody()
    desk.module()
    directory, run = export(desk)
    lines = asked_elsewhere(desk, directory)
    assert bring(desk, run, lines).exit_code == 0
    done = bring(desk, run, lines)
    assert done.exit_code == 1
    assert "déjà gardées. Rien n’a changé." in done.output
    assert (len(desk.askings()), len(desk.kept())) == (1, 1)


Change = Callable[[dict[str, Any]], Any]
WRONG: dict[str, tuple[Change, str]] = {
    "unknown pseudonym": (lambda one: {**one, "person": "0" * 64}, "aucun document de cette personne"),
    "other module": (lambda one: {**one, "module": "even"}, "réponse du module «\u00a0even\u00a0»"),
    "other version": (lambda one: {**one, "version": "0.9"}, "La version active est «\u00a01\u00a0»"),
    "NaN": (lambda one: {**one, "value": float("nan")}, "«\u00a0value\u00a0» n’est pas un nombre fini"),
    "infinite": (
        lambda one: {**one, "contributions": {"week": float("inf")}},
        "«\u00a0contributions.week\u00a0» n’est pas un nombre fini",
    ),
    "off the scale": (lambda one: {**one, "value": 101}, "pas sur l’échelle"),
    "a field of other cards": (
        lambda one: {**one, "contributions": {"organisation": 1}},
        "contribution de «\u00a0organisation\u00a0», que la fiche du module ne nomme pas",
    ),
    "no field": (
        lambda one: {**one, "contributions": {"age": 1}},
        "contribution de «\u00a0age\u00a0», que la fiche du module ne nomme pas",
    ),
    "html": (lambda _: "<html><body>502</body></html>", "ni du JSON"),
    "nothing said": (lambda one: {**one, "value": None}, "un seul des trois"),
    "no pseudonym": (lambda one: {**one, "person": "42"}, "«\u00a0person\u00a0» est mal écrit"),
    "no person": (
        lambda one: {key: said for key, said in one.items() if key != "person"},
        "Il manque «\u00a0person\u00a0»",
    ),
    "more said": (lambda one: {**one, "name": "Camille"}, "pas de champ «\u00a0name\u00a0»"),
    "too long": (lambda one: {**one, "reasons": ["x" * 10_000_000]}, "trop longue"),
}


@pytest.mark.parametrize("fault", WRONG)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_wrong_line_is_named_by_its_number_and_nothing_is_kept(fault: str, desk: AskingDesk) -> None:
    change, sentence = WRONG[fault]
    desk.somebody()
    desk.somebody()
    desk.module()
    directory, run = export(desk)
    first, second = asked_elsewhere(desk, directory)
    done = bring(desk, run, [first, "", change(second)])
    assert done.exit_code == 1
    (line,) = [told for told in done.output.splitlines() if "Ligne" in told]
    assert "Ligne 3\u00a0: " in line
    assert sentence in line
    assert "Rien n’est gardé. Corrigez, puis recommencez." in done.output
    assert (desk.askings(), desk.kept()) == ([], {})


def test_two_answers_about_one_person_are_refused(desk: AskingDesk) -> None:
    desk.somebody()
    desk.module()
    directory, run = export(desk)
    (line,) = asked_elsewhere(desk, directory)
    done = bring(desk, run, [line, line])
    assert done.exit_code == 1
    assert "Ligne 2\u00a0: la ligne 1 répond déjà de cette personne." in done.output
    assert desk.askings() == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_pseudonym_that_only_begins_as_another_is_unknown(desk: AskingDesk) -> None:
    desk.somebody()
    desk.module()
    directory, run = export(desk)
    (line,) = asked_elsewhere(desk, directory)
    done = bring(desk, run, [line, {**line, "person": line["person"][:32] + "0" * 32}])
    assert done.exit_code == 1
    assert "Ligne 2\u00a0: cet export n’a aucun document de cette personne." in done.output


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_of_many_wrong_lines_the_first_are_told_and_the_others_counted(desk: AskingDesk) -> None:
    desk.somebody()
    desk.module()
    _, run = export(desk)
    done = bring(desk, run, ["<p>"] * 25)
    told = done.output.splitlines()
    assert "Ligne 1\u00a0: " in told[0]
    assert "Ligne 20\u00a0: " in told[19]
    assert told[20] == "Et 5\u00a0autres lignes."


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_module_that_changed_brings_nothing(desk: AskingDesk) -> None:
    desk.somebody()
    desk.module()
    directory, run = export(desk)
    lines = asked_elsewhere(desk, directory)
    desk.change_code()
    done = bring(desk, run, lines)
    assert done.exit_code == 1
    assert "n’est pas ce que deux responsables ont confirmé" in done.output
    assert desk.askings() == []


def test_whoever_objects_or_is_gone_by_now_is_left_out_without_a_word(desk: AskingDesk) -> None:
    stays, objects, gone = desk.somebody(), desk.somebody(), desk.somebody()
    desk.module()
    directory, run = export(desk)
    lines = asked_elsewhere(desk, directory)
    desk.object(objects)
    erase(desk.service, gone)
    done = bring(desk, run, lines)
    assert done.exit_code == 0, done.output
    assert set(desk.kept()) == {stays.id}
    assert done.stderr == ""


def test_about_whom_the_file_is_silent_nothing_came_back(
    desk: AskingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.somebody()
    desk.somebody()
    desk.module()
    directory, run = export(desk)
    lines = asked_elsewhere(desk, directory)[:1]
    monkeypatch.setattr(asking_people.sys.stdin, "isatty", lambda: True, raising=False)
    done = bring(desk, run, lines)
    assert done.exit_code == 0, done.output
    assert "ne répond pas de 1\u00a0personne de l’export" in done.stderr
    assert [row.fault for row in desk.kept().values()].count("no_answer") == 1
    (asking,) = desk.askings()
    assert (asking.answers, asking.faults) == (1, 1)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_export_older_than_what_was_asked_since_is_refused(desk: AskingDesk) -> None:
    desk.somebody()
    module = desk.module()
    directory, run = export(desk)
    lines = asked_elsewhere(desk, directory)
    desk.clock.advance(hours=1)
    desk.asks(module)
    done = bring(desk, run, lines)
    assert done.exit_code == 1
    assert "Une interrogation plus récente est déjà finie." in done.output


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_while_the_module_is_asked_its_answers_wait(
    desk: AskingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_commands, "LONGEST_WAIT", 0)
    desk.somebody()
    module = desk.module()
    directory, run = export(desk)
    lines = asked_elsewhere(desk, directory)
    claimed(desk, module)
    done = bring(desk, run, lines)
    assert done.exit_code == 1
    assert "est en cours" in done.output


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_a_process_that_died_brought_half_is_dropped_and_brought_anew(
    desk: AskingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        desk.somebody()
    desk.module()
    directory, run = export(desk)
    lines = asked_elsewhere(desk, directory)
    monkeypatch.setattr(importing, "PEOPLE_AT_A_TIME", 2)
    with monkeypatch.context() as patch:
        patch.setattr(importing.AskedModule, "end", interrupt)
        assert bring(desk, run, lines).exit_code != 0
    (half,) = desk.askings()
    assert (half.state, half.people) == (AskingState.RUNNING, 5)
    done = bring(desk, run, lines)
    assert done.exit_code == 0, done.output
    assert [(one.state, one.failure) for one in desk.askings()] == [
        (AskingState.FAILED, "interrupted"),
        (AskingState.DONE, None),
    ]
    assert len(desk.kept()) == 5


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_run_that_nobody_knows_and_a_module_that_is_not_active_are_refused(desk: AskingDesk) -> None:
    desk.somebody()
    _, run = export(desk)
    done = bring(desk, run, [])
    assert (done.exit_code, "n’est actif ici" in done.output) == (1, True)
    desk.module()
    done = bring(desk, run, [], "--run", "support-99-jamais")
    assert (done.exit_code, "Aucun export ne s’appelle" in done.output) == (1, True)


def interrupt(_self: object) -> None:
    raise KeyboardInterrupt
