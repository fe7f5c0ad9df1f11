"""The worker asks each active module once a week, goes on with what was left behind, and doubts its clock."""

import os
import signal
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.answers.asking.made_asking import AskingDesk, claimed, paused
from tests.builders import Clock, People, week
from tests.statements import statements
from xprsa.answers import engine, questioning
from xprsa.answers.asking import ask_module
from xprsa.answers.engine import AskingPaused, AskingProgress
from xprsa.answers.planned import TRY_EVERY, PlannedAskings
from xprsa.commands import working
from xprsa.export.claims import SILENT_AFTER
from xprsa.gateways.keyring import KeyMissing, Use
from xprsa.running.clock_guard import beat, confirm
from xprsa.running.publishing import Pseudonyms
from xprsa.running.service import Service
from xprsa.storage.answer_entries import AskingState
from xprsa.storage.incoming_answers import IncomingAnswers


@pytest.fixture
def planned(desk: AskingDesk) -> PlannedAskings:
    return PlannedAskings(desk.service, desk.follow)


@pytest.fixture
def signals_as_before() -> Iterator[None]:
    before = {ending: signal.getsignal(ending) for ending in (signal.SIGTERM, signal.SIGINT)}
    yield
    for ending, handler in before.items():
        signal.signal(ending, handler)


def days_pass(desk: AskingDesk, days: int) -> None:
    """Let days pass with a worker that shows itself, so that its clock is believed."""
    for _ in range(days):
        desk.clock.advance(days=1)
        beat(desk.service)


def test_a_module_is_asked_as_soon_as_it_is_active_about_the_52_weeks_that_ended_last(
    desk: AskingDesk, planned: PlannedAskings
) -> None:
    person = desk.somebody()
    assert planned.done() == 0
    desk.module()
    assert planned.done() == 1
    (asking,) = desk.askings()
    assert (asking.first, asking.last) == (week("2025-W48"), week("2026-W47"))
    assert (asking.planned_week, asking.state) == (week("2026-W48"), AskingState.DONE)
    assert set(desk.kept()) == {person.id}


def test_it_is_asked_once_a_week_of_the_territory(desk: AskingDesk, planned: PlannedAskings) -> None:
    desk.somebody()
    desk.module()
    planned.done()
    days_pass(desk, 5)
    assert planned.done() == 0, "it is Sunday"
    days_pass(desk, 1)
    assert planned.done() == 1
    assert [one.planned_week for one in desk.askings()] == [week("2026-W48"), week("2026-W49")]
    assert PlannedAskings(desk.service, desk.follow).done() == 0, "another worker"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_week_begins_when_it_does_on_the_clock_of_the_territory(
    service: Service, people: People, clock: Clock, tmp_path: Path
) -> None:
    people.territory(zone="Pacific/Noumea")
    desk = AskingDesk(service, people, clock, tmp_path)
    clock.instant = clock.instant.replace(day=29, hour=14)  # Monday there, Sunday in UTC
    desk.module()
    assert PlannedAskings(service, desk.follow).done() == 1
    assert [one.planned_week for one in desk.askings()] == [week("2026-W49")]


def test_to_look_costs_one_statement_when_nothing_is_due(desk: AskingDesk, planned: PlannedAskings) -> None:
    desk.somebody()
    desk.module()
    planned.done()
    desk.service.territories()  # read every ten seconds, whoever asks
    with statements(desk.service.database) as sent:
        assert planned.done() == 0
    assert len(sent) == 1, sent


def test_a_clock_in_doubt_asks_nothing(desk: AskingDesk, planned: PlannedAskings) -> None:
    desk.somebody()
    desk.module()
    beat(desk.service)
    desk.clock.advance(days=30)
    assert planned.done() == 0
    assert desk.askings() == []
    confirm(desk.service)
    assert planned.done() == 1


def test_a_clock_that_went_back_asks_nothing(desk: AskingDesk, planned: PlannedAskings) -> None:
    desk.somebody()
    desk.module()
    planned.done()
    desk.clock.advance(days=-8)
    assert planned.done() == 0
    confirm(desk.service)
    desk.service.territories()
    with statements(desk.service.database) as sent:
        assert planned.done() == 0, "the week before was not asked, and a later one was"
    assert len(sent) == 1, "nothing is even tried"
    assert len(desk.askings()) == 1


