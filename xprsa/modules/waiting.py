"""The questions that wait for their turn: made when they are wanted, not before."""

from collections import deque
from collections.abc import Iterable, Iterator

from xprsa.scoring.question import Question


def distinct(questions: Iterable[Question]) -> Iterator[Question]:
    """Yield the questions of one round.

    :raises ValueError: when two of them name the same person.
    """
    seen = set()
    for question in questions:
        if question.person in seen:
            raise ValueError("two questions of one round name the same person")
        seen.add(question.person)
        yield question


class Waiting:
    """Questions of one round that still have to be asked, or to be asked again.

    They are drawn one at a time, so that they can be made while a module thinks.
    """

    def __init__(self, questions: Iterable[Question]) -> None:
        """Begin with questions that nobody has asked."""
        self._new = distinct(questions)
        self._first: deque[Question] = deque()

    def __bool__(self) -> bool:
        """Tell whether any question is left."""
        if not self._first and (new := next(self._new, None)):
            self._first.append(new)
        return bool(self._first)

    def next(self) -> Question:
        """Take the next question.

        :raises IndexError: when none is left.
        """
        if not self:
            raise IndexError("no question is left")
        return self._first.popleft()

    def again(self, questions: Iterable[Question]) -> None:
        """Put questions back before all others, in their order."""
        self._first.extendleft(reversed(list(questions)))

    def rest(self) -> Iterator[Question]:
        """Take all that is left."""
        while self:
            yield self.next()
