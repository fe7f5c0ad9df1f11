"""A decision taken back: the week reads as if it had not been made, and what came after keeps its own."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.story import ADVISER, OTHER_ADVISER, Story, line
from xprsa.domain.caseload import status_of
from xprsa.domain.contest import contests_of
from xprsa.domain.reply import replies_of
from xprsa.domain.review import BY_ADVISER, SETTLING, Decision, LineReading, LineState, Verdict
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.domain.second_thought import UNDO_WITHIN, DecisionMade, moves_to_undo, taken_back, undoable
from xprsa.domain.summary import WeekState
from xprsa.domain.turn import (
    check_line_seen,
    check_lines_seen,
    instant_of_move,
    times_said,
    waits_for_another,
)

SAID_BEFORE = st.lists(st.tuples(st.sampled_from(Verdict), st.sampled_from("ab")), max_size=6)


def decided(story: Story, verdict: Verdict, name: str = "a", *, by: int = ADVISER) -> DecisionMade:
    """Decide of a line, and give the place of that."""
    story.move(verdict, name, by=by, minutes=1 if verdict is Verdict.ADJUSTED else None)
    return DecisionMade(len(story.decisions) - 1, 1)


def undo(story: Story, made: DecisionMade, *, by: int = ADVISER) -> tuple[Decision, ...]:
    moves = moves_to_undo(story.declaration, story.decisions, made, by=by, now=story.now)
    story.decisions[:] = taken_back(story.decisions, moves, at=story.now)
    return moves


def refusal(story: Story, made: DecisionMade, *, by: int = ADVISER) -> Reason:
    assert undoable(story.declaration, story.decisions, made, by=by, now=story.now) == ()
    with pytest.raises(RuleBroken) as caught:
        undo(story, made, by=by)
    return caught.value.reason


def standing(story: Story) -> list[LineReading]:
    """Read every line, but for what was said of it."""
    return [replace(reading, exchange=()) for reading in story.read().values()]


@given(moves=SAID_BEFORE, data=st.data())
def test_a_week_reads_as_if_what_was_taken_back_had_not_been_said(
    moves: list[tuple[Verdict, str]], data: st.DataObject
) -> None:
    story = Story()
    story.send(line("a"), line("b", 90))
    for verdict, name in moves:
        story.wait(minutes=5)
        try:
            story.move(verdict, name, minutes=1 if verdict is Verdict.ADJUSTED else None)
        except RuleBroken:
            continue
    if data.draw(st.booleans()):
        story.send(line("a"), line("b", 60))
    before = standing(story), status_of(story.declaration, story.decisions, as_of=story.now)
    told = replies_of(story.declaration, story.decisions, now=story.now)
    name = data.draw(st.sampled_from("ab"))
    verdict = data.draw(st.sampled_from(BY_ADVISER))
    is_answer = verdict in SETTLING and story.read()[name].state is LineState.CONTESTED
    try:
        made = decided(story, verdict, name, by=OTHER_ADVISER)
    except RuleBroken:
        return
    if is_answer:
        assert refusal(story, made, by=OTHER_ADVISER) is Reason.NOTHING_TO_UNDO
        return
    then = story.now
    story.wait(minutes=9)
    at_that_time = story.summary(as_of=then)
    undo(story, made, by=OTHER_ADVISER)
    assert story.summary(as_of=then) == at_that_time, "what was published holds"
    story.now = then
    assert (standing(story), status_of(story.declaration, story.decisions, as_of=story.now)) == before
    assert replies_of(story.declaration, story.decisions, now=story.now) == told


def test_nothing_that_was_said_is_lost() -> None:
    story = Story()
    story.send(line())
    undo(story, decided(story, Verdict.ASKED))
    (kept,) = story.read()["a"].exchange
    assert (kept.words, kept.undone_at) == ("des mots", story.now)


def test_several_lines_counted_at_once_are_taken_back_at_once() -> None:
    story = Story()
    story.send(line("a"), line("b"))
    for name in "ab":
        story.move(Verdict.COUNTED, name)
    assert len(undo(story, DecisionMade(0, 2))) == 2
    assert {reading.state for reading in story.read().values()} == {LineState.UNREAD}


def test_a_second_tap_takes_back_nothing_more() -> None:
    story = Story()
    story.send(line())
    decided(story, Verdict.ASKED)
    story.wait(minutes=1)
    made = decided(story, Verdict.COUNTED)
    undo(story, made)
    assert undo(story, made) == ()
    assert story.read()["a"].state is LineState.ASKED


@pytest.mark.parametrize(("minutes", "is_late"), [(10, False), (10.1, True)])
def test_it_takes_ten_minutes_at_most(minutes: float, is_late: bool) -> None:
    story = Story()
    story.send(line())
    made = decided(story, Verdict.COUNTED)
    assert timedelta(minutes=10) == UNDO_WITHIN
    story.wait(minutes=minutes)
    if is_late:
        assert refusal(story, made) is Reason.TOO_LATE_TO_UNDO
    else:
        assert undo(story, made)


def test_what_the_person_said_since_stays_answered() -> None:
    story = Story()
    story.send(line())
    made = decided(story, Verdict.ASKED)
    story.move(Verdict.ANSWERED)
    assert refusal(story, made) is Reason.SAID_SINCE


def test_a_correction_since_leaves_it() -> None:
    story = Story()
    story.send(line())
    made = decided(story, Verdict.ASKED)
    story.send(line(minutes=60))
    assert refusal(story, made) is Reason.STALE_VERSION


def test_a_week_taken_back_by_its_person_leaves_it() -> None:
    story = Story()
    story.send(line())
    made = decided(story, Verdict.ASKED)
    story.withdraw()
    assert refusal(story, made) is Reason.NOT_SENT


@pytest.mark.parametrize("made", [DecisionMade(0, 0), DecisionMade(0, 2), DecisionMade(5, 1)])
def test_what_was_never_decided_is_not_taken_back(made: DecisionMade) -> None:
    story = Story()
    story.send(line())
    decided(story, Verdict.COUNTED)
    assert refusal(story, made) is Reason.NOTHING_TO_UNDO


def test_nobody_takes_back_what_somebody_else_decided() -> None:
    story = Story()
    story.send(line())
    made = decided(story, Verdict.COUNTED)
    assert refusal(story, made, by=OTHER_ADVISER) is Reason.NOTHING_TO_UNDO


def test_whoever_had_read_a_decision_is_told_that_it_is_taken_back() -> None:
    story = Story()
    story.send(line("a"), line("b"))
    made = decided(story, Verdict.COUNTED)
    seen = times_said(story.decisions)
    story.wait(minutes=1)
    undo(story, made)
    with pytest.raises(RuleBroken, match=Reason.SAID_SINCE):
        check_line_seen(story.decisions, "a", seen=seen)
    with pytest.raises(RuleBroken, match=Reason.SAID_SINCE):
        check_lines_seen(story.decisions, {"a", "b"}, seen=seen)
    check_lines_seen(story.decisions, {"b"}, seen=seen)
    check_line_seen(story.decisions, "a", seen=times_said(story.decisions))


def test_whoever_took_a_decision_back_is_no_party_to_a_contest_of_another() -> None:
    story = Story()
    story.send(line())
    undo(story, decided(story, Verdict.SET_ASIDE))
    story.wait(minutes=1)
    decided(story, Verdict.SET_ASIDE, by=OTHER_ADVISER)
    story.move(Verdict.CONTESTED)
    contested = story.read()["a"]
    assert not waits_for_another(contested, reader=ADVISER)
    assert waits_for_another(contested, reader=OTHER_ADVISER)
    story.move(Verdict.COUNTED, by=ADVISER)
    assert story.read()["a"].state is LineState.COUNTED


def test_what_is_said_next_is_never_dated_before_what_was_taken_back() -> None:
    story = Story()
    story.send(line())
    made = decided(story, Verdict.COUNTED)
    story.wait(minutes=5)
    undo(story, made)
    assert instant_of_move(story.decisions, story.now - timedelta(minutes=1)) == story.now


def test_an_answer_waits_again_once_what_was_decided_of_it_is_taken_back() -> None:
    story = Story()
    story.send(line())
    for verdict in (Verdict.ASKED, Verdict.ANSWERED):
        story.move(verdict)
        story.wait(minutes=1)
    undo(story, decided(story, Verdict.COUNTED))
    summary = story.summary()
    assert summary is not None
    assert summary.state is WeekState.ANSWERED
    assert status_of(story.declaration, story.decisions, as_of=story.now).answered == 1


def test_a_contest_keeps_no_minutes_of_an_adjustment_that_was_taken_back() -> None:
    story = Story()
    story.send(line())
    decided(story, Verdict.SET_ASIDE)
    story.wait(minutes=1)
    undo(story, decided(story, Verdict.ADJUSTED))
    story.wait(minutes=1)
    story.move(Verdict.CONTESTED)
    (contest,) = contests_of(story.declaration, story.decisions)
    assert contest.kept == 0
