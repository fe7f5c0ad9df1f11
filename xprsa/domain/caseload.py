"""What an adviser must see of many people at a glance: a status a week, and the group each person is in."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import takewhile
from operator import attrgetter
from typing import NamedTuple

from xprsa.domain.declaration import Declaration, Version
from xprsa.domain.prevented import Prevented, PreventedReason
from xprsa.domain.review import THE_WEEK, Decision, LineReading, LineState, Verdict, in_force, readings
from xprsa.domain.territory import Rules
from xprsa.domain.week import Week

STATUS_WEEKS = 12
_NEVER = 36_500  # days: statuses are kept without the tacit delay, which is applied when they are read


class Possible(StrEnum):
    """How much of the week was possible."""

    ALL = "all"
    PART = "part"
    NONE = "none"


class CaseloadGroup(StrEnum):
    """Where a person stands in the caseload, in the order an adviser works."""

    MESSAGES = "messages"
    TO_READ = "to_read"
    TO_CALL = "to_call"
    NOT_RECEIVED = "not_received"
    UP_TO_DATE = "up_to_date"
    NOT_ASKED = "not_asked"


# Received, WeekStatus and Standing are made by the hundred for a page: named tuples take a third of the
# time of frozen dataclasses.
class Received(NamedTuple):
    """What stands of one week of one person, as it is drawn.

    :ivar declared: minutes.
    """

    declared: int
    possible: Possible


class WeekStatus(NamedTuple):
    """One week of one person, reduced to what a list shows.

    :ivar declared: minutes, or None when the week was withdrawn.
    :ivar asked: lines with a question that waits for the person.
    :ivar answered: lines where the person's answer waits for the adviser.
    :ivar contested: lines that wait for another adviser.
    :ivar wants_to_talk: « je préfère en parler », and nobody called back yet; no other reason shows.
    :ivar waiting_since: since when the oldest unread line, or the request to talk, waits; or None.
    :ivar newest_wait: since when the newest unread line waits, or None.
    """

    week: Week
    version: int
    declared: int | None
    possible: Possible = Possible.ALL
    asked: int = 0
    answered: int = 0
    contested: int = 0
    wants_to_talk: bool = False
    waiting_since: datetime | None = None
    newest_wait: datetime | None = None

    @property
    def is_received(self) -> bool:
        """Tell whether a version stands."""
        return self.declared is not None

    def is_to_read(self, *, deadline: datetime) -> bool:
        """Tell whether a line still waits: one that waits since before the deadline is counted."""
        return self.newest_wait is not None and self.newest_wait > deadline

    @property
    def is_quiet(self) -> bool:
        """Tell whether it is a first version of which nobody said anything, and no day was impossible."""
        is_whole = self.version == 1 and self.possible is Possible.ALL
        return is_whole and not (self.asked or self.answered or self.contested)

    @property
    def waits(self) -> bool:
        """Tell whether anything waits, on either side of a deadline."""
        return self.is_message or self.waiting_since is not None or self.newest_wait is not None

    @property
    def is_message(self) -> bool:
        """Tell whether the person said something that waits for an answer."""
        return bool(self.answered or self.contested or self.wants_to_talk)


def status_of(declaration: Declaration, decisions: Sequence[Decision], *, as_of: datetime) -> WeekStatus:
    """Reduce a week that was sent at least once to its status.

    :param as_of: an instant not before the last move; the tacit delay is left to whoever reads the status.
    """
    last, current = declaration.versions[-1], declaration.current
    if current is None:
        return WeekStatus(declaration.week, last.number, None)
    lines = readings(declaration, decisions, tacit_days=_NEVER, as_of=as_of)
    unread = [line for line in lines if line.state is LineState.UNREAD]
    waits = [line.waiting_since for line in unread if line.waiting_since is not None]
    request = wish_to_talk(declaration, decisions)
    return WeekStatus(
        week=declaration.week,
        version=current.number,
        declared=current.content.minutes,
        possible=_possible(current.content.prevented),
        asked=sum(line.state is LineState.ASKED for line in lines),
        answered=sum(_is_answered(line) for line in unread),
        contested=sum(line.state is LineState.CONTESTED for line in lines),
        wants_to_talk=request is not None,
        waiting_since=min((*waits, *([request] if request else [])), default=None),
        newest_wait=max(waits, default=None),
    )


def _is_answered(unread: LineReading) -> bool:
    last = unread.last_said
    return last is not None and last.verdict is Verdict.ANSWERED


def _possible(prevented: Prevented | None) -> Possible:
    if prevented is None:
        return Possible.ALL
    return Possible.NONE if prevented.is_whole_week else Possible.PART


def wish_to_talk(declaration: Declaration, decisions: Sequence[Decision]) -> datetime | None:
    """Give since when somebody who chose « je préfère en parler » waits for a call; None when nobody does.

    A correction that leaves the choice as it is asks for no second call.
    """
    wishes = tuple(takewhile(_wishes_to_talk, reversed(declaration.versions)))
    calls = (move for move in in_force(decisions) if move.line == THE_WEEK)
    if not wishes or any(move.version >= wishes[-1].number for move in calls):
        return None
    return wishes[-1].sent_at


def _wishes_to_talk(version: Version) -> bool:
    prevented = version.content.prevented
    is_wish = prevented is not None and prevented.reason is PreventedReason.RATHER_SAY
    return is_wish and version.withdrawn_at is None


class Standing(NamedTuple):
    """Where a person stands today.

    :ivar since: what the list is sorted by inside the group, oldest first.
    :ivar statuses: the statuses that put the person there, oldest week first.
    :ivar silent: asked weeks in a row without a declaration, of whoever is to be called; else 0.
    :ivar to_do: the statuses in which something waits for their adviser, whatever the group, oldest week
        first: a contest waits for somebody else, and what silence counted waits for nobody.
    """

    group: CaseloadGroup
    since: datetime | None = None
    statuses: tuple[WeekStatus, ...] = ()
    silent: int = 0
    to_do: tuple[WeekStatus, ...] = ()


def standing_of(
    waiting: Collection[WeekStatus],
    *,
    is_received: Callable[[Week], bool],
    is_asked: Callable[[Week], bool],
    rules_of: Callable[[Week], Rules],
    this_week: Week,
    now: datetime,
    is_rested: bool = False,
) -> Standing:
    """Put a person in one group.

    :param waiting: the statuses in which something waits, those of weeks older than `STATUS_WEEKS` too.
    :param is_received: tells whether a version stands, of the last `STATUS_WEEKS` weeks.
    :param is_asked: tells whether the person is asked to declare a week.
    :param rules_of: gives the territory's rules in force a week: each week keeps to its own.
    :param this_week: the week on the territory's clock.
    :param is_rested: whether somebody noted a call or a visit, and the day to call again has not come.
    """
    past = this_week.plus(-STATUS_WEEKS)  # the reason behind a request to talk is forgotten soon after
    messages, unread, to_do = [], [], []
    for status in sorted(waiting, key=_week_of):
        if status.wants_to_talk and status.week <= past:
            status = status._replace(wants_to_talk=False)
        is_unread = status.is_to_read(deadline=now - timedelta(rules_of(status.week).tacit_days))
        if is_unread:
            unread.append(status)
        if status.is_message or (is_unread and status.version > 1):
            messages.append(status)
        if is_unread or status.answered or status.wants_to_talk:
            to_do.append(status)
    if messages:
        return Standing(CaseloadGroup.MESSAGES, _oldest(messages), tuple(messages), to_do=tuple(to_do))
    if unread:
        return Standing(CaseloadGroup.TO_READ, _oldest(unread), tuple(unread), to_do=tuple(to_do))
    last = this_week.plus(-1)
    silent = silent_weeks(is_received=is_received, is_asked=is_asked, last=last)
    if silent >= rules_of(last).silent_weeks and not is_rested:
        return Standing(CaseloadGroup.TO_CALL, silent=silent)
    if silent:
        return Standing(CaseloadGroup.NOT_RECEIVED)
    return Standing(CaseloadGroup.UP_TO_DATE if is_asked(last) else CaseloadGroup.NOT_ASKED)


def silent_weeks(*, is_received: Callable[[Week], bool], is_asked: Callable[[Week], bool], last: Week) -> int:
    """Count the asked weeks in a row, up to `last`, for which nothing was received.

    :param last: the week before the present one, which may have taken the place of the twelfth.
    """
    for back in range(STATUS_WEEKS - 1):
        week = last.plus(-back)
        if is_received(week) or not is_asked(week):
            return back
    return STATUS_WEEKS - 1


_week_of = attrgetter("week")


def _oldest(statuses: list[WeekStatus]) -> datetime | None:
    return min((status.waiting_since for status in statuses if status.waiting_since), default=None)
