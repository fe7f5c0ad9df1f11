"""What happens in the same instant, in another process or in a file that is yet to come, spoils nothing."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.answers.asking.made_asking import AskingDesk, answered_elsewhere, claimed, said
from xprsa.answers import questioning
from xprsa.answers.admission import admit
from xprsa.answers.asking import AskingUnderWay
from xprsa.answers.engine import AskingWaits
from xprsa.answers.planned import PlannedAskings
from xprsa.domain.person import Beneficiary
from xprsa.storage.answer_entries import AskingState, ModuleAsking
from xprsa.storage.asking_moves import AskingFailure, StoredAnswer
from xprsa.storage.incoming_answers import IncomingAnswers
from xprsa.storage.store import Store


def test_of_two_who_ask_in_the_same_instant_one_is_refused(desk: AskingDesk) -> None:
    desk.somebody()
    module = desk.module("slow")
    ready = threading.Barrier(2)

    def ask(_: int) -> ModuleAsking | None:
        ready.wait(20)
        try:
            return desk.asks(module)
        except AskingUnderWay:
            return None

    with ThreadPoolExecutor(2) as both:
        asked = [one for one in both.map(ask, range(2)) if one is not None]
    assert len(asked) == 1
    assert [one.public_id for one in desk.askings()] == [asked[0].public_id]
    assert len(desk.kept()) == 1


def test_of_two_workers_one_asks(desk: AskingDesk) -> None:
    desk.somebody()
    desk.module("slow")
    workers = [PlannedAskings(desk.service, desk.follow) for _ in range(2)]
    with ThreadPoolExecutor(2) as both:
        assert sum(both.map(PlannedAskings.done, workers)) == 1
    assert [one.state for one in desk.askings()] == [AskingState.DONE]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_was_being_kept_when_an_asking_failed_goes_too(desk: AskingDesk) -> None:
    """The process was held to be dead, and woke up: both write in the same instant."""
    person = desk.somebody()
    module = desk.module()
    claimed(desk, module)
    (asking,) = desk.askings()
    came_back = [StoredAnswer(person.id, "ab" * 32, "{}", fault="crashed")]

    def fail() -> None:
        with desk.service.database.writing() as store:
            store.askings.fail(asking, why=AskingFailure.OVERTAKEN, at=desk.service.now())

    with ThreadPoolExecutor(1) as beside:
        with desk.service.database.writing() as store:
            assert store.incoming_answers.keep(
                asking, came_back, claim="ab" * 16, at=desk.service.now(), after=person.id
            )
            failed = beside.submit(fail)
            with pytest.raises(TimeoutError):
                failed.result(0.5)
        failed.result(30)
    assert desk.kept() == {}
    assert [(one.state, one.people) for one in desk.askings()] == [(AskingState.FAILED, 0)]


def test_an_asking_that_is_done_does_not_fail_any_more(desk: AskingDesk) -> None:
    desk.somebody()
    asking = desk.asks(desk.module())
    with desk.service.database.writing() as store:
        store.askings.fail(asking, why=AskingFailure.OVERTAKEN, at=desk.service.now())
    assert (desk.askings(), len(desk.kept())) == ([asking], 1)


def objects(store: Store, person: Beneficiary, desk: AskingDesk) -> None:
    store.people.object(person.id, since=desk.service.now())


def is_erased(store: Store, person: Beneficiary, desk: AskingDesk) -> None:
    assert store.erasing.hold(person.id)
    store.erasing.erase(person.id, at=desk.service.now())


@pytest.mark.parametrize("leaves", [objects, is_erased])
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_whoever_leaves_while_answers_are_being_kept_is_waited_for(
    leaves: Callable[[Store, Beneficiary, AskingDesk], None],
    desk: AskingDesk,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The module has answered already; the other transaction has not ended yet."""
    stays, going = desk.somebody(), desk.somebody()
    module = desk.module()
    keeps = threading.Event()
    looked = IncomingAnswers.who_may_be_kept

    def look(self: IncomingAnswers, purpose: int, people: list[int]) -> frozenset[int]:
        assert set(people) == {stays.id, going.id}
        keeps.set()
        return looked(self, purpose, people)

    monkeypatch.setattr(IncomingAnswers, "who_may_be_kept", look)
    with ThreadPoolExecutor(1) as beside:
        with desk.service.database.writing() as store:
            leaves(store, going, desk)
            asked = beside.submit(desk.asks, module)
            assert keeps.wait(30)
        asking = asked.result(30)
    assert (asking.people, set(desk.kept())) == (1, {stays.id})


@pytest.mark.parametrize("leaves", [objects, is_erased])
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_whoever_leaves_waits_for_answers_that_are_being_kept(
    leaves: Callable[[Store, Beneficiary, AskingDesk], None], desk: AskingDesk
) -> None:
    """The other way round: the answers are being kept already, and their transaction has not ended yet."""
    going = desk.somebody()
    purpose = admit(desk.service, desk.module()).purpose.id

    def leave() -> None:
        with desk.service.database.writing() as store:
            leaves(store, going, desk)

    with ThreadPoolExecutor(1) as beside:
        with desk.service.database.writing() as store:
            assert store.incoming_answers.who_may_be_kept(purpose, [going.id]) == {going.id}
            left = beside.submit(leave)
            with pytest.raises(TimeoutError):
                left.result(0.5)
        left.result(30)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_by_a_pair_of_files_all_is_asked_at_once_and_kept_when_all_is_answered(
    desk: AskingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questioning, "PEOPLE_AT_A_TIME", 2)
    people = [desk.somebody() for _ in range(3)]
    exchange = desk.folder / "exchange"
    module = desk.module(source=f"files:{exchange}")
    with pytest.raises(AskingWaits):
        desk.asks(module)
    asked = sorted((exchange / "questions").iterdir())
    assert len(asked) == 2, "one file a range, all of them at once"
    for path in asked:
        (exchange / "answers" / path.name).write_bytes(answered_elsewhere(path.read_bytes()))
    desk.clock.advance(minutes=1)
    desk.declares(people[0], "9h")  # the questions stay those of the cut-off
    asking = desk.asks(module)
    assert (asking.state, asking.people, asking.answers) == (AskingState.DONE, 3, 3)
    assert len(desk.askings()) == 1
    assert said(desk.kept()[people[0].id])["value"] == 42


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_worker_looks_again_for_files_that_were_missing(desk: AskingDesk) -> None:
    desk.somebody()
    exchange = desk.folder / "exchange"
    desk.module(source=f"files:{exchange}")
    planned = PlannedAskings(desk.service, desk.follow)
    assert planned.done() == 0
    (path,) = (exchange / "questions").iterdir()
    (exchange / "answers" / path.name).write_bytes(answered_elsewhere(path.read_bytes()))
    assert planned.done() == 0, "it waits before it looks again"
    desk.clock.advance(minutes=11)
    assert planned.done() == 1
    assert len(desk.askings()) == 1
