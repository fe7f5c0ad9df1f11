"""A decision taken back within minutes by whoever took it: the line stands as it stood before."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from xprsa.domain.contest import contests_of
from xprsa.domain.declaration import Declaration
from xprsa.domain.review import THE_WEEK, Decision, in_force
from xprsa.domain.rule import Reason, RuleBroken

UNDO_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class DecisionMade:
    """What one tap decided of a week, by its place among the moves of the week.

    :ivar first: how many moves there were before it.
    :ivar count: how many moves it made, one a line.
    """

    first: int
    count: int

    def moves_among(
        self, declaration: Declaration, decisions: Sequence[Decision], *, by: int
    ) -> tuple[Decision, ...]:
        """Give its moves; none when there are no such moves, or when one answers a contest.

        What answers a contest ended it, and only its person may open it again.

        :param decisions: every move on the week, oldest first.
        :param by: account of whoever decided.
        """
        moves = tuple(decisions[self.first : self.first + self.count])
        if any(move.by != by or move.line == THE_WEEK for move in moves) or len(moves) != self.count:
            return ()
        answers = [contest.answer for contest in contests_of(declaration, decisions)]
        return () if any(move in answers for move in moves) else moves


def moves_to_undo(
    declaration: Declaration, decisions: Sequence[Decision], made: DecisionMade, *, by: int, now: datetime
) -> tuple[Decision, ...]:
    """Give the moves to take back; none when they were taken back already: a second tap.

    :param decisions: every move on the week, oldest first.
    :raises RuleBroken: NOTHING_TO_UNDO when there is no such decision; TOO_LATE_TO_UNDO; STALE_VERSION or
        NOT_SENT when the version that was read no longer stands; SAID_SINCE when something was said since
        of one of the lines.
    """
    moves = made.moves_among(declaration, decisions, by=by)
    if not moves:
        raise RuleBroken(Reason.NOTHING_TO_UNDO)
    if not in_force(moves):
        return ()
    if any(now - move.at > UNDO_WITHIN for move in moves):
        raise RuleBroken(Reason.TOO_LATE_TO_UNDO)
    declaration.standing(seen=moves[0].version)
    for move in moves:
        if not _is_last(decisions, move):
            raise RuleBroken(Reason.SAID_SINCE, move.line)
    return moves


def undoable(
    declaration: Declaration, decisions: Sequence[Decision], made: DecisionMade, *, by: int, now: datetime
) -> tuple[Decision, ...]:
    """Give the moves that `moves_to_undo` would give; none where it would refuse."""
    try:
        return moves_to_undo(declaration, decisions, made, by=by, now=now)
    except RuleBroken:
        return ()


def taken_back(
    decisions: Sequence[Decision], moves: Collection[Decision], *, at: datetime
) -> tuple[Decision, ...]:
    """Give every move of a week as it stands once some of them are taken back.

    :param moves: those of `decisions`: two that say the same at one instant are two.
    """
    chosen = set(map(id, moves))
    return tuple(replace(move, undone_at=at) if id(move) in chosen else move for move in decisions)


def _is_last(decisions: Sequence[Decision], move: Decision) -> bool:
    said = [earlier for earlier in decisions if earlier.line == move.line]
    return said[-1] is move
