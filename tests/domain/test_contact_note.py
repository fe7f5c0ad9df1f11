"""What was noted of a call: versions, what its person reads, when to call again, whose number it is."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xprsa.domain.contact_note import (
    FARTHEST,
    Appointment,
    ContactNote,
    ContactOutcome,
    NoteContent,
    NoteVersion,
    appointments,
    comes_back,
    is_told_again,
    is_wrong_number,
    page_seen,
    shown_to_person,
    times_noted,
)
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.domain.second_thought import UNDO_WITHIN
from xprsa.domain.week import Week

NADIA, PAUL = 1, 2
NOTED = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
TODAY = NOTED.date()
LATER = NOTED + timedelta(hours=1)
HERE, ELSEWHERE = "+33639980001", "+33639980002"
SPOKE = NoteContent(ContactOutcome.REACHED, "Nous avons parlé.", phone=HERE)
MEETING = Appointment(date(2026, 12, 3), time(10))


def note(said: NoteContent = SPOKE, *, at: datetime = NOTED, by: int = NADIA) -> ContactNote:
    return ContactNote(uuid4(), at, (NoteVersion(1, by, at, said),))


def corrected(of: ContactNote, said: NoteContent, *, seen: int | None = None, by: int = NADIA) -> ContactNote:
    seen = of.current.number if seen is None else seen
    version = of.corrected(said, by=by, at=of.current.at + timedelta(minutes=1), seen=seen)
    return of if version is None else replace(of, versions=(*of.versions, version))


def undone(of: ContactNote) -> ContactNote:
    return replace(of, undone_at=LATER)


def test_whoever_noted_takes_it_back_for_ten_minutes() -> None:
    made = note()
    assert made.may_be_undone(by=NADIA, now=NOTED + UNDO_WITHIN)
    assert not made.may_be_undone(by=NADIA, now=NOTED + UNDO_WITHIN + timedelta(seconds=1))
    assert not made.may_be_undone(by=PAUL, now=NOTED)
    assert not corrected(made, replace(SPOKE, words="Autre chose.")).may_be_undone(by=NADIA, now=NOTED)
    with pytest.raises(RuleBroken) as caught:
        made.check_undoable(by=PAUL, now=NOTED)
    assert caught.value.reason is Reason.NOTE_STANDS


def test_a_correction_is_another_version_and_a_second_tap_is_none() -> None:
    said = replace(SPOKE, outcome=ContactOutcome.MESSAGE_LEFT)
    after = corrected(note(), said)
    assert [version.said for version in after.versions] == [SPOKE, said]
    assert corrected(after, said, seen=1) is after


@pytest.mark.parametrize("of", [corrected(note(), replace(SPOKE, words="Autre chose.")), undone(note())])
def test_a_note_that_changed_since_is_not_corrected_unseen(of: ContactNote) -> None:
    with pytest.raises(RuleBroken) as caught:
        corrected(of, replace(SPOKE, words="De mon côté."), seen=1 if of.undone_at is None else None)
    assert caught.value.reason is Reason.NOTED_SINCE


def test_a_correction_keeps_the_number_that_was_called() -> None:
    assert corrected(note(), NoteContent(ContactOutcome.WRONG_NUMBER, phone=ELSEWHERE)).said.phone == HERE


def test_an_appointment_that_is_taken_out_is_told_as_cancelled() -> None:
    made = note(replace(SPOKE, appointment=MEETING))
    after = corrected(made, SPOKE)
    assert after.said.appointment == replace(MEETING, is_cancelled=True)
    assert appointments([after], TODAY) == (replace(MEETING, is_cancelled=True),)


@given(offset=st.integers(-3, 3))
def test_an_appointment_shows_until_its_day_is_over(offset: int) -> None:
    made = note(replace(SPOKE, appointment=MEETING))
    shown = appointments([made, undone(made)], MEETING.on + timedelta(days=offset))
    assert shown == ((MEETING,) if offset <= 0 else ())


@given(days=st.integers(-4000, 4000))
def test_a_day_is_a_year_away_at_most(days: int) -> None:
    on = TODAY + timedelta(days=days)
    for said, reason in (
        (NoteContent(ContactOutcome.MET, appointment=Appointment(on, time(9))), Reason.APPOINTMENT_TOO_FAR),
        (NoteContent(ContactOutcome.MET, again_from=on), Reason.AGAIN_TOO_FAR),
    ):
        if abs(on - TODAY) <= FARTHEST:
            said.check_days(TODAY)
            continue
        with pytest.raises(RuleBroken) as caught:
            said.check_days(TODAY)
        assert caught.value.reason is reason


def test_the_person_reads_a_note_once_it_cannot_be_taken_back() -> None:
    made = note()
    assert shown_to_person([made], NOTED + UNDO_WITHIN) == ()
    assert shown_to_person([made], LATER) == (made,)
    assert shown_to_person([undone(made)], LATER) == ()


@given(hidden=st.lists(st.booleans(), min_size=1, max_size=5))
def test_nothing_that_was_hidden_is_ever_shown(hidden: list[bool]) -> None:
    """However often a note is hidden and shown again: its hidden versions stay so."""
    made = note(replace(SPOKE, words="0", is_hidden=hidden[0]))
    for number, is_hidden in enumerate(hidden[1:], start=1):
        made = corrected(made, replace(SPOKE, words=str(number), is_hidden=is_hidden))
    shown = shown_to_person([made], LATER)
    assert bool(shown) is not hidden[-1]
    told = [version.said.words for one in shown for version in one.versions]
    assert told == [str(number) for number, is_hidden in enumerate(hidden) if not is_hidden and shown]


def test_the_day_to_call_again_is_the_one_noted_or_the_rule_says() -> None:
    assert comes_back(None, noted_on=TODAY, again_days=7) == date(2026, 12, 1)
    assert comes_back(date(2026, 11, 26), noted_on=TODAY, again_days=7) == date(2026, 11, 26)


class TestAWrongNumber:
    """It is about the number that was called."""

    WRONG = NoteContent(ContactOutcome.WRONG_NUMBER, phone=HERE)

    def test_goes_when_the_phone_changes_and_comes_back_with_it(self) -> None:
        assert is_wrong_number([note(self.WRONG)], HERE)
        assert not is_wrong_number([note(self.WRONG)], ELSEWHERE)
        assert not is_wrong_number([note(replace(self.WRONG, phone=None))], None)

    def test_goes_when_somebody_is_reached_there(self) -> None:
        wrong, reached = note(self.WRONG), note(SPOKE, at=LATER)
        assert not is_wrong_number([reached, wrong], HERE)
        assert is_wrong_number([undone(reached), wrong], HERE)
        assert is_wrong_number([note(replace(SPOKE, phone=ELSEWHERE), at=LATER), wrong], HERE)
        assert is_wrong_number(
            [note(NoteContent(ContactOutcome.NO_ANSWER, phone=HERE), at=LATER), wrong], HERE
        )

    def test_said_twice_stays_when_one_is_taken_back(self) -> None:
        first, second = note(self.WRONG), note(self.WRONG, at=LATER, by=PAUL)
        assert is_wrong_number([undone(second), first], HERE)
        assert is_wrong_number([second, undone(first)], HERE)
        assert not is_wrong_number([undone(second), undone(first)], HERE)


def test_a_page_tells_whatever_was_noted_since() -> None:
    made = note()
    states = [[], [made], [undone(made)], [corrected(made, replace(SPOKE, words="Autre."))]]
    seen = [page_seen(state, ()) for state in states]
    assert seen[0] != seen[1] != seen[2]
    assert seen[1] != seen[3]
    assert page_seen([], [(Week(2026, 47), 1)]) not in {*seen, page_seen([], [(Week(2026, 47), 2)])}


def test_a_second_tap_is_told_from_a_second_call() -> None:
    first = note()
    assert is_told_again([first], SPOKE, by=NADIA, seen="0 2026-W47.1")
    assert not is_told_again([first], SPOKE, by=NADIA, seen=page_seen([first], ()))
    assert not is_told_again([first], SPOKE, by=PAUL, seen="0")
    assert not is_told_again([first], replace(SPOKE, words=""), by=NADIA, seen="0")
    assert not is_told_again([undone(first)], SPOKE, by=NADIA, seen="0")
    assert not is_told_again([], SPOKE, by=NADIA, seen="0")
    assert times_noted([undone(first)]) == 2
