"""Questions wait for their turn, made one at a time, and may be asked again first."""

from collections.abc import Iterator

import pytest

from xprsa.modules.waiting import Waiting
from xprsa.scoring.question import Question


def _questions(count: int, made: list[int] | None = None) -> Iterator[Question]:
    for number in range(count):
        if made is not None:
            made.append(number)
        yield Question(f"{number}", b"")


def _names(waiting: Waiting) -> list[str]:
    return [question.person for question in waiting.rest()]


def test_questions_are_made_when_they_are_wanted() -> None:
    made: list[int] = []
    waiting = Waiting(_questions(5, made))
    assert made == []
    waiting.next()
    waiting.next()
    assert made == [0, 1]


def test_questions_asked_again_come_before_all_others_in_their_order() -> None:
    waiting = Waiting(_questions(4))
    first, second = waiting.next(), waiting.next()
    waiting.again([first, second])
    assert _names(waiting) == ["0", "1", "2", "3"]


def test_an_empty_round_has_nothing_to_ask() -> None:
    waiting = Waiting(_questions(0))
    assert not waiting
    with pytest.raises(IndexError):
        waiting.next()


def test_two_questions_about_one_person_are_refused_and_one_asked_again_is_not() -> None:
    waiting = Waiting([Question("a", b""), Question("a", b"")])
    first = waiting.next()
    waiting.again([first])
    assert waiting.next() == first
    with pytest.raises(ValueError, match="the same person"):
        waiting.next()
