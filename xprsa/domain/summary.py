"""The one definition of every total of a week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from xprsa.domain.catalogue import ActivityFamily
from xprsa.domain.declaration import Declaration
from xprsa.domain.review import Decision, LineReading, LineState, Verdict, moves_as_of, readings
from xprsa.domain.territory import Rules
from xprsa.domain.week import Week


class WeekState(StrEnum):
    """Where a declared week stands, the same for its person and for staff, in the order of what wins."""

    ASKED = "asked"
    CONTESTED = "contested"
    ANSWERED = "answered"
    UNREAD = "unread"
    NOT_POSSIBLE = "not_possible"
    NOT_COUNTED = "not_counted"
    COUNTED_IN_PART = "counted_in_part"
    COUNTED = "counted"


@dataclass(frozen=True)
class Summary:
    """A declared week in minutes.

    `declared = counted + pending + contested + set_aside`, always.

    :ivar by_family: declared minutes, all five families present.
    :ivar target: minutes of the contract in force that week, or None when nothing was asked.
    :ivar comparable: False when the week must not be held against a target, without saying why.
    :ivar lines: each line of the version with what it is worth, in the person's order.
    """

    week: Week
    version: int
    declared: int
    counted: int
    pending: int
    contested: int
    set_aside: int
    by_family: dict[ActivityFamily, int]
    target: int | None
    comparable: bool
    lines: tuple[LineReading, ...]

    @property
    def state(self) -> WeekState:
        """Where the week stands: what waits comes before what is settled, the person's turn before ours."""
        states = {line.state for line in self.lines}
        if LineState.ASKED in states:
            return WeekState.ASKED
        if LineState.CONTESTED in states:
            return WeekState.CONTESTED
        if LineState.UNREAD in states:
            return WeekState.ANSWERED if any(map(_is_answered, self.lines)) else WeekState.UNREAD
        if not (self.comparable or self.declared):
            return WeekState.NOT_POSSIBLE
        if self.set_aside:
            return WeekState.COUNTED_IN_PART if self.counted else WeekState.NOT_COUNTED
        return WeekState.COUNTED


def _is_answered(line: LineReading) -> bool:
    last = line.last_said
    return line.state is LineState.UNREAD and last is not None and last.verdict is Verdict.ANSWERED


def summarise(
    declaration: Declaration,
    decisions: Sequence[Decision],
    *,
    rules: Rules,
    target: int | None,
    as_of: datetime,
) -> Summary | None:
    """Sum up the version that stood at the instant `as_of`, or give None when none stood.

    A missing week is never zero: it has no summary. Versions, withdrawals and moves that came after
    the instant are left out, so that the same cut-off gives the same totals for ever.

    :param decisions: every move on this week; those of one instant in the order they were made.
    :param rules: the territory's rules in force that week.
    :param target: weekly minutes in force that week, or None.
    """
    then = declaration.as_of(as_of)
    current = then.current
    if current is None:
        return None
    known = moves_as_of(decisions, as_of)
    lines = readings(then, known, tacit_days=rules.tacit_days, as_of=as_of)
    return Summary(
        week=then.week,
        version=current.number,
        declared=current.content.minutes,
        counted=sum(line.counted for line in lines),
        pending=sum(line.pending for line in lines),
        contested=sum(line.contested for line in lines),
        set_aside=sum(line.set_aside for line in lines),
        by_family=current.content.by_family(rules.catalogue),
        target=target,
        comparable=current.content.prevented is None,
        lines=lines,
    )
