"""Moves on a week stay in the order they were made, whatever the clocks of the machines say."""

import time

import pytest

from tests import builders
from tests.builders import Clock, People, activity, content, week
from xprsa.declare import answering
from xprsa.declare.answering import Said
from xprsa.domain.review import Verdict
from xprsa.review.service import LineChoice, decide_line
from xprsa.running.service import Service
from xprsa.storage import tables

LAST = week("2026-W47")


def test_a_machine_whose_clock_is_behind_still_has_the_last_word(
    people: People, service: Service, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    adviser = people.adviser()
    person = people.beneficiary(adviser=adviser)
    line = activity("training", "5h")
    people.sends(person, LAST, content(line))
    ask = LineChoice(line.line, 1, Verdict.ASKED, words="Où était-ce ?")
    decide_line(service, actor=builders.actor(adviser), person=person.id, week=LAST, choice=ask)
    _another_machine_an_hour_behind(clock, monkeypatch)
    said = Said(line.line, 1, Verdict.ANSWERED, "À Valbois.", seen=1)
    answering.answer(service, actor=builders.actor(person.account), week=LAST, said=said)
    with service.database.reading() as store:
        moves = store.decisions.of_week(person.id, LAST)
        last = store.caseloads.last_said(adviser.id)
    assert [move.verdict for move in moves] == [Verdict.ASKED, Verdict.ANSWERED]
    assert [words.words for words in last] == ["À Valbois."]


def _another_machine_an_hour_behind(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    clock.advance(hours=-1)
    behind = time.time_ns() - 3600 * 10**9
    monkeypatch.setattr(tables, "_last", 0)
    monkeypatch.setattr(time, "time_ns", lambda: behind)
