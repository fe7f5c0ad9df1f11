"""What the service said of a line and the person is told at once: in their space, and by a notice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from xprsa.domain.content import Activity
from xprsa.domain.contest import Contest, contests_of
from xprsa.domain.declaration import Declaration
from xprsa.domain.review import Decision, LineState, Verdict, in_force, readings
from xprsa.domain.week import Week

NOTICE_EVERY = timedelta(days=1)
_NEW_FOR = timedelta(days=30)
_AGAINST = (Verdict.ADJUSTED, Verdict.ASKED, Verdict.SET_ASIDE)
_BY_PERSON = (Verdict.ANSWERED, Verdict.CONTESTED)
_SHOWN = (LineState.ASKED, LineState.ADJUSTED, LineState.SET_ASIDE)


@dataclass(frozen=True, slots=True)
class ServiceReply:
    """A line asked about, lowered or set aside, which the person may answer; or the answer to a contest.

    :ivar move: the question or the decision.
    :ivar contest: the contest that it answers, or None.
    """

    week: Week
    activity: Activity
    state: LineState
    move: Decision
    contest: Contest | None = None

    def is_new(self, now: datetime) -> bool:
        """Tell whether it stands on the first page: a question until its answer, the rest a month."""
        return self.state is LineState.ASKED or now - self.move.at <= _NEW_FOR


def replies_of(
    declaration: Declaration, decisions: Sequence[Decision], *, now: datetime
) -> tuple[ServiceReply, ...]:
    """Give the lines of a week on which the service so replied; no delay changes that."""
    answered = {contest.answer: contest for contest in contests_of(declaration, decisions)}
    found = (
        ServiceReply(declaration.week, line.activity, line.state, last, answered.get(last))
        for line in readings(declaration, decisions, tacit_days=0, as_of=now)
        if (last := line.last_said) and line.state in (*_SHOWN, LineState.COUNTED) and not line.tacit
    )
    return tuple(reply for reply in found if reply.contest or reply.state in _SHOWN)


def calls_for_notice(decisions: Sequence[Decision], move: Decision) -> bool:
    """Tell whether a move of the service goes against the person, or replies to what they said of the line.

    :param decisions: every earlier move on the week.
    """
    earlier = in_force(decisions)
    before = next((said for said in reversed(earlier) if said.line == move.line), None)
    return move.verdict in _AGAINST or (before is not None and before.verdict in _BY_PERSON)
