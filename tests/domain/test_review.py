"""How a week is read line by line, and what each line is worth."""

from datetime import timedelta

import pytest

from tests.domain.story import ADVISER, OTHER_ADVISER, PERSON, START, Story, line
from xprsa.domain.review import Decision, LineReading, LineState, Verdict, moves_to_count, readings
from xprsa.domain.rule import Reason, RuleBroken

EVERY_DECISION = (Verdict.COUNTED, Verdict.ADJUSTED, Verdict.ASKED, Verdict.SET_ASIDE)


def parts(reading: LineReading) -> tuple[int, int, int, int]:
    """Minutes counted, pending, contested, set aside."""
    return reading.counted, reading.pending, reading.contested, reading.set_aside


def told(*verdicts: Verdict, minutes: int = 120) -> Story:
    """Tell a week of one line, then each move an hour later; an adjustment keeps 50 minutes."""
    story = Story()
    story.send(line(minutes=minutes))
    for verdict in verdicts:
        story.wait(hours=1)
        story.move(verdict, minutes=50 if verdict is Verdict.ADJUSTED else None)
    return story


def refused(story: Story, verdict: Verdict, name: str = "a", **move: object) -> RuleBroken:
    with pytest.raises(RuleBroken) as caught:
        story.move(verdict, name, **move)  # type: ignore[arg-type]
    return caught.value


# What each move does to a line of 120 minutes


@pytest.mark.parametrize(
    ("verdicts", "state", "expected"),
    [
        ([], LineState.UNREAD, (0, 120, 0, 0)),
        ([Verdict.COUNTED], LineState.COUNTED, (120, 0, 0, 0)),
        ([Verdict.ADJUSTED], LineState.ADJUSTED, (50, 0, 0, 70)),
        ([Verdict.ASKED], LineState.ASKED, (0, 120, 0, 0)),
        ([Verdict.SET_ASIDE], LineState.SET_ASIDE, (0, 0, 0, 120)),
        ([Verdict.ASKED, Verdict.ANSWERED], LineState.UNREAD, (0, 120, 0, 0)),
        ([Verdict.ADJUSTED, Verdict.CONTESTED], LineState.CONTESTED, (50, 0, 70, 0)),
        ([Verdict.ASKED, Verdict.CONTESTED], LineState.CONTESTED, (0, 0, 120, 0)),
        ([Verdict.SET_ASIDE, Verdict.CONTESTED], LineState.CONTESTED, (0, 0, 120, 0)),
        ([Verdict.COUNTED, Verdict.ASKED], LineState.ASKED, (0, 120, 0, 0)),
        ([Verdict.SET_ASIDE, Verdict.COUNTED], LineState.COUNTED, (120, 0, 0, 0)),
    ],
)
def test_a_line_is_worth_what_the_last_move_says(
    verdicts: list[Verdict], state: LineState, expected: tuple[int, int, int, int]
) -> None:
    reading = told(*verdicts).read()["a"]
    assert reading.state is state
    assert parts(reading) == expected
    assert [move.verdict for move in reading.exchange] == verdicts


def test_a_move_on_one_line_leaves_the_others_alone() -> None:
    story = Story()
    story.send(line("a"), line("b"))
    story.move(Verdict.SET_ASIDE, "a")
    assert [reading.state for reading in story.read().values()] == [LineState.SET_ASIDE, LineState.UNREAD]


def test_a_week_that_was_never_sent_or_was_withdrawn_has_no_line_to_read() -> None:
    story = Story()
    assert story.read() == {}
    story.send(line())
    story.withdraw()
    assert story.read() == {}


def test_the_order_in_which_moves_are_kept_changes_nothing() -> None:
    story = told(Verdict.ASKED, Verdict.ANSWERED, Verdict.ADJUSTED, Verdict.CONTESTED)
    as_told = story.read()
    story.decisions.reverse()
    assert story.read() == as_told


# Our silence is agreement


def test_a_line_that_nobody_reads_is_counted_after_14_days_and_not_a_second_sooner() -> None:
    story = told()
    story.wait(days=14, seconds=-1)
    assert parts(story.read()["a"]) == (0, 120, 0, 0)
    story.wait(seconds=1)
    reading = story.read()["a"]
    assert (reading.state, reading.tacit) == (LineState.COUNTED, True)
    assert parts(reading) == (120, 0, 0, 0)


def test_a_line_that_an_adviser_counted_is_not_counted_by_silence() -> None:
    story = told(Verdict.COUNTED)
    story.wait(days=60)
    assert not story.read()["a"].tacit


@pytest.mark.parametrize("verdict", [Verdict.ASKED, Verdict.SET_ASIDE, Verdict.ADJUSTED])
def test_silence_after_a_decision_changes_nothing(verdict: Verdict) -> None:
    story = told(verdict)
    before = story.read()
    story.wait(days=60)
    assert story.read() == before


