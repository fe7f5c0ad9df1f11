"""Whatever a module does, whatever happens meanwhile: each has one answer or one fault, or nothing at all."""

from collections.abc import Callable
from functools import partial

import pytest

from tests.answers.asking.made_asking import AskingDesk, said
from tests.posted import Posted
from xprsa.answers import engine, questioning
from xprsa.answers.admission import CannotAskModule, admit
from xprsa.answers.asking import AskingUnderWay, ask_module, begin, go_on
from xprsa.answers.engine import AskedModule, AskingPaused, AskingTakenOver
from xprsa.export.claims import SILENT_AFTER
from xprsa.export.purposes import close_purpose, open_purpose
from xprsa.modules.registry import open_module
from xprsa.running.erasure import erase
from xprsa.scores import installed
from xprsa.scores import service as register
from xprsa.scoring.purpose import Purpose
from xprsa.storage.answer_entries import AskingState
from xprsa.storage.asking_moves import AskingFailure

FAULTS = {
    "nan": "not_an_answer",
    "off_scale": "not_an_answer",
    "other_module": "not_an_answer",
    "about_others": "not_an_answer",
    "unread_field": "not_an_answer",
    "html": "not_an_answer",
    "ten_megabytes": "not_an_answer",
    "hangs": "too_slow",
    "floods": "not_an_answer",
}


@pytest.fixture
def behaviour(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """One that costs the whole patience with a module has little of it."""
    if request.param in ("hangs", "floods"):
        monkeypatch.setattr(installed, "open_module", partial(open_module, patience=0.5))
    return str(request.param)


@pytest.fixture
def range_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questioning, "PEOPLE_AT_A_TIME", 2)


@pytest.mark.parametrize("behaviour", FAULTS, indirect=True)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_module_of_which_nothing_is_an_answer_comes_to_nothing(behaviour: str, desk: AskingDesk) -> None:
    desk.somebody()
    desk.somebody()
    with pytest.raises(CannotAskModule) as refused:
        desk.asks(desk.module(behaviour))
    assert refused.value.why is AskingFailure.SILENT
    (asking,) = desk.askings()
    assert (asking.state, asking.failure, asking.people) == (AskingState.FAILED, "silent", 0)
    assert desk.kept() == {}
    assert desk.journal() == ["asking_begun", "asking_failed"]


