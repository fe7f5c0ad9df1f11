"""Questions wait for their turn, made one at a time, and may be asked again first."""

from collections.abc import Iterator

import pytest

from xprsa.modules.question_queue import QuestionQueue
from xprsa.scoring.question import WrittenQuestion


def _questions(count: int, made: list[int] | None = None) -> Iterator[WrittenQuestion]:
    for number in range(count):
        if made is not None:
            made.append(number)
        yield WrittenQuestion(f"{number}", b"")


def _names(queue: QuestionQueue) -> list[str]:
    return [question.person for question in queue.rest()]


def test_questions_are_made_when_they_are_wanted() -> None:
    made: list[int] = []
    queue = QuestionQueue(_questions(5, made))
    assert made == []
    queue.next()
    queue.next()
    assert made == [0, 1]


def test_questions_asked_again_come_before_all_others_in_their_order() -> None:
    queue = QuestionQueue(_questions(4))
    first, second = queue.next(), queue.next()
    queue.again([first, second])
    assert _names(queue) == ["0", "1", "2", "3"]


def test_an_empty_round_has_nothing_to_ask() -> None:
    queue = QuestionQueue(_questions(0))
    assert not queue
    with pytest.raises(IndexError):
        queue.next()


def test_two_questions_about_one_person_are_refused_and_one_asked_again_is_not() -> None:
    queue = QuestionQueue([WrittenQuestion("a", b""), WrittenQuestion("a", b"")])
    first = queue.next()
    queue.again([first])
    assert queue.next() == first
    with pytest.raises(ValueError, match="the same person"):
        queue.next()
