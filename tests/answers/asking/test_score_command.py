"""`xprsa score`: one summary line, exit code 0, 1 with a reason, or 2."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result

from tests.answers.asking.made_asking import AskingDesk, claimed
from xprsa.answers import commands
from xprsa.running import long_commands

WEEKS = ("--weeks", "2026-W40..2026-W47")


def call(desk: AskingDesk, *words: str) -> Result:
    return CliRunner().invoke(commands.score, words, obj=desk.service)


def test_an_asking_ends_with_one_line_that_names_it(desk: AskingDesk) -> None:
    desk.somebody()
    desk.somebody("5h")
    desk.module()
    done = call(desk, "odd", *WEEKS)
    (asking,) = desk.askings()
    assert done.exit_code == 0, done.output
    assert done.stdout == (
        "odd 1\u00a0: 2\u00a0personnes, 1\u00a0réponse, 1\u00a0abstention, 0\u00a0sans réponse valable, "
        f"2026-W40 à 2026-W47. Interrogation {asking.public_id}.\n"
    )
    assert done.stderr == ""
    assert len(desk.kept()) == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_on_a_terminal_one_sees_how_far_it_is(desk: AskingDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = SimpleNamespace(stderr=SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr(long_commands, "sys", terminal)
    desk.somebody()
    desk.people.beneficiary()
    desk.module()
    done = call(desk, "odd", *WEEKS)
    assert done.exit_code == 0, done.output
    assert done.stderr == "\r2\u00a0personnes lues, 1\u00a0question"


def test_a_try_counts_and_keeps_nothing(desk: AskingDesk) -> None:
    desk.somebody()
    desk.somebody("5h")
    desk.module("one_in_two")
    done = call(desk, "odd", *WEEKS, "--dry-run")
    assert done.exit_code == 0, done.output
    assert "2\u00a0personnes" in done.stdout
    assert done.stdout.endswith("2026-W40 à 2026-W47. Rien n’est gardé.\n")
    assert (desk.askings(), desk.kept()) == ([], {})


def test_before_a_try_begins_it_is_said_that_the_module_reads_and_the_journal_holds_which(
    desk: AskingDesk,
) -> None:
    desk.somebody()
    module = desk.module()
    done = call(desk, "odd", *WEEKS, "--dry-run")
    assert done.stderr == (
        "Le module lit les documents des mêmes personnes que pour de bon. Rien n’est gardé de ce qu’il"
        " répond\u00a0; l’essai est noté au journal.\n"
    )
    assert desk.journal() == [("asking_tried", f"{module.public_id} {module.proposal.digest}")]


@pytest.mark.parametrize(
    ("words", "code", "reason"),
    [
        (("odd",), 2, "Donnez --weeks"),
        (("odd", *WEEKS, "--replay", str(uuid4())), 2, "ou bien --replay"),
        (("odd", "--dry-run", "--replay", str(uuid4())), 2, "ou bien --replay"),
        (("odd", "--weeks", "2026-W54"), 2, "2026-W40..2026-W45"),
        (("odd", "--replay", "12"), 2, "12"),
        (("even", *WEEKS), 1, "Aucun module «\u00a0even\u00a0» n’est actif ici pour l’accompagnement"),
        (("odd", *WEEKS, "--purpose", "research"), 1, "n’est actif ici pour la recherche"),
        (("odd", "--weeks", "2026-W47..2026-W46"), 1, "vient avant la première"),
        (("odd", "--weeks", "2026-W49"), 1, "n’a pas commencé"),
        (("odd", "--weeks", "2024-W01..2026-W47"), 1, "semaines au plus"),
        (("odd", "--replay", str(uuid4())), 1, "aucune interrogation finie"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_makes_no_sense_is_refused_with_a_reason(
    desk: AskingDesk, words: tuple[str, ...], code: int, reason: str
) -> None:
    desk.somebody()
    desk.module()
    done = call(desk, *words)
    assert done.exit_code == code, done.output
    assert reason in done.output
    assert desk.askings() == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_module_that_changed_is_refused_and_says_what_to_do(desk: AskingDesk) -> None:
    desk.somebody()
    desk.module()
    desk.change_code()
    done = call(desk, "odd", *WEEKS)
    assert done.exit_code == 1
    assert "n’est pas ce que deux responsables ont confirmé" in done.output
    assert "Rien n’est gardé." in done.output


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_module_that_is_being_asked_is_waited_for_then_refused(
    desk: AskingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_commands, "LONGEST_WAIT", 0.2)
    monkeypatch.setattr(long_commands, "PAUSE", 0.01)
    desk.somebody()
    claimed(desk, desk.module())
    done = call(desk, "odd", *WEEKS)
    assert done.exit_code == 1
    assert "est en cours" in done.output


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_command_waits_until_a_silent_process_is_given_up(
    desk: AskingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.somebody()
    claimed(desk, desk.module())
    monkeypatch.setattr(long_commands.time, "sleep", lambda _seconds: desk.clock.advance(seconds=61))
    done = call(desk, "odd", *WEEKS)
    assert done.exit_code == 0, done.output
    assert len(desk.kept()) == 1
