"""What changes from one version to the next."""

from xprsa.domain.content import Activity, Content
from xprsa.domain.prevented import Prevented, PreventedReason
from xprsa.review.changes import ChangedLine, changes

TRAINING = Activity("a", "training", 120)
SEARCH = Activity("b", "job_search", 60)


def test_the_same_text_changes_nothing() -> None:
    assert not changes(Content((TRAINING,)), Content((TRAINING,)))


def test_a_line_is_followed_by_its_id() -> None:
    longer = Activity("a", "training", 180)
    assert changes(Content((TRAINING, SEARCH)), Content((SEARCH, longer))).lines == (
        ChangedLine(TRAINING, longer),
    )


def test_lines_that_come_and_lines_that_go_are_told() -> None:
    found = changes(Content((TRAINING,)), Content((SEARCH,)))
    assert found.lines == (ChangedLine(None, SEARCH), ChangedLine(TRAINING, None))


def test_days_not_possible_are_told_without_their_reason() -> None:
    before = Content((TRAINING,), Prevented((1,), PreventedReason.HEALTH))
    found = changes(before, Content((TRAINING,)))
    assert found.prevented
    assert not found.lines
