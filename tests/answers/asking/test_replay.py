"""`xprsa score --replay`: what stands of an asking is asked for again, and compared (T-3)."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import update

from tests.answers.asking.made_asking import AskingDesk, answered_elsewhere, paused
from xprsa.answers import commands, replaying
from xprsa.answers.asking import ask_module
from xprsa.answers.engine import AskingPaused, AskingWaits
from xprsa.domain.person import Beneficiary
from xprsa.running.erasure import erase
from xprsa.storage.answer_entries import ContestOutcome, ModuleAsking
from xprsa.storage.tables import table
from xprsa.storage.tables_answers import KeptAnswerRow


def replay(desk: AskingDesk, asking: ModuleAsking) -> Result:
    return CliRunner().invoke(commands.score, ["odd", "--replay", str(asking.public_id)], obj=desk.service)


def _answered(exchange: Path) -> int:
    """Answer each file of questions that has no answers yet; give how many there were."""
    waiting = [path for path in (exchange / "questions").iterdir() if not _answers_of(path).exists()]
    for path in waiting:
        _answers_of(path).write_bytes(answered_elsewhere(path.read_bytes()))
    return len(waiting)


def _answers_of(questions: Path) -> Path:
    return questions.parent.parent / "answers" / questions.name


def test_the_same_inputs_give_the_same_answers(desk: AskingDesk) -> None:
    desk.somebody()
    desk.somebody("5h")
    asking = desk.asks(desk.module())
    desk.declares(desk.somebody(), "1h")
    done = replay(desk, asking)
    assert done.exit_code == 0, done.output
    assert done.stdout == "2\u00a0réponses identiques, 0\u00a0autre.\n"
    assert len(desk.askings()) == 1, "a replay keeps nothing"
    assert desk.journal()[-1] == ("asking_replayed", str(asking.public_id))


def test_what_differs_is_listed(desk: AskingDesk) -> None:
    person, _ = desk.somebody(), desk.somebody("5h", "6h")
    asking = desk.asks(desk.module())
    rows = table(KeptAnswerRow)
    with desk.service.database.writing() as store:
        kept = desk.kept()[person.id]
        turned = kept.answer.replace('"value":42.0', '"value":41.0')
        store.connection.execute(update(rows).where(rows.c.person_id == person.id).values(answer=turned))
    done = replay(desk, asking)
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
    assert replay(desk, asking).exit_code == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_another_digest_is_not_replayed(desk: AskingDesk) -> None:
    desk.somebody()
    asking = desk.asks(desk.module())
    desk.change_code()
    done = replay(desk, asking)
    assert done.exit_code == 1
    assert "n’est pas ce que deux responsables ont confirmé" in done.output
    assert "asking_replayed" not in desk.events()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_module_that_was_stopped_is_not_replayed(desk: AskingDesk) -> None:
    desk.somebody()
    module = desk.module()
    asking = desk.asks(module)
    desk.stop(module)
    done = replay(desk, asking)
    assert done.exit_code == 1
    assert "n’est pas actif ici" in done.output
    assert "asking_replayed" not in desk.events()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_asking_that_is_not_done_is_not_replayed(desk: AskingDesk) -> None:
    desk.somebody()
    module = desk.module()
    with pytest.raises(AskingPaused):
        ask_module(desk.service, module, weeks=desk.weeks, progress=paused)
    (left,) = desk.askings()
    assert replay(desk, left).exit_code == 1


def contests(
    desk: AskingDesk, person: Beneficiary, asking: ModuleAsking, outcome: ContestOutcome | None = None
) -> None:
    """Let a person contest what came back about them, and a manager decide of it, unless it stays open."""
    manager, at = desk.people.manager().id, desk.service.now()
    with desk.service.database.writing() as store:
        assert store.answer_contests.make(person.id, asking=asking.id, words="", at=at)
        if outcome is not None:
            assert store.answer_contests.decide(
                person.id, asking=asking.id, account=manager, at=at, outcome=outcome, reasons="Relu."
            )


def test_nothing_is_asked_again_about_whoever_objects_until_they_take_it_back(desk: AskingDesk) -> None:
    objects, _ = desk.somebody(), desk.somebody()
    asking = desk.asks(desk.module())
    desk.object(objects)
    done = replay(desk, asking)
    assert done.stdout == "1\u00a0réponse identique, 0\u00a0autre, 1\u00a0laissée de côté.\n"
    with desk.service.database.writing() as store:
        assert store.people.no_longer_object(objects.id)
    assert replay(desk, asking).stdout == "2\u00a0réponses identiques, 0\u00a0autre.\n"


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        (None, "1\u00a0réponse identique, 0\u00a0autre, 1\u00a0laissée de côté.\n"),
        (ContestOutcome.WITHDRAWN, "1\u00a0réponse identique, 0\u00a0autre, 1\u00a0laissée de côté.\n"),
        (ContestOutcome.STANDS, "2\u00a0réponses identiques, 0\u00a0autre.\n"),
    ],
)
def test_a_contested_answer_is_asked_for_again_only_once_it_stands(
    outcome: ContestOutcome | None, told: str, desk: AskingDesk
) -> None:
    person, _ = desk.somebody(), desk.somebody()
    asking = desk.asks(desk.module())
    contests(desk, person, asking, outcome)
    assert replay(desk, asking).stdout == told


def test_those_left_out_are_counted_together_without_why(desk: AskingDesk) -> None:
    objects, contesting, gone, _ = (desk.somebody() for _ in range(4))
    asking = desk.asks(desk.module())
    desk.object(objects)
    contests(desk, contesting, asking)
    erase(desk.service, gone)
    done = replay(desk, asking)
    assert done.stdout == "1\u00a0réponse identique, 0\u00a0autre, 3\u00a0laissées de côté.\n"


def test_a_module_stopped_meanwhile_is_asked_nothing_more(
    desk: AskingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replaying, "PEOPLE_AT_A_TIME", 1)
    desk.somebody()
    desk.somebody()
    module = desk.module()
    asking = desk.asks(module)
    asked = []

    def stop(read: int, _: int) -> None:
        asked.append(read)
        desk.stop(module)

    monkeypatch.setattr(commands, "progress_told", lambda: stop)
    done = replay(desk, asking)
    assert (done.exit_code, "n’est pas actif ici" in done.output) == (1, True)
    assert asked == [1]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_replay_by_files_waits_for_answers_and_says_so(desk: AskingDesk) -> None:
    desk.somebody()
    exchange = desk.folder / "exchange"
    module = desk.module(source=f"files:{exchange}")
    with pytest.raises(AskingWaits):
        desk.asks(module)
    assert _answered(exchange) == 1
    asking = desk.asks(module)
    done = replay(desk, asking)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "Déposez les réponses" in done.stderr
    assert _answered(exchange) == 1
    assert replay(desk, asking).stdout == "1\u00a0réponse identique, 0\u00a0autre.\n"