def test_an_answer_that_nobody_reads_is_counted_14_days_after_the_answer() -> None:
    story = told(Verdict.ASKED)
    story.wait(days=10)
    story.move(Verdict.ANSWERED)
    story.wait(days=14, seconds=-1)
    assert story.read()["a"].state is LineState.UNREAD
    story.wait(seconds=1)
    reading = story.read()["a"]
    assert reading.tacit
    assert reading.waiting_since == START + timedelta(days=10, hours=1)


def test_a_contest_never_ends_by_silence() -> None:
    story = told(Verdict.SET_ASIDE, Verdict.CONTESTED)
    story.wait(days=400)
    assert story.read()["a"].state is LineState.CONTESTED


def test_a_line_corrected_on_day_13_waits_14_days_again_and_the_untouched_one_does_not() -> None:
    story = Story()
    story.send(line("a", 60), line("b", 60))
    story.wait(days=13)
    story.send(line("a", 90), line("b", 60))
    story.wait(days=1)
    lines = story.read()
    assert (lines["a"].state, lines["b"].state) == (LineState.UNREAD, LineState.COUNTED)


def test_a_week_taken_back_and_sent_again_waits_from_the_day_it_was_sent_again() -> None:
    story = told()
    story.wait(days=1)
    story.withdraw()
    story.wait(days=20)
    story.send(line(minutes=120))
    reading = story.read()["a"]
    assert reading.state is LineState.UNREAD
    assert reading.waiting_since == story.now
    story.wait(days=14)
    assert story.read()["a"].tacit


# What a correction does to earlier moves


def test_a_decision_holds_on_while_the_line_stays_as_it_was() -> None:
    story = Story()
    story.send(line("a", 60), line("b", 60))
    story.move(Verdict.SET_ASIDE, "a")
    story.send(line("a", 60), line("b", 90))
    assert story.read()["a"].state is LineState.SET_ASIDE


@pytest.mark.parametrize(
    "changed",
    [line(minutes=90), line(minutes=120, note="avec Paul"), line(kind="workshop"), line(days=(1,))],
)
def test_a_corrected_line_is_to_read_again_and_keeps_its_exchange(changed: object) -> None:
    story = told(Verdict.SET_ASIDE)
    story.send(changed)  # type: ignore[arg-type]
    reading = story.read()["a"]
    assert reading.state is LineState.UNREAD
    assert [move.verdict for move in reading.exchange] == [Verdict.SET_ASIDE]


def test_a_line_put_back_as_it_was_before_is_to_read_again() -> None:
    story = told(Verdict.SET_ASIDE)
    story.send(line(minutes=90))
    story.send(line(minutes=120))
    assert story.read()["a"].state is LineState.UNREAD


def test_a_line_removed_then_written_again_is_to_read_again() -> None:
    story = told(Verdict.COUNTED)
    story.send()
    story.send(line(minutes=120))
    assert story.read()["a"].state is LineState.UNREAD


def test_taking_a_week_back_and_sending_the_same_keeps_what_was_decided() -> None:
    story = told(Verdict.SET_ASIDE)
    story.withdraw()
    story.wait(hours=1)
    story.send(line(minutes=120))
    assert story.read()["a"].state is LineState.SET_ASIDE


# What is refused


@pytest.mark.parametrize("verdict", EVERY_DECISION)
def test_a_decision_on_a_version_that_no_longer_stands_is_stale(verdict: Verdict) -> None:
    story = told()
    story.send(line(minutes=90))
    assert refused(story, verdict, version=1, minutes=50).reason is Reason.STALE_VERSION


def test_nothing_can_be_decided_on_a_withdrawn_week() -> None:
    story = told()
    story.withdraw()
    assert refused(story, Verdict.COUNTED).reason is Reason.NOT_SENT


def test_a_line_that_is_not_in_the_week_cannot_be_decided() -> None:
    broken = refused(told(), Verdict.COUNTED, "z")
    assert (broken.reason, broken.about) == (Reason.LINE_GONE, "z")


@pytest.mark.parametrize("verdict", [Verdict.ADJUSTED, Verdict.ASKED, Verdict.SET_ASIDE])
@pytest.mark.parametrize("words", ["", " \u00a0\n"])
def test_an_adviser_owes_words_for_anything_but_counting(verdict: Verdict, words: str) -> None:
    assert refused(told(), verdict, words=words, minutes=50).reason is Reason.WORDS_MISSING


def test_an_answer_owes_words() -> None:
    assert refused(told(Verdict.ASKED), Verdict.ANSWERED, words="").reason is Reason.WORDS_MISSING


