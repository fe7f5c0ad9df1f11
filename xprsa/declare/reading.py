"""What the person's own pages show, each read over one connection."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from xprsa.declare.proposing import from_content, proposed
from xprsa.declare.typed import TypedWeek, read
from xprsa.domain.caseload import STATUS_WEEKS, WeekStatus, status_of
from xprsa.domain.content import Content
from xprsa.domain.contest import DAYS_TO_DECIDE, Contest, contests_of, last_day_to_decide
from xprsa.domain.declaration import Channel, Declaration, Version
from xprsa.domain.engagement import Engagement, NotAsked
from xprsa.domain.permission import Actor
from xprsa.domain.person import Beneficiary
from xprsa.domain.reply import ServiceReply, replies_of
from xprsa.domain.review import Decision, LineReading
from xprsa.domain.summary import Summary, WeekState
from xprsa.domain.taken_out import TakenOut, taken_out
from xprsa.domain.territory import Rules, Territory
from xprsa.domain.told import is_to_confirm, version_told
from xprsa.domain.week import Week
from xprsa.running.service import Service
from xprsa.storage.read_weeks import ReadWeek


@dataclass(frozen=True)
class WeekPage:
    """A week about to be declared or corrected."""

    week: Week
    territory: Territory
    person: Beneficiary
    engagement: Engagement
    declaration: Declaration
    decisions: tuple[Decision, ...]
    previous: Content | None
    draft: Mapping[str, list[str]] | None

    @property
    def rules(self) -> Rules:
        """The rules in force that week."""
        return self.territory.rules_of(self.week)

    @property
    def target(self) -> int | None:
        """Minutes of the contract that week, or None when nothing is asked."""
        return self.engagement.target(self.week)

    @property
    def last_day(self) -> date:
        """The last day to send or correct it."""
        return self.rules.last_day_to_send(self.week)

    @property
    def contests_at_stake(self) -> tuple[Contest, ...]:
        """Contests that go on only if their line is sent again as it was."""
        return tuple(one for one in contests_of(self.declaration, self.decisions) if one.may_go_on)

    @property
    def can_copy(self) -> bool:
        """Tell whether last week's lines can be copied: there are some, and no version stands."""
        return self.declaration.current is None and bool(self.previous and self.previous.activities)

    def typed(self) -> TypedWeek:
        """Give what the form shows: a draft, else what was sent or withdrawn, else last week's kinds."""
        base, versions = self.declaration.shown, self.declaration.versions
        if self.draft is not None:
            return read(self.draft)
        if versions:
            return from_content(versions[-1].content, base=base)
        return proposed(self.previous, self.rules.catalogue, base=base)


def content_of(sent: ReadWeek | None) -> Content | None:
    """Give what stands of a week, or None."""
    current = sent.declaration.current if sent else None
    return current.content if current else None


def read_week(service: Service, *, actor: Actor, week: Week) -> WeekPage:
    """Read a week for its form."""
    with service.database.reading() as store:
        file, draft = store.files.with_draft(actor.account, week)
        weeks = store.weeks.of_weeks(actor.account, week.plus(-1), week)
        before, sent = weeks.get(week.plus(-1)), weeks.get(week)
        return WeekPage(
            week=week,
            territory=service.territory(actor.territory),
            person=file.person,
            engagement=file.engagement,
            declaration=sent.declaration if sent else Declaration(actor.account, week),
            decisions=sent.decisions if sent else (),
            previous=content_of(before),
            draft=draft,
        )


@dataclass(frozen=True)
class SentPage:
    """A week that was sent: its versions, what the adviser said.

    :ivar names: whoever moved a line, by internal id of the account.
    """

    week: Week
    territory: Territory
    person: Beneficiary
    declaration: Declaration
    decisions: tuple[Decision, ...]
    summary: Summary | None
    names: Mapping[int, str]
    today: date
    days_to_decide: ClassVar[int] = DAYS_TO_DECIDE

    @property
    def rules(self) -> Rules:
        """The rules in force that week."""
        return self.territory.rules_of(self.week)

    @property
    def told(self) -> Version | None:
        """The version that stands, when somebody else typed it."""
        return version_told(self.declaration)

    @property
    def contests(self) -> tuple[Contest, ...]:
        """Every contest of this week, oldest first."""
        return contests_of(self.declaration, self.decisions)

    @property
    def taken_out(self) -> tuple[TakenOut, ...]:
        """Activities that the person took out, with what was said of them."""
        return taken_out(self.declaration, self.decisions)

    def decided_by(self, contested: LineReading) -> date:
        """Give the last day on which a line that the person contests is decided in time."""
        return last_day_to_decide(contested.exchange[-1].at, self.territory.zone)


