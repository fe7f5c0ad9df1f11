"""Whoever moves answers what was said so far: nobody decides beside somebody else without a word."""

from collections.abc import Collection, Sequence

from xprsa.domain.review import THE_WEEK, Decision
from xprsa.domain.rule import Reason, RuleBroken


def check_line_seen(decisions: Sequence[Decision], line: str, *, seen: int) -> None:
    """Refuse a move on a line of which something was said since it was read.

    :param decisions: every earlier move on this week.
    :param seen: how many moves on the line its reader had before their eyes.
    :raises RuleBroken: SAID_SINCE.
    """
    if sum(move.line == line for move in decisions) != seen:
        raise RuleBroken(Reason.SAID_SINCE, line)


def check_lines_seen(decisions: Sequence[Decision], lines: Collection[str], *, seen: int) -> None:
    """Refuse a move on several lines when something was said since of one of them.

    :param decisions: every earlier move on this week, oldest first.
    :param seen: how many moves on lines the reader of the week had before their eyes.
    :raises RuleBroken: SAID_SINCE.
    """
    for move in [move for move in decisions if move.line != THE_WEEK][seen:]:
        if move.line in lines:
            raise RuleBroken(Reason.SAID_SINCE, move.line)


def moves_on_lines(decisions: Sequence[Decision]) -> int:
    """Count the moves on lines; a call that was noted is none."""
    return sum(move.line != THE_WEEK for move in decisions)
