"""What the service said of a line and the person is told at once: in their space, and by a notice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from xprsa.domain.content import Activity
from xprsa.domain.declaration import Declaration
from xprsa.domain.review import Decision, LineState, Verdict, readings
from xprsa.domain.week import Week

NOTICE_EVERY = timedelta(days=1)
_NEW_FOR = timedelta(days=30)
_AGAINST = (Verdict.ADJUSTED, Verdict.ASKED, Verdict.SET_ASIDE)
_BY_PERSON = (Verdict.ANSWERED, Verdict.CONTESTED)
_SHOWN = (LineState.ASKED, LineState.ADJUSTED, LineState.SET_ASIDE)


@dataclass(frozen=True, slots=True)
class ServiceReply:
    """A line asked about, lowered or set aside, which the person may answer.

    :ivar counted: minutes that are counted all the same.
    :ivar words: the question, or the reason.
    """

    week: Week
    activity: Activity
    state: LineState
    counted: int
    words: str
    at: datetime

    @property
    def is_lowered(self) -> bool:
        """Tell whether minutes were taken off."""
        return self.state is not LineState.ASKED

    def is_new(self, now: datetime) -> bool:
        """Tell whether it stands on the first page: a question until its answer, the rest a month."""
        return not self.is_lowered or now - self.at <= _NEW_FOR


def replies_of(
    declaration: Declaration, decisions: Sequence[Decision], *, now: datetime
) -> tuple[ServiceReply, ...]:
    """Give the lines of a week on which the service so replied; no delay changes that."""
    lines = readings(declaration, decisions, tacit_days=0, as_of=now)
    return tuple(
        ServiceReply(
            declaration.week,
            line.activity,
            line.state,
            line.counted,
            line.exchange[-1].words,
            line.exchange[-1].at,
        )
        for line in lines
        if line.state in _SHOWN
    )


def calls_for_notice(decisions: Sequence[Decision], move: Decision) -> bool:
    """Tell whether a move of the service goes against the person, or replies to what they said of the line.

    :param decisions: every earlier move on the week.
    """
    before = next((earlier for earlier in reversed(decisions) if earlier.line == move.line), None)
    return move.verdict in _AGAINST or (before is not None and before.verdict in _BY_PERSON)
