"""People leave, a process dies, the clock goes back while a module is asked: nothing is lost or wrong."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.answers.asking.made_asking import AskingDesk, claimed, paused, said
from tests.posted import Posted
from xprsa.answers import engine, questioning
from xprsa.answers.admission import CannotAskModule
from xprsa.answers.asking import AskingUnderWay, ask_module, go_on
from xprsa.answers.engine import AskingPaused, AskingTakenOver
from xprsa.domain.person import Beneficiary
from xprsa.export.claims import SILENT_AFTER
from xprsa.running.erasure import erase
from xprsa.storage.answer_entries import AskingState
from xprsa.storage.asking_moves import AskingFailure


@pytest.fixture
def range_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questioning, "PEOPLE_AT_A_TIME", 2)


@pytest.mark.usefixtures("range_of_two")
@pytest.mark.parametrize("where", [0, 1, 2])
def test_whoever_objects_while_a_module_is_asked_is_in_nothing_of_it(where: int, desk: AskingDesk) -> None:
    """Before their range is read, in it, and after it was kept."""
    people = [desk.somebody("5h", "6h") for _ in range(4)]
    asking = desk.asks(desk.module(), meanwhile=lambda: desk.object(people[where]))
    assert set(desk.kept()) == {person.id for person in people} - {people[where].id}
    assert (asking.people, asking.answers) == (3, 3)


@pytest.mark.usefixtures("range_of_two")
def test_whoever_objects_at_the_end_is_in_nothing_of_it_and_not_told(
    desk: AskingDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    people = [desk.somebody("5h", email=f"{name}@example.org") for name in "abc"]
    asking = desk.asks(desk.module(), meanwhile=lambda: desk.object(people[2]), at=3)
    assert (asking.people, asking.abstentions) == (2, 2)
    told = Posted(desk.service, capsys).now()
    assert "a@example.org" in told
    assert "c@example.org" not in told


@pytest.mark.usefixtures("range_of_two")
@pytest.mark.parametrize("where", [0, 3])
def test_whoever_is_erased_while_a_module_is_asked_is_in_nothing_of_it(where: int, desk: AskingDesk) -> None:
    people = [desk.somebody("5h", "6h") for _ in range(4)]
    asking = desk.asks(desk.module(), meanwhile=lambda: erase(desk.service, people[where]))
    assert asking.state is AskingState.DONE
    assert set(desk.kept()) == {person.id for person in people} - {people[where].id}


@pytest.mark.parametrize("leaves", [AskingDesk.object, lambda desk, person: erase(desk.service, person)])
def test_whoever_leaves_between_question_and_answer_is_not_even_kept_for_a_while(
    leaves: Callable[[AskingDesk, Beneficiary], object], desk: AskingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    stays, going = desk.somebody(), desk.somebody()
    module = desk.module()
    look = engine.admit_again

    def look_again(*given: Any) -> None:
        leaves(desk, going)
        look(*given)

    monkeypatch.setattr(engine, "admit_again", look_again)
    with pytest.raises(AskingPaused):
        ask_module(desk.service, module, weeks=desk.weeks, progress=paused)
    assert set(desk.kept()) == {stays.id}
    assert [one.people for one in desk.askings()] == [1]


@pytest.mark.usefixtures("range_of_two")
def test_a_week_corrected_while_a_module_is_asked_is_read_as_it_was_at_the_cut_off(desk: AskingDesk) -> None:
    people = [desk.somebody("5h", "6h") for _ in range(3)]

    def correct() -> None:
        desk.clock.advance(minutes=1)
        desk.declares(people[2], "9h")

    desk.asks(desk.module(), meanwhile=correct)
    assert said(desk.kept()[people[2].id])["value"] == 36


@pytest.mark.usefixtures("range_of_two")
def test_an_asking_that_stops_goes_on_where_it_was(desk: AskingDesk) -> None:
    people = [desk.somebody("5h") for _ in range(5)]
    module = desk.module()

    def pause(read: int, _asked_about: int) -> None:
        if read == 4:
            raise AskingPaused

    with pytest.raises(AskingPaused):
        ask_module(desk.service, module, weeks=desk.weeks, progress=pause)
    (left,) = desk.askings()
    assert (left.state, left.people, left.beat_at) == (AskingState.RUNNING, 4, None)
    with desk.service.database.reading() as store:
        assert store.kept_answers.about(people[0].id) == (), "nobody reads an asking that is not done"
    asking = desk.asks(module)
    assert (asking.public_id, asking.people) == (left.public_id, 5)
    assert set(desk.kept()) == {person.id for person in people}
    assert desk.progress == [(1, 5)]


def test_two_do_not_ask_one_module_at_once(desk: AskingDesk) -> None:
    desk.somebody()
    module = desk.module()
    claimed(desk, module)
    with pytest.raises(AskingUnderWay):
        desk.asks(module)
    assert len(desk.askings()) == 1


def test_an_asking_whose_process_died_is_taken_over_once_it_is_silent(desk: AskingDesk) -> None:
    desk.somebody()
    module = desk.module()
    dead = claimed(desk, module)
    desk.clock.advance(seconds=SILENT_AFTER.total_seconds() + 1)
    asking = desk.asks(module)
    assert (asking.state, asking.people) == (AskingState.DONE, 1)
    with pytest.raises(AskingTakenOver):
        dead()
    assert len(desk.kept()) == 1


@pytest.mark.parametrize("beat_every", [0, 10], ids=["while the module thinks", "before it is kept"])
def test_a_process_that_was_taken_over_keeps_nothing(
    beat_every: int, desk: AskingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BEAT_EVERY", beat_every)
    desk.somebody()
    module = desk.module()
    dead = claimed(desk, module)
    desk.clock.advance(seconds=SILENT_AFTER.total_seconds() + 1)
    with pytest.raises(AskingPaused):
        ask_module(desk.service, module, weeks=desk.weeks, progress=paused)
    desk.clock.advance(seconds=1)
    with pytest.raises(AskingTakenOver):
        dead()


def test_an_asking_left_behind_is_not_gone_on_with_once_newer_ones_are_done(desk: AskingDesk) -> None:
    desk.somebody()
    module = desk.module()
    with pytest.raises(AskingPaused):
        ask_module(desk.service, module, weeks=desk.weeks, progress=paused)
    desk.clock.advance(minutes=1)
    done = desk.asks(module, weeks=(desk.weeks[1], desk.weeks[1]))
    assert go_on(desk.service, module, progress=desk.follow) is None
    left, newer = desk.askings()
    assert (left.state, left.failure) == (AskingState.FAILED, "overtaken")
    assert (newer.public_id, newer.state) == (done.public_id, AskingState.DONE)


def test_a_clock_that_went_back_asks_nothing_older_than_what_was_asked(desk: AskingDesk) -> None:
    desk.somebody()
    module = desk.module()
    desk.asks(module)
    desk.clock.advance(hours=-1)
    with pytest.raises(CannotAskModule) as refused:
        desk.asks(module)
    assert refused.value.why is AskingFailure.OVERTAKEN
    assert len(desk.askings()) == 1
