"""What becomes of a contest: answered by somebody else, ended by its person, or going on."""

from tests.domain.story import OTHER_ADVISER, Story, line
from xprsa.domain.contest import Contest, Ending, contests_of
from xprsa.domain.review import Verdict


def contested(*, minutes: int | None = None) -> Story:
    """A line set aside, or lowered to some minutes, and contested an hour later."""
    story = Story()
    story.send(line("a"), line("b"))
    story.move(Verdict.SET_ASIDE if minutes is None else Verdict.ADJUSTED, minutes=minutes)
    story.wait(hours=1)
    story.move(Verdict.CONTESTED)
    story.wait(hours=1)
    return story


def only_contest(story: Story) -> Contest:
    (found,) = contests_of(story.declaration, story.decisions)
    return found


def test_a_contest_waits_whatever_happens_to_other_lines() -> None:
    story = contested()
    story.send(line("a"), line("b", 90), line("c"))
    assert only_contest(story).is_open


def test_a_line_changed_ends_its_contest_for_good_even_when_it_is_the_same_again() -> None:
    story = contested()
    story.send(line("a", 60), line("b"))
    changed_at = story.now
    story.wait(hours=1)
    story.send(line("a"), line("b"))
    ended = only_contest(story)
    assert (ended.ending, ended.ended_at, ended.activity) == (Ending.CHANGED, changed_at, line("a"))


def test_a_line_taken_out_ends_its_contest() -> None:
    story = contested()
    story.send(line("b"))
    assert only_contest(story).ending is Ending.TAKEN_OUT


def test_a_week_taken_back_ends_its_contest_until_the_same_line_is_sent_again() -> None:
    story = contested()
    story.withdraw()
    taken_back = only_contest(story)
    assert (taken_back.ending, taken_back.ended_at) == (Ending.TAKEN_BACK, story.now)
    assert taken_back.may_go_on
    story.wait(hours=1)
    story.send(line("a"))
    assert only_contest(story).is_open


def test_a_week_taken_back_and_sent_otherwise_ends_it_for_good() -> None:
    story = contested()
    story.withdraw()
    story.send(line("a", 60))
    assert only_contest(story).ending is Ending.CHANGED


def test_what_is_decided_of_a_line_changed_since_answers_no_contest() -> None:
    story = contested()
    story.send(line("a", 60))
    story.move(Verdict.COUNTED)
    assert only_contest(story).answer is None


def test_an_answer_says_what_was_counted_before_and_since() -> None:
    story = contested(minutes=30)
    story.move(Verdict.ADJUSTED, by=OTHER_ADVISER, minutes=90)
    answered = only_contest(story)
    assert answered.answer == story.decisions[-1]
    assert (answered.kept, answered.counted) == (30, 90)
    assert not answered.may_go_on


def test_an_answer_counts_all_or_nothing_when_it_says_no_minutes() -> None:
    story = contested()
    story.move(Verdict.COUNTED, by=OTHER_ADVISER)
    assert only_contest(story).counted == 120
    story = contested(minutes=30)
    story.move(Verdict.SET_ASIDE, by=OTHER_ADVISER)
    assert only_contest(story).counted == 0


def test_an_answer_stays_an_answer_once_the_line_is_changed() -> None:
    story = contested()
    story.move(Verdict.COUNTED, by=OTHER_ADVISER)
    story.send(line("a", 60))
    assert only_contest(story).ending is None


def test_a_contest_made_again_after_a_question_is_one_contest() -> None:
    story = contested()
    story.move(Verdict.ASKED, by=OTHER_ADVISER)
    assert only_contest(story).is_open
    story.move(Verdict.CONTESTED)
    assert only_contest(story).is_open
