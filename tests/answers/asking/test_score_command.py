"""`xprsa score`: one summary line, exit code 0, 1 with a reason, or 2."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import update

from tests.answers.asking.made_asking import AskingDesk, claimed, paused
from xprsa.answers import commands
from xprsa.answers.asking import ask_module
from xprsa.answers.engine import AskingPaused
from xprsa.storage.tables import table
from xprsa.storage.tables_answers import KeptAnswerRow

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
    monkeypatch.setattr(commands, "sys", terminal)
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
    assert (desk.askings(), desk.kept(), desk.journal()) == ([], {}, [])


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
    monkeypatch.setattr(commands, "_LONGEST_WAIT", 0.2)
    monkeypatch.setattr(commands, "_PAUSE", 0.01)
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
    monkeypatch.setattr(commands.time, "sleep", lambda _seconds: desk.clock.advance(seconds=61))
    done = call(desk, "odd", *WEEKS)
    assert done.exit_code == 0, done.output
    assert len(desk.kept()) == 1


def test_the_same_inputs_give_the_same_answers(desk: AskingDesk) -> None:
    desk.somebody()
    desk.somebody("5h")
    asking = desk.asks(desk.module())
    desk.declares(desk.somebody(), "1h")
    done = call(desk, "odd", "--replay", str(asking.public_id))
    assert done.exit_code == 0, done.output
    assert done.stdout == "2\u00a0réponses identiques, 0\u00a0autre.\n"
    assert len(desk.askings()) == 1, "a replay keeps nothing"


def test_what_differs_is_listed(desk: AskingDesk) -> None:
    person, _ = desk.somebody(), desk.somebody("5h", "6h")
    asking = desk.asks(desk.module())
    rows = table(KeptAnswerRow)
    with desk.service.database.writing() as store:
        kept = desk.kept()[person.id]
        turned = kept.answer.replace('"value":42.0', '"value":41.0')
        store.connection.execute(update(rows).where(rows.c.person_id == person.id).values(answer=turned))
    done = call(desk, "odd", "--replay", str(asking.public_id))
    assert done.exit_code == 1
    (line,) = done.stdout.splitlines()
    assert kept.pseudonym[:16] in line
    assert '"value":41.0' in line.partition("rejouée")[0]
    assert '"value":42.0' in line.partition("rejouée")[2]
    assert "1\u00a0réponse identique, 1\u00a0autre." in done.stderr


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_module_that_answers_by_chance_is_found_out(desk: AskingDesk) -> None:
    for _ in range(6):
        desk.somebody()
    asking = desk.asks(desk.module("by_the_clock"))
    assert call(desk, "odd", "--replay", str(asking.public_id)).exit_code == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_another_digest_is_not_replayed(desk: AskingDesk) -> None:
    desk.somebody()
    asking = desk.asks(desk.module())
    desk.change_code()
    done = call(desk, "odd", "--replay", str(asking.public_id))
    assert done.exit_code == 1
    assert "n’a pas l’empreinte qui a répondu" in done.output


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_module_that_was_stopped_is_replayed_since_nothing_is_kept(desk: AskingDesk) -> None:
    desk.somebody()
    module = desk.module()
    asking = desk.asks(module)
    desk.stop(module)
    assert call(desk, "odd", "--replay", str(asking.public_id)).exit_code == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_asking_that_is_not_done_is_not_replayed(desk: AskingDesk) -> None:
    desk.somebody()
    module = desk.module()
    with pytest.raises(AskingPaused):
        ask_module(desk.service, module, weeks=desk.weeks, progress=paused)
    (left,) = desk.askings()
    assert call(desk, "odd", "--replay", str(left.public_id)).exit_code == 1
