"""How an adviser reads a week line by line, and what each line is worth at a given instant."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import takewhile

from xprsa.domain.content import Activity
from xprsa.domain.declaration import Declaration
from xprsa.domain.rule import Reason, RuleBroken


class Verdict(StrEnum):
    """A move on a line: the first four by an adviser, the last two by the person."""

    COUNTED = "counted"
    ADJUSTED = "adjusted"
    ASKED = "asked"
    SET_ASIDE = "set_aside"
    ANSWERED = "answered"
    CONTESTED = "contested"


SETTLING = (Verdict.COUNTED, Verdict.ADJUSTED, Verdict.SET_ASIDE)
BY_ADVISER = (*SETTLING, Verdict.ASKED)
_OWING_WORDS = (Verdict.ADJUSTED, Verdict.ASKED, Verdict.SET_ASIDE, Verdict.ANSWERED)
THE_WEEK = ""  # in place of a line: a move about the week itself (somebody called back)
_ANY_TIME = datetime.max.replace(tzinfo=UTC)


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
    :ivar undone_at: when whoever moved took it back, within minutes; None while it holds.
    """

    line: str
    version: int
    verdict: Verdict
    by: int
    at: datetime
    minutes: int | None = None
    words: str = ""
    undone_at: datetime | None = None


def in_force(moves: Iterable[Decision]) -> tuple[Decision, ...]:
    """Give the moves that nobody took back, in their order."""
    return tuple(move for move in moves if move.undone_at is None)


def moves_as_of(moves: Iterable[Decision], instant: datetime) -> tuple[Decision, ...]:
    """Give the moves that were made by an instant, as they stood then: what was taken back later held."""
    return tuple(
        replace(move, undone_at=None) if move.undone_at is not None and move.undone_at > instant else move
        for move in moves
        if move.at <= instant
    )


@dataclass(frozen=True, slots=True)
class LineReading:
    """A line with what it is worth now; the four parts always sum to its declared minutes.

    :ivar waiting_since: since when the line waits for a reader, when nobody decided.
    :ivar tacit: counted because nobody read it within the territory's delay.
    :ivar exchange: every move on this line, oldest first, those taken back too.
    """

    activity: Activity
    state: LineState
    counted: int = 0
    pending: int = 0
    contested: int = 0
    set_aside: int = 0
    tacit: bool = False
    waiting_since: datetime | None = None
    exchange: tuple[Decision, ...] = ()

    @property
    def last_said(self) -> Decision | None:
        """The last move on the line that nobody took back, whatever became of the line since; or None."""
        return next(reversed(in_force(self.exchange)), None)


def readings(
    declaration: Declaration,
    decisions: Sequence[Decision],
    *,
    tacit_days: int,
    as_of: datetime,
) -> tuple[LineReading, ...]:
    """Read every line of the version that stands; no line when none stands.

    Versions and moves are taken as given: to read the week as it stood earlier, see `summarise`.

    :param decisions: every move on this week, in any order; those of one instant as they were made.
    :param tacit_days: the territory's delay, in days.
    :param as_of: the instant at which the delay is looked at.
    """
    current = declaration.current
    if current is None:
        return ()
    deadline = as_of - timedelta(days=tacit_days)
    return tuple(
        _reading(_Standing.of(declaration, decisions, activity), deadline=deadline)
        for activity in current.content.activities
    )


@dataclass(frozen=True, slots=True)
class _Standing:
    """A line of the version that stands, and what binds it.

    :ivar since: when this very line, left untouched, last came before a reader: a week taken back
        and sent again begins to wait again, though what was decided on the line still holds.
    :ivar exchange: every move on the line, oldest first.
    :ivar binding: those made since the line is as it is: a corrected line is to read again.
    """

    activity: Activity
    since: datetime
    exchange: tuple[Decision, ...]
    binding: tuple[Decision, ...]

    @classmethod
    def of(cls, declaration: Declaration, decisions: Sequence[Decision], activity: Activity) -> "_Standing":
        newest_first = reversed(declaration.versions)
        unchanged = list(takewhile(lambda version: activity in version.content.activities, newest_first))
        in_sight = list(takewhile(lambda version: version.withdrawn_at is None, unchanged))
        mine = (move for move in decisions if move.line == activity.line)
        exchange = tuple(sorted(mine, key=lambda move: move.at))
        return cls(
            activity=activity,
            since=in_sight[-1].sent_at,
            exchange=exchange,
            binding=tuple(move for move in in_force(exchange) if move.version >= unchanged[-1].number),
        )

    @property
    def last(self) -> Verdict | None:
        """The move that binds now, or None while nobody moved."""
        return self.binding[-1].verdict if self.binding else None


def _reading(standing: _Standing, *, deadline: datetime) -> LineReading:
    activity, exchange, binding = standing.activity, standing.exchange, standing.binding
    if not binding:
        return _unread(activity, waiting_since=standing.since, exchange=exchange, deadline=deadline)
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
            waiting_since = max(last.at, standing.since)
            return _unread(activity, waiting_since=waiting_since, exchange=exchange, deadline=deadline)
        case Verdict.CONTESTED:
            kept = kept_before(binding)
            return LineReading(
                activity, LineState.CONTESTED, counted=kept, contested=minutes - kept, exchange=exchange
            )