def test_to_count_or_to_contest_needs_no_words() -> None:
    story = told(Verdict.SET_ASIDE)
    story.move(Verdict.CONTESTED, words="")
    story.move(Verdict.COUNTED, words="", by=OTHER_ADVISER)
    assert story.read()["a"].state is LineState.COUNTED


@pytest.mark.parametrize("minutes", [None, -1, 120, 121, 10_080])
def test_a_line_is_adjusted_down_only_and_never_below_zero(minutes: int | None) -> None:
    broken = refused(told(), Verdict.ADJUSTED, minutes=minutes)
    assert (broken.reason, broken.about) == (Reason.NOT_LESS, "a")


@pytest.mark.parametrize("minutes", [1, 60, 119])
def test_a_line_adjusted_down_splits_without_a_rest(minutes: int) -> None:
    story = told()
    story.move(Verdict.ADJUSTED, minutes=minutes)
    assert parts(story.read()["a"]) == (minutes, 0, 0, 120 - minutes)


def test_to_count_nothing_of_a_line_is_to_set_it_aside() -> None:
    assert refused(told(), Verdict.ADJUSTED, minutes=0).reason is Reason.COUNTS_NOTHING


def test_a_line_of_zero_minutes_cannot_be_adjusted() -> None:
    assert refused(told(minutes=0), Verdict.ADJUSTED, minutes=0).reason is Reason.NOT_LESS


@pytest.mark.parametrize(
    "verdicts",
    [
        [],
        [Verdict.COUNTED],
        [Verdict.SET_ASIDE],
        [Verdict.ADJUSTED],
        [Verdict.ASKED, Verdict.ANSWERED],
        [Verdict.ASKED, Verdict.COUNTED],
        [Verdict.SET_ASIDE, Verdict.CONTESTED],
    ],
)
def test_an_answer_needs_an_open_question(verdicts: list[Verdict]) -> None:
    assert refused(told(*verdicts), Verdict.ANSWERED).reason is Reason.NOTHING_ASKED


def test_a_question_on_a_line_corrected_since_is_no_longer_open() -> None:
    story = told(Verdict.ASKED)
    story.send(line(minutes=90))
    assert refused(story, Verdict.ANSWERED).reason is Reason.NOTHING_ASKED


@pytest.mark.parametrize("verdict", [Verdict.ADJUSTED, Verdict.ASKED, Verdict.SET_ASIDE])
def test_each_decision_against_the_person_can_be_contested(verdict: Verdict) -> None:
    story = told(verdict)
    story.move(Verdict.CONTESTED)
    assert story.read()["a"].state is LineState.CONTESTED


@pytest.mark.parametrize(
    "verdicts",
    [[], [Verdict.COUNTED], [Verdict.ASKED, Verdict.ANSWERED], [Verdict.SET_ASIDE, Verdict.CONTESTED]],
)
def test_what_nobody_decided_against_cannot_be_contested(verdicts: list[Verdict]) -> None:
    assert refused(told(*verdicts), Verdict.CONTESTED).reason is Reason.NOTHING_TO_CONTEST


# A contest goes to somebody else


@pytest.mark.parametrize("decided", [Verdict.ADJUSTED, Verdict.ASKED, Verdict.SET_ASIDE])
@pytest.mark.parametrize("again", EVERY_DECISION)
def test_a_contested_line_is_decided_again_by_another_adviser(decided: Verdict, again: Verdict) -> None:
    story = told(decided, Verdict.CONTESTED)
    assert refused(story, again, minutes=60).reason is Reason.ANOTHER_READER
    story.move(again, by=OTHER_ADVISER, minutes=60)
    assert story.read()["a"].state is not LineState.CONTESTED


def test_a_question_in_between_does_not_give_a_contest_back_to_the_first_adviser() -> None:
    story = told(Verdict.SET_ASIDE, Verdict.CONTESTED)
    story.move(Verdict.ASKED, by=OTHER_ADVISER)
    assert refused(story, Verdict.SET_ASIDE).reason is Reason.ANOTHER_READER
    story.move(Verdict.ANSWERED)
    assert refused(story, Verdict.SET_ASIDE).reason is Reason.ANOTHER_READER
    story.move(Verdict.COUNTED, by=OTHER_ADVISER)
    assert story.read()["a"].state is LineState.COUNTED


def test_a_question_asked_after_a_decision_bars_both_who_decided_and_who_asked() -> None:
    story = told(Verdict.SET_ASIDE)
    story.move(Verdict.ASKED, by=OTHER_ADVISER)
    story.move(Verdict.CONTESTED)
    assert refused(story, Verdict.COUNTED, by=ADVISER).reason is Reason.ANOTHER_READER
    assert refused(story, Verdict.COUNTED, by=OTHER_ADVISER).reason is Reason.ANOTHER_READER
    story.move(Verdict.COUNTED, by=4)
    assert story.read()["a"].state is LineState.COUNTED


