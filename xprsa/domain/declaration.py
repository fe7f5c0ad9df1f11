"""What a person says of a week, and the moves that are allowed on it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from xprsa.domain.catalogue import ActivityFamily, Catalogue
from xprsa.domain.duration import DAY_MINUTES, WEEK_MINUTES
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.domain.territory import Rules
from xprsa.domain.week import Week

WHOLE_WEEK = (1, 2, 3, 4, 5, 6, 7)
MOST_LINES = 40
MOST_WORDS = 140


class Channel(StrEnum):
    """How the week reached us; every channel is equal."""

    WEB = "web"
    ASSISTED = "assisted"
    PAPER = "paper"
    PHONE = "phone"


class PreventedReason(StrEnum):
    """Reasons of « je n'ai pas pu »: no proof, no medical text."""

    HEALTH = "health"
    CHILDCARE = "childcare"
    TRANSPORT = "transport"
    APPOINTMENT = "appointment"
    NO_OFFER = "no_offer"
    NO_INTERNET = "no_internet"
    FAMILY_EVENT = "family_event"
    RATHER_SAY = "rather_say"
    OTHER = "other"


REASON_LABELS = {
    PreventedReason.HEALTH: "Santé (moi ou un proche)",
    PreventedReason.CHILDCARE: "Garde d’enfants",
    PreventedReason.TRANSPORT: "Transport",
    PreventedReason.APPOINTMENT: "Rendez-vous ou démarche obligatoire",
    PreventedReason.NO_OFFER: "Aucune activité proposée",
    PreventedReason.NO_INTERNET: "Pas d’accès à internet",
    PreventedReason.FAMILY_EVENT: "Événement familial",
    PreventedReason.RATHER_SAY: "Je préfère en parler",
    PreventedReason.OTHER: "Autre",
}