def _unread(
    activity: Activity, *, waiting_since: datetime, exchange: tuple[Decision, ...], deadline: datetime
) -> LineReading:
    """What nobody reads within the delay is counted: our silence is agreement."""
    if waiting_since <= deadline:
        return LineReading(
            activity,
            LineState.COUNTED,
            counted=activity.minutes,
            tacit=True,
            waiting_since=waiting_since,
            exchange=exchange,
        )
    return LineReading(
        activity,
        LineState.UNREAD,
        pending=activity.minutes,
        waiting_since=waiting_since,
        exchange=exchange,
    )


def kept_before(binding: Sequence[Decision]) -> int:
    """Minutes that an adjustment left counted, and that a contest does not put in doubt."""
    decided = [move for move in binding if move.verdict in BY_ADVISER]
    return (decided[-1].minutes or 0) if decided[-1].verdict is Verdict.ADJUSTED else 0


def lines_in(
    state: LineState, declaration: Declaration, decisions: Sequence[Decision]
) -> tuple[LineReading, ...]:
    """Give the lines that stand asked or contested: no delay changes that, so that none is looked at."""
    lines = readings(declaration, decisions, tacit_days=0, as_of=_ANY_TIME)
    return tuple(line for line in lines if line.state is state)


def check_move(declaration: Declaration, decisions: Sequence[Decision], move: Decision) -> None:
    """Refuse a move on what no longer stands, out of turn, or without the words or minutes it owes.

    An adviser may decide at any time, the person's open contest excepted: somebody else decides it. The
    person answers a question, and contests whatever was decided against them; to contest, as to correct,
    needs no reason. A line already counted is answered by a correction.

    :param decisions: every earlier move on this week.
    :raises RuleBroken: STALE_VERSION when another version was sent since, NOT_SENT when it was taken
        back, LINE_GONE, WORDS_MISSING, NOT_LESS or COUNTS_NOTHING when an adjustment does not lower the
        minutes or leaves none, NOTHING_ASKED when an answer meets no open question, NOTHING_TO_CONTEST,
        ANOTHER_READER when the contest is about this adviser's own decision.
    """
    current = declaration.standing(seen=move.version)
    found = [activity for activity in current.content.activities if activity.line == move.line]
    if not found:
        raise RuleBroken(Reason.LINE_GONE, move.line)
    if move.verdict in _OWING_WORDS and not move.words.strip():
        raise RuleBroken(Reason.WORDS_MISSING, move.line)
    if move.verdict is Verdict.ADJUSTED and not _is_less(move.minutes, than=found[0].minutes):
        raise RuleBroken(Reason.NOT_LESS, move.line)
    if move.verdict is Verdict.ADJUSTED and not move.minutes:
        raise RuleBroken(Reason.COUNTS_NOTHING, move.line)
    _check_turn(_Standing.of(declaration, decisions, found[0]), move)


def _is_less(minutes: int | None, *, than: int) -> bool:
    return minutes is not None and 0 <= minutes < than


def _check_turn(standing: _Standing, move: Decision) -> None:
    if move.verdict is Verdict.ANSWERED and standing.last is not Verdict.ASKED:
        raise RuleBroken(Reason.NOTHING_ASKED, move.line)
    against = (Verdict.ADJUSTED, Verdict.ASKED, Verdict.SET_ASIDE)
    if move.verdict is Verdict.CONTESTED and standing.last not in against:
        raise RuleBroken(Reason.NOTHING_TO_CONTEST, move.line)
    if move.verdict in BY_ADVISER and move.by in _contested_advisers(standing.binding):
        raise RuleBroken(Reason.ANOTHER_READER, move.line)


def _contested_advisers(binding: Sequence[Decision]) -> frozenset[int]:
    """Give the accounts whose decision or question is contested, until somebody else decides."""
    settled = [place for place, move in enumerate(binding) if move.verdict in SETTLING]
    lately = binding[settled[-1] if settled else 0 :]
    before = tuple(takewhile(lambda move: move.verdict is not Verdict.CONTESTED, lately))
    if len(before) == len(lately):
        return frozenset()
    return frozenset(move.by for move in before if move.verdict in BY_ADVISER)


def moves_to_count(
    declaration: Declaration,
    lines: Sequence[LineReading],
    *,
    version: int,
    by: int,
    at: datetime,
    closes_questions: bool,
) -> tuple[Decision, ...]:
    """Count every line that waits, or was counted by silence.

    What was adjusted, set aside or contested stays as it is, and so does a line whose contest is about
    this adviser's own decision.

    :param lines: the week as read by `readings`.
    :param closes_questions: count the lines asked about too, though nobody answered.
    :raises RuleBroken: STALE_VERSION or NOT_SENT when the version read no longer stands.
    """
    declaration.standing(seen=version)
    waiting = (LineState.UNREAD, LineState.ASKED) if closes_questions else (LineState.UNREAD,)
    return tuple(
        Decision(line=line.activity.line, version=version, verdict=Verdict.COUNTED, by=by, at=at)
        for line in lines
        if (line.state in waiting or line.tacit)
        and by not in _contested_advisers(_Standing.of(declaration, line.exchange, line.activity).binding)
    )