def test_a_second_contest_goes_to_another_than_the_second_adviser() -> None:
    story = told(Verdict.SET_ASIDE, Verdict.CONTESTED)
    story.move(Verdict.SET_ASIDE, by=OTHER_ADVISER)
    story.move(Verdict.CONTESTED)
    assert refused(story, Verdict.COUNTED, by=OTHER_ADVISER).reason is Reason.ANOTHER_READER
    story.move(Verdict.COUNTED, by=ADVISER)
    assert story.read()["a"].state is LineState.COUNTED


def test_a_contested_line_corrected_since_is_read_by_anybody() -> None:
    story = told(Verdict.SET_ASIDE, Verdict.CONTESTED)
    story.send(line(minutes=90))
    story.move(Verdict.COUNTED)
    assert parts(story.read()["a"]) == (90, 0, 0, 0)


# Count the whole week


def count_all(
    story: Story, *, by: int = ADVISER, version: int | None = None, closes_questions: bool = True
) -> tuple[Decision, ...]:
    return moves_to_count(
        story.declaration,
        tuple(story.read().values()),
        version=story.declaration.base if version is None else version,
        by=by,
        at=story.now,
        closes_questions=closes_questions,
    )


def test_to_count_all_counts_what_waits_or_was_asked_or_was_counted_by_silence() -> None:
    story = Story()
    story.send(line("tacit"))
    story.wait(days=14)
    story.send(line("tacit"), line("asked"), line("unread"))
    story.move(Verdict.ASKED, "asked")
    moves = count_all(story)
    assert [move.line for move in moves] == ["tacit", "asked", "unread"]
    story.decisions += moves
    assert {reading.state for reading in story.read().values()} == {LineState.COUNTED}
    assert not any(reading.tacit for reading in story.read().values())
    assert count_all(story) == ()


def test_to_count_all_leaves_a_question_open_unless_it_is_closed_on_purpose() -> None:
    story = Story()
    story.send(line("asked"), line("unread"))
    story.move(Verdict.ASKED, "asked")
    assert [move.line for move in count_all(story, closes_questions=False)] == ["unread"]
    assert [move.line for move in count_all(story)] == ["asked", "unread"]


def test_to_count_all_leaves_what_was_decided_as_it_is() -> None:
    story = Story()
    names = ("counted", "adjusted", "set_aside", "contested")
    story.send(*(line(name) for name in names))
    story.move(Verdict.COUNTED, "counted")
    story.move(Verdict.ADJUSTED, "adjusted", minutes=60)
    story.move(Verdict.SET_ASIDE, "set_aside")
    story.move(Verdict.SET_ASIDE, "contested")
    story.move(Verdict.CONTESTED, "contested")
    assert count_all(story) == ()


def test_to_count_all_leaves_an_open_contest_to_another_adviser() -> None:
    story = told(Verdict.SET_ASIDE, Verdict.CONTESTED)
    story.move(Verdict.ASKED, by=OTHER_ADVISER)
    assert count_all(story, by=ADVISER) == ()
    assert [move.by for move in count_all(story, by=OTHER_ADVISER)] == [OTHER_ADVISER]


@pytest.mark.parametrize("version", [0, 1, 3])
def test_to_count_all_of_a_version_that_no_longer_stands_is_stale(version: int) -> None:
    story = told()
    story.send(line(minutes=90))
    with pytest.raises(RuleBroken) as caught:
        count_all(story, version=version)
    assert caught.value.reason is Reason.STALE_VERSION


def test_every_move_to_count_is_one_that_the_domain_allows() -> None:
    story = Story()
    story.send(line("a"), line("b"))
    story.move(Verdict.ASKED, "b")
    for move in count_all(story):
        story.move(move.verdict, move.line, by=move.by, words=move.words)
    assert {reading.state for reading in story.read().values()} == {LineState.COUNTED}


def test_the_delay_is_the_territorys_own() -> None:
    story = told()
    after = START + timedelta(days=7)
    short = readings(story.declaration, (), tacit_days=7, as_of=after)
    long = readings(story.declaration, (), tacit_days=8, as_of=after)
    assert (short[0].tacit, long[0].tacit) == (True, False)


def test_who_moved_and_when_stay_beside_the_line() -> None:
    story = told(Verdict.ASKED, Verdict.ANSWERED)
    asked, answered = story.read()["a"].exchange
    assert (asked.by, answered.by) == (ADVISER, PERSON)
    assert asked.at < answered.at
    assert asked.version == answered.version == 1
