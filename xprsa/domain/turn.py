"""Whoever moves answers what was said so far: nobody decides beside somebody else without a word."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from operator import itemgetter

from xprsa.domain.review import BY_ADVISER, THE_WEEK, Decision, LineReading, LineState, in_force
from xprsa.domain.rule import Reason, RuleBroken


def check_line_seen(decisions: Sequence[Decision], line: str, *, seen: int) -> None:
    """Refuse a move on a line of which something was said since it was read.

    :param decisions: every earlier move on this week.
    :param seen: `times_said` of the moves on the line that its reader had before their eyes.
    :raises RuleBroken: SAID_SINCE.
    """
    if times_said(move for move in decisions if move.line == line) != seen:
        raise RuleBroken(Reason.SAID_SINCE, line)


def check_lines_seen(decisions: Sequence[Decision], lines: Collection[str], *, seen: int) -> None:
    """Refuse a move on several lines when something was said since of one of them.

    :param decisions: every earlier move on this week, oldest first.
    :param seen: `times_said` of what the reader of the week had before their eyes.
    :raises RuleBroken: SAID_SINCE.
    """
    said = [(move.at, move.line) for move in decisions]
    taken_back = [(move.undone_at, move.line) for move in decisions if move.undone_at is not None]
    on_lines = [line for _, line in sorted((*said, *taken_back), key=itemgetter(0)) if line != THE_WEEK]
    for line in on_lines[seen:]:
        if line in lines:
            raise RuleBroken(Reason.SAID_SINCE, line)


def times_said(moves: Iterable[Decision]) -> int:
    """Count the moves on lines, and once more each that was taken back; a call that was noted is none."""
    return sum(1 + (move.undone_at is not None) for move in moves if move.line != THE_WEEK)


def instant_of_move(decisions: Sequence[Decision], now: datetime) -> datetime:
    """Give the instant of a move made now, never before what was last said of its week: clocks differ.

    :param now: read once the week is held, so that moves are dated in the order in which they are kept.
    """
    return max((now, *(move.undone_at or move.at for move in decisions)))


def is_repeat(decisions: Sequence[Decision], move: Decision) -> bool:
    """Tell whether the last move on the line said the same of the same version: a second tap."""
    last = next((earlier for earlier in reversed(decisions) if earlier.line == move.line), None)
    return last is not None and replace(last, at=move.at) == move


def waits_for_another(line: LineReading, *, reader: int) -> bool:
    """Tell whether the person contests this reader's own decision: somebody else decides."""
    mine = any(move.by == reader and move.verdict in BY_ADVISER for move in in_force(line.exchange))
    return line.state is LineState.CONTESTED and mine