@pytest.mark.parametrize("behaviour", FAULTS, indirect=True)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_each_fault_is_kept_under_its_own_name(
    behaviour: str, desk: AskingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tried without the rule that an asking in which nothing is an answer comes to nothing."""
    monkeypatch.setattr(AskedModule, "_refuse_silence", lambda _self, _enough: None)
    desk.somebody()
    asking = desk.asks(desk.module(behaviour))
    assert [row.fault for row in desk.kept().values()] == [FAULTS[behaviour]]
    assert (asking.people, asking.faults) == (1, 1)


def test_a_fault_costs_one_person_and_the_others_have_their_answer(desk: AskingDesk) -> None:
    people = [desk.somebody() for _ in range(8)]
    asking = desk.asks(desk.module("one_in_two"))
    kept = desk.kept()
    assert len(kept) == len(people) == asking.people
    faults = [row for row in kept.values() if row.fault]
    assert asking.faults == len(faults)
    assert all((row.fault is not None) is (int(row.pseudonym, 16) % 2 == 0) for row in kept.values())


def test_any_letter_that_a_module_writes_is_kept(desk: AskingDesk) -> None:
    person = desk.somebody()
    desk.asks(desk.module("odd_letters"))
    assert said(desk.kept()[person.id])["reasons"] == ["nul \0, 李娜, <b>gras</b>, \u202e inversé"]


@pytest.mark.usefixtures("range_of_two")
def test_a_module_that_changes_while_it_is_asked_comes_to_nothing(desk: AskingDesk) -> None:
    for _ in range(5):
        desk.somebody("5h")
    module = desk.module()
    with pytest.raises(CannotAskModule) as refused:
        desk.asks(module, meanwhile=desk.change_code)
    assert refused.value.why is AskingFailure.CHANGED
    assert [(one.state, one.failure) for one in desk.askings()] == [(AskingState.FAILED, "changed")]
    assert desk.kept() == {}
    told = register.find(desk.service, module.public_id, territory=desk.territory.id)
    assert told.other_digest is not None, "a manager reads that it differs"


@pytest.mark.usefixtures("range_of_two")
def test_a_module_stopped_while_it_is_asked_comes_to_nothing(desk: AskingDesk) -> None:
    people = [desk.somebody("5h") for _ in range(3)]
    module = desk.module()
    with pytest.raises(CannotAskModule) as refused:
        desk.asks(module, meanwhile=lambda: desk.stop(module))
    assert refused.value.why is AskingFailure.STOPPED
    assert desk.kept() == {}
    with desk.service.database.reading() as store:
        assert store.kept_answers.about(people[0].id) == ()


def test_a_module_stopped_after_the_last_question_is_not_shown_either(desk: AskingDesk) -> None:
    desk.somebody()
    module = desk.module()
    with pytest.raises(CannotAskModule) as refused:
        desk.asks(module, meanwhile=lambda: desk.stop(module))
    assert refused.value.why is AskingFailure.STOPPED
    assert desk.kept() == {}


def test_a_module_changed_after_it_was_confirmed_is_not_asked(desk: AskingDesk) -> None:
    desk.somebody()
    module = desk.module()
    desk.change_code()
    with pytest.raises(CannotAskModule) as refused:
        desk.asks(module)
    assert refused.value.why is AskingFailure.CHANGED
    assert desk.askings() == []


def test_a_module_that_is_gone_or_has_expired_is_not_asked(desk: AskingDesk) -> None:
    desk.somebody()
    gone = desk.module()
    (desk.folder / "module-1.py").unlink()
    with pytest.raises(CannotAskModule) as refused:
        desk.asks(gone)
    assert refused.value.why is AskingFailure.CHANGED
    expiring = desk.module(name="other", expires_on="2026-11-24")
    desk.clock.advance(days=1)
    with pytest.raises(CannotAskModule) as refused:
        desk.asks(expiring)
    assert refused.value.why is AskingFailure.STOPPED


def test_a_module_is_asked_for_an_open_purpose_whose_card_names_what_it_reads(desk: AskingDesk) -> None:
    desk.somebody()
    module = desk.module()
    with desk.service.database.reading() as store:
        opened = store.purposes.ever_open(desk.territory.id)[Purpose.SUPPORT]
    close_purpose(desk.service, Purpose.SUPPORT, territory=desk.territory.id, seen=opened.digest)
    with pytest.raises(CannotAskModule) as refused:
        desk.asks(module)
    assert refused.value.why is AskingFailure.CLOSED
    fewer = tuple(name for name in opened.card.fields if name != "target_minutes")
    open_purpose(desk.service, opened.card.model_copy(update={"fields": fewer}), territory=desk.territory.id)
    with pytest.raises(CannotAskModule) as refused:
        desk.asks(module)
    assert refused.value.why is AskingFailure.FIELDS


@pytest.mark.usefixtures("range_of_two")
def test_a_purpose_that_gets_another_card_meanwhile_ends_the_asking(desk: AskingDesk) -> None:
    for _ in range(3):
        desk.somebody("5h")
    with desk.service.database.reading() as store:
        opened = store.purposes.ever_open(desk.territory.id)[Purpose.SUPPORT]

    def give_another() -> None:
        close_purpose(desk.service, Purpose.SUPPORT, territory=desk.territory.id, seen=opened.digest)
        other = opened.card.model_copy(update={"recipient": "Un autre service"})
        open_purpose(desk.service, other, territory=desk.territory.id)

    with pytest.raises(CannotAskModule) as refused:
        desk.asks(desk.module(), meanwhile=give_another)
    assert refused.value.why is AskingFailure.CLOSED
    assert desk.kept() == {}


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


def test_a_process_that_was_taken_over_finds_out_while_the_module_thinks(
    desk: AskingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BEAT_EVERY", 0)
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


def paused(_read: int, _asked_about: int) -> None:
    raise AskingPaused


def claimed(desk: AskingDesk, module: register.RegisteredModule) -> Callable[[], object]:
    """Begin an asking as a process does that then falls silent; give what it does when it wakes up."""
    with desk.service.database.writing() as store:
        asking = begin(
            desk.service, store, module, weeks=desk.weeks, as_of=desk.service.now(), claim="ab" * 16
        )
    asked = AskedModule(desk.service, admit(desk.service, module), asking, claim="ab" * 16)
    return lambda: asked.carry_out(desk.follow)
