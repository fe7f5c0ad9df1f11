"""A contest: by when it is decided, what was decided of it, or how it ended without a decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from xprsa.domain.content import Activity
from xprsa.domain.declaration import Declaration
from xprsa.domain.review import SETTLING, Decision, Verdict, in_force, kept_before

DAYS_TO_DECIDE = 30  # no text dates it: see docs/decisions/0039-a-contest-has-a-date.md
_CLOSING = (*SETTLING, Verdict.CONTESTED)  # a contest made again takes the place of the one before


class Ending(StrEnum):
    """What was done to a contested line, so that nobody decides of it."""

    CHANGED = "changed"
    TAKEN_OUT = "taken_out"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class Contest:
    """A line as its person contested it, and what became of that: answered, ended, or still open.

    :ivar at: when it was made.
    :ivar kept: minutes that were counted all the same while it was open.
    :ivar answer: what somebody else decided, or None.
    :ivar ending: how it ended when nobody had decided, or None.
    :ivar ended_at: when it so ended.
    """

    activity: Activity
    at: datetime
    kept: int
    answer: Decision | None = None
    ending: Ending | None = None
    ended_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether it waits for a decision."""
        return self.answer is None and self.ending is None

    @property
    def may_go_on(self) -> bool:
        """Tell whether it goes on once the line is sent again as it was, and ends otherwise."""
        return self.answer is None and self.ending in (None, Ending.TAKEN_BACK)

    @property
    def counted(self) -> int:
        """Minutes counted since the answer."""
        if self.answer is None or self.answer.verdict is Verdict.SET_ASIDE:
            return 0
        return self.activity.minutes if self.answer.minutes is None else self.answer.minutes


def last_day_to_decide(since: datetime, zone: ZoneInfo) -> date:
    """Give the last day on which a contest is decided in time, on the territory's clock.

    :param since: when it was made.
    """
    return since.astimezone(zone).date() + timedelta(days=DAYS_TO_DECIDE)


def contests_of(declaration: Declaration, decisions: Sequence[Decision]) -> tuple[Contest, ...]:
    """Give every contest of a week, oldest first: each is about a line as it was when it was made.

    A line changed or taken out ends it for good. A week taken back ends it too, until the same line is sent
    again as it was: what was decided of the line holds then, and so does the contest.

    :param decisions: every move on this week, oldest first.
    """
    found = (
        _contest(declaration, move, before=decisions[:place], after=decisions[place + 1 :])
        for place, move in enumerate(decisions)
        if move.verdict is Verdict.CONTESTED
    )
    return tuple(contest for contest in found if contest is not None)


def line_then(declaration: Declaration, move: Decision) -> Activity:
    """Give the line on which a move was made, as it was."""
    lines = declaration.versions[move.version - 1].content.activities
    return next(line for line in lines if line.line == move.line)


def _contest(
    declaration: Declaration, move: Decision, *, before: Sequence[Decision], after: Sequence[Decision]
) -> Contest | None:
    activity = line_then(declaration, move)
    kept = kept_before([earlier for earlier in in_force(before) if earlier.line == move.line])
    later = [version for version in declaration.versions if version.number > move.version]
    changed = next((version for version in later if activity not in version.content.activities), None)
    closing = next(
        (
            later
            for later in in_force(after)
            if later.line == move.line
            and later.verdict in _CLOSING
            and (changed is None or later.version < changed.number)
        ),
        None,
    )
    if closing is not None:
        answered = Contest(activity, move.at, kept, answer=closing)
        return answered if closing.verdict in SETTLING else None
    if changed is not None:
        stays = any(line.line == activity.line for line in changed.content.activities)
        how = Ending.CHANGED if stays else Ending.TAKEN_OUT
        return Contest(activity, move.at, kept, ending=how, ended_at=changed.sent_at)
    taken_back_at = declaration.versions[-1].withdrawn_at
    if taken_back_at is not None:
        return Contest(activity, move.at, kept, ending=Ending.TAKEN_BACK, ended_at=taken_back_at)
    return Contest(activity, move.at, kept)
