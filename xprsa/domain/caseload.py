"""What an adviser must see of many people at a glance: a status a week, and the group each person is in."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import takewhile

from xprsa.domain.declaration import Declaration, Version
from xprsa.domain.engagement import Engagement
from xprsa.domain.prevented import Prevented, PreventedReason
from xprsa.domain.review import THE_WEEK, Decision, LineState, Verdict, readings
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


@dataclass(frozen=True, slots=True)
class WeekStatus:
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
        answered=sum(
            bool(line.exchange) and line.exchange[-1].verdict is Verdict.ANSWERED for line in unread
        ),
        contested=sum(line.state is LineState.CONTESTED for line in lines),
        wants_to_talk=request is not None,
        waiting_since=min((*waits, *([request] if request else [])), default=None),
        newest_wait=max(waits, default=None),
    )


def _possible(prevented: Prevented | None) -> Possible:
    if prevented is None:
        return Possible.ALL
    return Possible.NONE if prevented.is_whole_week else Possible.PART


def call_back(
    declaration: Declaration, decisions: Sequence[Decision], *, version: int, by: int, at: datetime
) -> tuple[Decision, ...]:
    """Note that whoever would rather talk was called back; no move when nobody waits for a call (any more).

    :param version: number of the version that was read.
    :raises RuleBroken: STALE_VERSION or NOT_SENT when it no longer stands.
    """
    declaration.standing(seen=version)
    if wish_to_talk(declaration, decisions) is None:
        return ()
    return (Decision(THE_WEEK, version, Verdict.COUNTED, by=by, at=at),)


def wish_to_talk(declaration: Declaration, decisions: Sequence[Decision]) -> datetime | None:
    """Give since when somebody who chose « je préfère en parler » waits for a call; None when nobody does.

    A correction that leaves the choice as it is asks for no second call.
    """
    wishes = tuple(takewhile(_wishes_to_talk, reversed(declaration.versions)))
    if not wishes or any(move.line == THE_WEEK and move.version >= wishes[-1].number for move in decisions):
        return None
    return wishes[-1].sent_at


def _wishes_to_talk(version: Version) -> bool:
    prevented = version.content.prevented
    is_wish = prevented is not None and prevented.reason is PreventedReason.RATHER_SAY
    return is_wish and version.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands today.

    :ivar since: what the list is sorted by inside the group, oldest first.
    :ivar statuses: the statuses that put the person there, oldest week first.
    :ivar silent: asked weeks in a row without a declaration, of whoever is to be called; else 0.
    """

    group: CaseloadGroup
    since: datetime | None = None
    statuses: tuple[WeekStatus, ...] = ()
    silent: int = 0


def standing_of(
    statuses: Mapping[Week, WeekStatus],
    waiting: Iterable[WeekStatus],
    engagement: Engagement,
    *,
    rules_of: Callable[[Week], Rules],
    today: date,
    now: datetime,
) -> Standing:
    """Put a person in one group.

    :param statuses: the last `STATUS_WEEKS` weeks, received or withdrawn only.
    :param waiting: the statuses in which something waits, those of older weeks too.
    :param rules_of: gives the territory's rules in force a week: each week keeps to its own.
    :param today: the day on the territory's clock.
    """
    this_week = Week.of(today)
    past = this_week.plus(-STATUS_WEEKS)  # the reason behind a request to talk is forgotten soon after
    known = [
        replace(status, wants_to_talk=False) if status.week <= past else status
        for status in sorted(waiting, key=lambda status: status.week)
    ]
    unread = tuple(
        status
        for status in known
        if status.is_to_read(deadline=now - timedelta(rules_of(status.week).tacit_days))
    )
    messages = tuple(
        status for status in known if status.is_message or (status.version > 1 and status in unread)
    )
    if messages:
        return Standing(CaseloadGroup.MESSAGES, _oldest(messages), messages)
    if unread:
        return Standing(CaseloadGroup.TO_READ, _oldest(unread), unread)
    last = this_week.plus(-1)
    return _quiet_standing(statuses, engagement, last=last, silence=rules_of(last).silent_weeks)


def _quiet_standing(
    statuses: Mapping[Week, WeekStatus], engagement: Engagement, *, last: Week, silence: int
) -> Standing:
    asked = engagement.asked_weeks(last.plus(2 - STATUS_WEEKS), last)
    silent = silent_weeks(statuses, asked, last=last)
    if silent >= silence:
        return Standing(CaseloadGroup.TO_CALL, silent=silent)
    if last not in asked:
        return Standing(CaseloadGroup.NOT_ASKED)
    status = statuses.get(last)
    is_received = status is not None and status.is_received
    return Standing(CaseloadGroup.UP_TO_DATE if is_received else CaseloadGroup.NOT_RECEIVED)


def silent_weeks(statuses: Mapping[Week, WeekStatus], asked: Collection[Week], *, last: Week) -> int:
    """Count the asked weeks in a row, up to `last`, for which nothing was received."""
    count = 0
    while (week := last.plus(-count)) in asked:
        status = statuses.get(week)
        if status is not None and status.is_received:
            break
        count += 1
    return count


def _oldest(statuses: tuple[WeekStatus, ...]) -> datetime | None:
    return min((status.waiting_since for status in statuses if status.waiting_since), default=None)
