"""The moves of advisers and people on one week, each allowed by the domain before it is kept."""

from datetime import datetime
from random import Random

from xprsa.demo import words
from xprsa.domain.content import Activity
from xprsa.domain.declaration import Declaration
from xprsa.domain.review import Decision, Verdict, check_move


class Exchange:
    """What was said about a week, in order, until the story ends.

    :ivar moves: every move, oldest first.
    :ivar read_at: when the adviser had the week open.
    """

    def __init__(self, declaration: Declaration, *, adviser: int, other: int, ends_at: datetime) -> None:
        self._declaration = declaration
        self._adviser = adviser
        self._other = other
        self._ends_at = ends_at
        self.moves: list[Decision] = []
        self.read_at: list[datetime] = []

    def count(self, at: datetime, *, leaving: Activity | None = None) -> None:
        """Let the adviser count every line, or every line but one."""
        for line in self._lines():
            if line != leaving:
                self._add(line, Verdict.COUNTED, at)

    def ask(self, line: Activity, at: datetime) -> None:
        """Let the adviser ask about a line."""
        self._add(line, Verdict.ASKED, at, words_=words.question_about(line)[0])

    def answer(self, line: Activity, at: datetime) -> None:
        """Let the person answer."""
        by = self._declaration.person
        self._add(line, Verdict.ANSWERED, at, by=by, words_=words.question_about(line)[1])

    def reduce(self, line: Activity, at: datetime, chance: Random) -> None:
        """Let the adviser count a quarter less of a line, with a reason."""
        kept = line.minutes - 15 * max(1, line.minutes // 60)
        self._add(line, Verdict.ADJUSTED, at, minutes=kept, words_=chance.choice(words.ADJUSTED))

    def set_aside(self, line: Activity, at: datetime, chance: Random) -> None:
        """Let the adviser not keep a line, with a reason."""
        self._add(line, Verdict.SET_ASIDE, at, words_=chance.choice(words.SET_ASIDE))

    def contest(self, line: Activity, at: datetime, chance: Random) -> None:
        """Let the person disagree."""
        by = self._declaration.person
        self._add(line, Verdict.CONTESTED, at, by=by, words_=chance.choice(words.CONTESTED))

    def settle(self, line: Activity, at: datetime) -> None:
        """Let somebody other than the adviser decide again: the line is counted."""
        self._add(line, Verdict.COUNTED, at, by=self._other)

    def _lines(self) -> tuple[Activity, ...]:
        current = self._declaration.current
        return current.content.activities if current else ()

    def _add(
        self,
        line: Activity,
        verdict: Verdict,
        at: datetime,
        *,
        by: int | None = None,
        minutes: int | None = None,
        words_: str = "",
    ) -> None:
        if at >= self._ends_at:
            return
        move = Decision(
            line=line.line,
            version=self._declaration.base,
            verdict=verdict,
            by=self._adviser if by is None else by,
            at=at,
            minutes=minutes,
            words=words_,
        )
        check_move(self._declaration, self.moves, move)
        if move.by == self._adviser and (not self.read_at or self.read_at[-1] != at):
            self.read_at.append(at)
        self.moves.append(move)