@dataclass(frozen=True, slots=True)
class Activity:
    """One line of a week.

    :ivar line: stable id of the line across versions.
    :ivar minutes: whole minutes, 0 to 10 080.
    :ivar days: ISO days 1 (Monday) to 7, sorted; empty when the person did not say.
    :ivar note: a few words, or "".
    :raises ValueError: when made with other minutes or days than these.
    """

    line: str
    kind: str
    minutes: int
    days: tuple[int, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.minutes <= WEEK_MINUTES:
            raise ValueError("minutes go from 0 to 10 080")
        _require_iso_days(self.days)


@dataclass(frozen=True, slots=True)
class Prevented:
    """« Je n'ai pas pu »: the whole week or some days, beside whatever hours were done.

    :ivar days: ISO days, sorted; all seven for the whole week.
    :ivar reason: None once forgotten (3 months), or when the reader may not know it.
    :raises ValueError: when made with other days than these.
    """

    days: tuple[int, ...]
    reason: PreventedReason | None = None

    def __post_init__(self) -> None:
        _require_iso_days(self.days)

    @property
    def is_whole_week(self) -> bool:
        """Tell whether no day was possible."""
        return self.days == WHOLE_WEEK


def _require_iso_days(days: tuple[int, ...]) -> None:
    if days and (days != tuple(sorted(set(days))) or days[0] < 1 or days[-1] > 7):
        raise ValueError("days go from 1 to 7, in order, each once")


@dataclass(frozen=True, slots=True)
class Content:
    """All that is said of a week: lines, or none, and days not possible.

    No line and nothing prevented is « pas d'activité cette semaine »: a declaration of 0.
    """

    activities: tuple[Activity, ...] = ()
    prevented: Prevented | None = None

    @property
    def minutes(self) -> int:
        """Declared minutes in all."""
        return sum(activity.minutes for activity in self.activities)

    def by_family(self, catalogue: Catalogue) -> dict[ActivityFamily, int]:
        """Give declared minutes per family, all five present."""
        totals = dict.fromkeys(ActivityFamily, 0)
        for activity in self.activities:
            kind = catalogue.find(activity.kind)
            totals[kind.family if kind else ActivityFamily.OTHER] += activity.minutes
        return totals


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a week, as sent; never changed afterwards.

    :ivar target_minutes: the target in force when it was sent, for the record only.
    :ivar entered_by: account of whoever typed it.
    :ivar withdrawn_at: set once, when the person took this version back.
    """

    number: int
    content: Content
    sent_at: datetime
    channel: Channel
    entered_by: int
    rules: int
    target_minutes: int | None = None
    withdrawn_at: datetime | None = None


@dataclass(frozen=True)
class Declaration:
    """A person's week: every version sent, oldest first."""

    person: int
    week: Week
    versions: tuple[Version, ...] = ()

    @property
    def current(self) -> Version | None:
        """The version that stands, or None when nothing was sent or the last was withdrawn."""
        last = self.versions[-1] if self.versions else None
        return last if last is not None and last.withdrawn_at is None else None

    @property
    def base(self) -> int:
        """Number of the last version ever sent (0 before the first): what a new one builds on."""
        return self.versions[-1].number if self.versions else 0

    def seen(self, number: int) -> Version | None:
        """Give the version that stands to whoever saw the last one sent; None when it was taken back.

        Every move on a week passes here: nobody builds on, takes back or decides of what changed since.

        :param number: of the version that they saw; 0 when they saw none.
        :raises RuleBroken: STALE_VERSION when another was sent since.
        """
        if number != self.base:
            raise RuleBroken(Reason.STALE_VERSION)
        return self.current

    def standing(self, *, seen: int) -> Version:
        """Give the version that stands, to whoever is about to decide of it.

        :raises RuleBroken: STALE_VERSION when another was sent since, NOT_SENT when none stands.
        """
        current = self.seen(seen)
        if current is None:
            raise RuleBroken(Reason.NOT_SENT)
        return current

    def send(self, version: Version, *, based_on: int, rules: Rules, today: date) -> "Declaration":
        """Add a version on top of the others.

        :param based_on: number of the version that the person had before their eyes.
        :param today: the day on the territory's clock.
        :raises RuleBroken: WEEK_NOT_BEGUN, WEEK_CLOSED, STALE_VERSION, or what `check` finds.
        """
        check_window(self.week, today=today, open_weeks=rules.open_weeks)
        check(version.content, rules.catalogue, known=self._kinds_sent())
        self.seen(based_on)
        numbered = replace(version, number=self.base + 1)
        return replace(self, versions=(*self.versions, numbered))

    def withdraw(self, at: datetime, *, based_on: int) -> "Declaration":
        """Take the week back: it is to declare again, and its versions stay readable; once is enough.

        :param based_on: number of the version that the person had before their eyes.
        :raises RuleBroken: NOTHING_TO_WITHDRAW when nothing was ever sent, STALE_VERSION.
        """
        if not self.versions:
            raise RuleBroken(Reason.NOTHING_TO_WITHDRAW)
        if (current := self.seen(based_on)) is None:
            return self
        return replace(self, versions=(*self.versions[:-1], replace(current, withdrawn_at=at)))

    def as_of(self, cut_off: datetime) -> "Declaration":
        """Give the week as it stood at an instant: later versions and withdrawals left out."""
        return replace(
            self,
            versions=tuple(
                replace(version, withdrawn_at=None)
                if version.withdrawn_at and version.withdrawn_at > cut_off
                else version
                for version in self.versions
                if version.sent_at <= cut_off
            ),
        )

    def _kinds_sent(self) -> frozenset[str]:
        return frozenset(line.kind for version in self.versions for line in version.content.activities)


def check_window(week: Week, *, today: date, open_weeks: int) -> None:
    """Refuse a week that has not begun, or that the territory no longer keeps open.

    :raises RuleBroken: WEEK_NOT_BEGUN or WEEK_CLOSED.
    """
    if week.monday > today:
        raise RuleBroken(Reason.WEEK_NOT_BEGUN)
    if not is_open(week, today=today, open_weeks=open_weeks):
        raise RuleBroken(Reason.WEEK_CLOSED)


def is_open(week: Week, *, today: date, open_weeks: int) -> bool:
    """Tell whether the territory still keeps a week open.

    :param open_weeks: by the rules in force that week.
    """
    return week.ordinal >= Week.of(today).ordinal - open_weeks


def last_day_to_send(week: Week, *, open_weeks: int) -> date:
    """Give the last day on which the week can be sent or corrected."""
    return week.plus(open_weeks).sunday


def check(content: Content, catalogue: Catalogue, *, known: Iterable[str] = ()) -> None:
    """Refuse what cannot be a week.

    :param known: kinds already sent for this week, kept acceptable though withdrawn since.
    :raises RuleBroken: TOO_MANY_LINES, LINE_TWICE, UNKNOWN_KIND, KIND_WITHDRAWN, DAY_OVERFULL,
        WEEK_OVERFULL, NOTHING_SAID (prevented without a day).
    """
    if len(content.activities) > MOST_LINES:
        raise RuleBroken(Reason.TOO_MANY_LINES)
    _check_lines(content.activities, catalogue, frozenset(known))
    if content.prevented is not None and not content.prevented.days:
        raise RuleBroken(Reason.NOTHING_SAID)
    if content.minutes > WEEK_MINUTES:
        raise RuleBroken(Reason.WEEK_OVERFULL)
    _check_days(content.activities)


def _check_lines(activities: tuple[Activity, ...], catalogue: Catalogue, known: frozenset[str]) -> None:
    """Hold each line to an id of its own and to a kind that can be declared."""
    seen: set[str] = set()
    for activity in activities:
        if activity.line in seen:
            raise RuleBroken(Reason.LINE_TWICE, activity.line)
        seen.add(activity.line)
        kind = catalogue.find(activity.kind)
        if kind is None:
            raise RuleBroken(Reason.UNKNOWN_KIND, activity.line)
        if not kind.offered and activity.kind not in known:
            raise RuleBroken(Reason.KIND_WITHDRAWN, activity.line)


def _check_days(activities: tuple[Activity, ...]) -> None:
    """Hold, for every set of days S, the lines confined to S to 24 h × |S|.

    Only unions of the lines' own days need a look: any other set confines no more lines than the
    largest such union inside it, and has more room. Seven days make at most 128 of them.
    """
    confined = [
        (sum(1 << day for day in line.days), line) for line in activities if line.days and line.minutes
    ]
    unions = {0}
    for mask, _ in confined:
        unions |= {union | mask for union in unions}
    for union in sorted(unions, key=int.bit_count):
        inside = [line for mask, line in confined if mask & ~union == 0]
        if sum(line.minutes for line in inside) > DAY_MINUTES * union.bit_count():
            raise RuleBroken(Reason.DAY_OVERFULL, inside[-1].line)
