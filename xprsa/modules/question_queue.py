"""The questions that wait for their turn: made when they are wanted, not before."""

from collections import deque
from collections.abc import Iterable, Iterator

from xprsa.scoring.question import WrittenQuestion


def distinct(questions: Iterable[WrittenQuestion]) -> Iterator[WrittenQuestion]:
    """Yield the questions of one round.

    :raises ValueError: when two of them name the same person.
    """
    seen = set()
    for question in questions:
        if question.person in seen:
            raise ValueError("two questions of one round name the same person")
        seen.add(question.person)
        yield question


class QuestionQueue:
    """Questions of one round that still have to be asked, or to be asked again.

    They are drawn one at a time, so that they can be made while a module thinks.
    """

    def __init__(self, questions: Iterable[WrittenQuestion]) -> None:
        """Begin with questions that nobody has asked."""
        self._new = distinct(questions)
        self._first: deque[WrittenQuestion] = deque()

    def __bool__(self) -> bool:
        """Tell whether any question is left."""
        if not self._first and (new := next(self._new, None)):
            self._first.append(new)
        return bool(self._first)

    def next(self) -> WrittenQuestion:
        """Take the next question.

        :raises IndexError: when none is left.
        """
        if not self:
            raise IndexError("no question is left")
        return self._first.popleft()

    def again(self, questions: Iterable[WrittenQuestion]) -> None:
        """Put questions back before all others, in their order."""
        self._first.extendleft(reversed(list(questions)))

    def rest(self) -> Iterator[WrittenQuestion]:
        """Take all that is left."""
        while self:
            yield self.next()