def read_sent(service: Service, *, actor: Actor, week: Week) -> SentPage | None:
    """Read a week that was sent at least once; None when it never was."""
    territory = service.territory(actor.territory)
    with service.database.reading() as store:
        sent = store.weeks.of_week(actor.account, week)
        if not sent.declaration.versions:
            return None
        file = store.files.of(actor.account)
    return SentPage(
        week=week,
        territory=territory,
        person=file.person,
        declaration=sent.declaration,
        decisions=sent.decisions,
        summary=sent.summary(territory, file.engagement, as_of=service.now()),
        names=sent.names,
        today=service.today(territory),
    )


@dataclass(frozen=True)
class WeekLine:
    """One week in a list of weeks.

    :ivar state: where it stands, or None when no version does.
    """

    week: Week
    status: WeekStatus | None
    state: WeekState | None
    not_asked: NotAsked | None
    is_open: bool
    has_draft: bool
    channel: Channel | None

    @property
    def is_asked(self) -> bool:
        """Tell whether the person is asked to declare it."""
        return self.not_asked is None

    @property
    def is_received(self) -> bool:
        """Tell whether a version stands."""
        return self.status is not None and self.status.is_received

    @property
    def is_to_declare(self) -> bool:
        """Tell whether the week is asked, can still be sent, and is not."""
        return self.is_asked and self.is_open and not self.is_received


@dataclass(frozen=True)
class HistoryPage:
    """Weeks of a person, newest first, with the weeks told to staff that wait for them.

    :ivar has_earlier: whether a week was asked, or sent, before them.
    :ivar news: what the service said of lines, lately or with a question that waits, oldest first.
    :ivar names: whoever said it, by internal id of the account.
    """

    territory: Territory
    person: Beneficiary
    lines: tuple[WeekLine, ...]
    news: tuple[ServiceReply, ...]
    names: Mapping[int, str]
    told: tuple[Week, ...] = ()
    has_earlier: bool = False

    @property
    def to_declare(self) -> tuple[WeekLine, ...]:
        """The weeks that wait, among the last and the present one, oldest first: whoever declares chooses."""
        return tuple(line for line in reversed(self.lines[:2]) if line.is_to_declare)

    @property
    def older_to_declare(self) -> tuple[WeekLine, ...]:
        """Weeks before the last one that may still be declared, newest first: late is accepted."""
        return tuple(line for line in self.lines[2:] if line.is_to_declare)

    @property
    def recent(self) -> tuple[WeekLine, ...]:
        """The newest weeks, but those that wait for the person: the home page offers them above."""
        return tuple(line for line in self.lines[:5] if not line.is_to_declare and line.week not in self.told)

    @property
    def offers_earlier(self) -> bool:
        """Tell whether to offer weeks from before the person could declare: until they send a first one."""
        may = any(line.is_open and line.not_asked is NotAsked.NOT_YET for line in self.lines)
        return may and not self.statuses

    @property
    def statuses(self) -> dict[Week, WeekStatus]:
        """The statuses of the weeks received or withdrawn."""
        return {line.week: line.status for line in self.lines if line.status is not None}


def read_history(service: Service, *, actor: Actor, last: Week, weeks: int = STATUS_WEEKS) -> HistoryPage:
    """Read a period of weeks that ends with `last`."""
    territory, now, person = service.territory(actor.territory), service.now(), actor.account
    first, today = last.plus(1 - weeks), service.today(territory)
    with service.database.reading() as store:
        read_weeks = store.weeks.of_weeks(person, first, last)
        file, drafts, first_sent = store.files.with_drafted(person)
    replies = [
        reply
        for sent in read_weeks.values()
        for reply in replies_of(sent.declaration, sent.decisions, now=now)
    ]
    lines = []
    for week in (last.plus(-back) for back in range(weeks)):
        sent = read_weeks.get(week)
        summary = sent.summary(territory, file.engagement, as_of=now) if sent else None
        lines.append(
            WeekLine(
                week=week,
                status=status_of(sent.declaration, sent.decisions, as_of=now) if sent else None,
                state=summary.state if summary else None,
                not_asked=file.engagement.not_asked(week),
                is_open=territory.rules_of(week).is_open(week, today=today),
                has_draft=week in drafts,
                channel=sent.declaration.current.channel if sent and sent.declaration.current else None,
            )
        )
    news = tuple(reply for reply in replies if reply.is_new(now))
    to_confirm = {week for week, sent in read_weeks.items() if is_to_confirm(sent.declaration)}
    told = tuple(line.week for line in lines if line.week in to_confirm)
    began = (first_sent.monday if first_sent else None, file.engagement.asks_from)
    has_earlier = any(day is not None and day <= first.plus(-1).monday for day in began)
    names = {account: name for sent in read_weeks.values() for account, name in sent.names.items()}
    return HistoryPage(territory, file.person, tuple(lines), news, names, told, has_earlier)
