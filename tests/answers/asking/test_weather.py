"""Whatever a module does, whatever happens meanwhile: each has one answer or one fault, or nothing at all."""

from functools import partial

import pytest

from tests.answers.asking.made_asking import AskingDesk, said
from tests.posted import Posted
from xprsa.answers import admission, engine, questioning
from xprsa.answers.admission import CannotAskModule
from xprsa.export.purposes import close_purpose, open_purpose
from xprsa.modules.registry import Module, open_module
from xprsa.scores import installed
from xprsa.scores import service as register
from xprsa.scoring.purpose import Purpose
from xprsa.storage.answer_entries import AskingState
from xprsa.storage.asking_moves import AskingFailure
from xprsa.storage.register_entries import RegisteredModule

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


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_module_that_fails_many_times_without_one_answer_is_asked_no_further(
    desk: AskingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questioning, "PEOPLE_AT_A_TIME", 2)
    monkeypatch.setattr(engine, "ENOUGH_FAULTS", 4)
    for _ in range(7):
        desk.somebody()
    with pytest.raises(CannotAskModule) as refused:
        desk.asks(desk.module("html"))
    assert refused.value.why is AskingFailure.SILENT
    assert desk.progress == [(2, 2)], "of the fourth person it was enough"
    (asking,) = desk.askings()
    assert (asking.state, asking.failure, asking.people) == (AskingState.FAILED, "silent", 0)
    assert desk.kept() == {}
    assert desk.events() == ["asking_begun", "asking_failed"]


@pytest.mark.parametrize("behaviour", FAULTS, indirect=True)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_faults_alone_are_an_asking_that_is_done_and_everybody_is_told(
    behaviour: str, desk: AskingDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.somebody(email="a@example.org")
    asking = desk.asks(desk.module(behaviour))
    assert [row.fault for row in desk.kept().values()] == [FAULTS[behaviour]]
    assert (asking.state, asking.people, asking.faults) == (AskingState.DONE, 1, 1)
    assert "a@example.org" in Posted(desk.service, capsys).now()


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
def test_a_module_that_stays_as_it_was_is_opened_once_however_many_people_there_are(
    desk: AskingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    people, opened = [desk.somebody("5h") for _ in range(5)], []

    def as_installed(module: RegisteredModule) -> Module:
        opened.append(module.public_id)
        return installed.as_installed(module)

    monkeypatch.setattr(admission, "as_installed", as_installed)
    module = desk.module()
    assert desk.asks(module).people == len(people)
    assert opened == [module.public_id]


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
    assert desk.askings() == [], "it does not even begin"


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