def test_what_a_worker_left_behind_is_gone_on_with(desk: AskingDesk, planned: PlannedAskings) -> None:
    desk.somebody()
    module = desk.module()
    assert PlannedAskings(desk.service, paused).done() == 0, "it was to stop"
    assert planned.done() == 1
    (asking,) = desk.askings()
    assert (asking.state, asking.people, asking.planned_week) == (AskingState.DONE, 1, week("2026-W48"))
    with pytest.raises(AskingPaused):
        ask_module(desk.service, module, weeks=desk.weeks, progress=paused)
    assert planned.done() == 1, "that of a command too"


def test_what_is_under_way_is_left_alone_until_it_is_silent(
    desk: AskingDesk, planned: PlannedAskings
) -> None:
    desk.somebody()
    claimed(desk, desk.module())
    assert planned.done() == 0
    desk.clock.advance(seconds=max(SILENT_AFTER, TRY_EVERY).total_seconds() + 1)
    assert planned.done() == 1
    assert planned.done() == 1, "the week's own"
    assert {one.state for one in desk.askings()} == {AskingState.DONE}


def test_a_module_that_changed_is_not_asked_and_tried_again_later(
    desk: AskingDesk, planned: PlannedAskings
) -> None:
    desk.somebody()
    desk.module()
    file = desk.folder / "module-1.py"
    before = file.read_text(encoding="utf-8")
    desk.change_code()
    assert planned.done() == 0
    with statements(desk.service.database) as sent:
        planned.done()
    assert len(sent) == 1, "it is not opened at every look"
    file.write_text(before, encoding="utf-8")
    assert planned.done() == 0
    desk.clock.advance(seconds=(TRY_EVERY + timedelta(seconds=1)).total_seconds())
    assert planned.done() == 1


def test_what_is_left_of_a_module_that_was_stopped_comes_to_nothing(
    desk: AskingDesk, planned: PlannedAskings
) -> None:
    desk.somebody()
    module = desk.module()
    with pytest.raises(AskingPaused):
        ask_module(desk.service, module, weeks=desk.weeks, progress=paused)
    assert len(desk.kept()) == 1
    desk.stop(module)
    assert planned.done() == 0
    (asking,) = desk.askings()
    assert (asking.state, asking.failure) == (AskingState.FAILED, "stopped")
    assert desk.kept() == {}
    assert planned.done() == 0


def test_a_module_that_says_nothing_is_not_asked_again_before_next_week(
    desk: AskingDesk, planned: PlannedAskings, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.somebody()
    desk.module("html")
    monkeypatch.setattr(engine, "ENOUGH_FAULTS", 1)
    assert planned.done() == 0
    desk.clock.advance(hours=1)
    beat(desk.service)
    assert planned.done() == 0
    assert len(desk.askings()) == 1


@pytest.mark.usefixtures("signals_as_before")
def test_the_worker_asks_and_tells_whoever_was_asked_about(
    desk: AskingDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.somebody(email="a@example.org")
    desk.module()
    done = CliRunner().invoke(working.work, ["--once"], obj=desk.service, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert [one.state for one in desk.askings()] == [AskingState.DONE]
    assert "a@example.org" in capsys.readouterr().out + done.output


@pytest.mark.usefixtures("signals_as_before")
def test_a_worker_that_is_to_stop_leaves_the_asking_to_the_next(
    desk: AskingDesk, planned: PlannedAskings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questioning, "PEOPLE_AT_A_TIME", 1)
    for _ in range(3):
        desk.somebody()
    desk.module()
    kept, until_stopped = IncomingAnswers.keep, working._until_stopped
    stops: list[threading.Event] = []

    def follow(stop: threading.Event) -> AskingProgress:
        stops.append(stop)
        return until_stopped(stop)

    def keep(self: IncomingAnswers, *given: object, **named: object) -> bool:
        os.kill(os.getpid(), signal.SIGTERM)
        assert stops[0].wait(30), "the signal is heard by another thread, a little later"
        return kept(self, *given, **named)

    monkeypatch.setattr(working, "_until_stopped", follow)
    monkeypatch.setattr(IncomingAnswers, "keep", keep)
    done = CliRunner().invoke(working.work, obj=desk.service, catch_exceptions=False)
    assert done.exit_code == 0
    monkeypatch.undo()
    (left,) = desk.askings()
    assert (left.state, left.people) == (AskingState.RUNNING, 1)
    assert planned.done() == 1
    assert desk.askings()[0].people == 3


def test_a_key_that_is_missing_holds_up_no_other_queue(
    desk: AskingDesk, planned: PlannedAskings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without(*_given: object) -> None:
        raise KeyMissing(Use.CODE)

    desk.somebody()
    desk.module()
    monkeypatch.setattr(Pseudonyms, "person", without)
    assert planned.done() == 0
    monkeypatch.undo()
    desk.clock.advance(minutes=11)
    assert planned.done() == 1
