"""How an adviser reads a week line by line, and what each line is worth at a given instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from xprsa.domain.declaration import Activity, Declaration, Version
from xprsa.domain.rule import Reason, RuleBroken


class Verdict(StrEnum):
    """A move on a line: the first four by an adviser, the last two by the person."""

    COUNTED = "counted"
    ADJUSTED = "adjusted"
    ASKED = "asked"
    SET_ASIDE = "set_aside"
    ANSWERED = "answered"
    CONTESTED = "contested"


class LineState(StrEnum):
    """Where a line stands."""

    UNREAD = "unread"
    COUNTED = "counted"
    ADJUSTED = "adjusted"
    ASKED = "asked"
    SET_ASIDE = "set_aside"
    CONTESTED = "contested"


@dataclass(frozen=True, slots=True)
class Decision:
    """One move on one line, kept for ever beside the version that was read.

    :ivar minutes: minutes counted when adjusted, else None.
    :ivar words: the question, the answer or the reason, or "".
    :ivar by: account of whoever moved.
    """

    line: str
    version: int
    verdict: Verdict
    by: int
    at: datetime
    minutes: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class LineReading:
    """A line with what it is worth now; the four parts always sum to its declared minutes.

    :ivar tacit: counted because nobody read it within the territory's delay.
    :ivar exchange: every move on this line, oldest first.
    """

    activity: Activity
    state: LineState
    counted: int = 0
    pending: int = 0
    contested: int = 0
    set_aside: int = 0
    tacit: bool = False
    exchange: tuple[Decision, ...] = ()


def readings(
    declaration: Declaration,
    decisions: Sequence[Decision],
    *,
    tacit_days: int,
    as_of: datetime,
) -> tuple[LineReading, ...]:
    """Read every line of the version that stands; no line when none stands.

    :param decisions: every move on this week, in any order.
    :param tacit_days: the territory's delay, in days.
    """
    current = declaration.current
    if current is None:
        return ()
    ordered = sorted(decisions, key=lambda move: move.at)
    return tuple(
        _reading(
            activity,
            since=_unchanged_since(declaration, activity),
            exchange=tuple(move for move in ordered if move.line == activity.line),
            deadline=as_of - timedelta(days=tacit_days),
        )
        for activity in current.content.activities
    )


def _unchanged_since(declaration: Declaration, activity: Activity) -> Version:
    """Give the oldest version from which the line stands as it is: older moves no longer bind."""
    since = declaration.versions[-1]
    for version in reversed(declaration.versions):
        if activity not in version.content.activities:
            break
        since = version
    return since


def _reading(
    activity: Activity, *, since: Version, exchange: tuple[Decision, ...], deadline: datetime
) -> LineReading:
    binding = [move for move in exchange if move.version >= since.number]
    if not binding:
        return _unread(activity, waiting_since=since.sent_at, exchange=exchange, deadline=deadline)
    last, minutes = binding[-1], activity.minutes
    match last.verdict:
        case Verdict.COUNTED:
            return LineReading(activity, LineState.COUNTED, counted=minutes, exchange=exchange)
        case Verdict.ADJUSTED:
            kept = last.minutes or 0
            return LineReading(
                activity, LineState.ADJUSTED, counted=kept, set_aside=minutes - kept, exchange=exchange
            )
        case Verdict.ASKED:
            return LineReading(activity, LineState.ASKED, pending=minutes, exchange=exchange)
        case Verdict.SET_ASIDE:
            return LineReading(activity, LineState.SET_ASIDE, set_aside=minutes, exchange=exchange)
        case Verdict.ANSWERED:
            return _unread(activity, waiting_since=last.at, exchange=exchange, deadline=deadline)
        case Verdict.CONTESTED:
            kept = _kept_before(binding)
            return LineReading(
                activity, LineState.CONTESTED, counted=kept, contested=minutes - kept, exchange=exchange
            )


def _unread(
    activity: Activity, *, waiting_since: datetime, exchange: tuple[Decision, ...], deadline: datetime
) -> LineReading:
    """What nobody reads within the delay is counted: our silence is agreement."""
    if waiting_since <= deadline:
        return LineReading(
            activity, LineState.COUNTED, counted=activity.minutes, tacit=True, exchange=exchange
        )
    return LineReading(activity, LineState.UNREAD, pending=activity.minutes, exchange=exchange)


def _kept_before(binding: Sequence[Decision]) -> int:
    """Minutes that an adjustment left counted, and that a contest does not put in doubt."""
    for move in reversed(binding):
        if move.verdict not in (Verdict.CONTESTED, Verdict.ANSWERED):
            return (move.minutes or 0) if move.verdict is Verdict.ADJUSTED else 0
    return 0


def check_move(declaration: Declaration, decisions: Sequence[Decision], move: Decision) -> None:
    """Refuse a move on what no longer stands, or that says nothing where words are owed.

    :raises RuleBroken: STALE_VERSION when another version stands now, LINE_GONE, WORDS_MISSING,
        NOTHING_ASKED when an answer meets no open question.
    """
    current = declaration.current
    if current is None or current.number != move.version:
        raise RuleBroken(Reason.STALE_VERSION)
    if all(activity.line != move.line for activity in current.content.activities):
        raise RuleBroken(Reason.LINE_GONE, move.line)
    if move.verdict is not Verdict.COUNTED and not move.words.strip():
        raise RuleBroken(Reason.WORDS_MISSING, move.line)
    if move.verdict is Verdict.ANSWERED and not _is_asked(declaration, decisions, move):
        raise RuleBroken(Reason.NOTHING_ASKED, move.line)


def _is_asked(declaration: Declaration, decisions: Sequence[Decision], move: Decision) -> bool:
    now = readings(declaration, decisions, tacit_days=1, as_of=move.at)
    return any(line.activity.line == move.line and line.state is LineState.ASKED for line in now)


def moves_to_count(
    declaration: Declaration, lines: Sequence[LineReading], *, version: int, by: int, at: datetime
) -> tuple[Decision, ...]:
    """Count every line that is not counted yet and not contested.

    :raises RuleBroken: STALE_VERSION when the version read no longer stands.
    """
    if declaration.current is None or declaration.current.number != version:
        raise RuleBroken(Reason.STALE_VERSION)
    waiting = (LineState.UNREAD, LineState.ASKED)
    return tuple(
        Decision(line=line.activity.line, version=version, verdict=Verdict.COUNTED, by=by, at=at)
        for line in lines
        if line.state in waiting or line.tacit
    )
