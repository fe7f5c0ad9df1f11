"""What the page of a week shows an adviser, read over one connection."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from xprsa.domain.caseload import wish_to_talk
from xprsa.domain.contest import Contest, contests_of, last_day_to_decide
from xprsa.domain.declaration import Declaration, Version
from xprsa.domain.engagement import Engagement
from xprsa.domain.permission import Actor
from xprsa.domain.person import Beneficiary
from xprsa.domain.review import Decision, LineReading, LineState, in_force
from xprsa.domain.second_thought import DecisionMade, undoable
from xprsa.domain.summary import Summary
from xprsa.domain.taken_out import TakenOut, taken_out
from xprsa.domain.territory import Rules, Territory
from xprsa.domain.told import version_told
from xprsa.domain.turn import times_said, waits_for_another
from xprsa.domain.week import Week, local_date
from xprsa.review.changes import Changes, changes
from xprsa.running.service import Service
from xprsa.storage.files import File
from xprsa.web.i18n import language_name


@dataclass(frozen=True)
class ReviewPage:
    """A week as the adviser reads it.

    :ivar summary: what stands, summed up; None when nothing stands.
    :ivar shown: the version before the adviser's eyes, or None when nothing was ever sent.
    :ivar names: whoever typed a version or moved a line, by internal id of the account.
    :ivar read_before: when its reader last opened the week before the version shown was sent, or None.
    """

    reader: int
    now: datetime
    week: Week
    territory: Territory
    person: Beneficiary
    engagement: Engagement
    declaration: Declaration
    decisions: tuple[Decision, ...]
    summary: Summary | None
    shown: Version | None
    names: Mapping[int, str]
    read_before: datetime | None

    @property
    def today(self) -> date:
        """The date on the territory's clock."""
        return local_date(self.now, self.territory.zone)

    @property
    def rules(self) -> Rules:
        """The rules in force that week."""
        return self.territory.rules_of(self.week)

    @property
    def target(self) -> int | None:
        """Minutes of the contract that week, or None when nothing is asked."""
        return self.engagement.target(self.week)

    @property
    def told(self) -> Version | None:
        """The version that stands, when somebody else typed it for the person."""
        return version_told(self.declaration)

    @property
    def is_open(self) -> bool:
        """Tell whether the week can still be typed for the person."""
        return self.rules.is_open(self.week, today=self.today)

    @property
    def is_current(self) -> bool:
        """Tell whether the version shown is the one that stands."""
        return self.shown is not None and self.shown is self.declaration.current

    @property
    def compared_with(self) -> Version | None:
        """The version that the one shown is held beside: what its reader read last, or the one before.

        A version that was replaced is held beside what replaced it.
        """
        if self.shown is None or len(self.declaration.versions) < 2:
            return None
        last = self.declaration.versions[-1]
        if self.shown is not last:
            return last
        return self.last_read or self.declaration.versions[-2]

    @property
    def last_read(self) -> Version | None:
        """The version that stood when its reader last opened the week, before the last one came."""
        if self.read_before is None:
            return None
        stood = [version for version in self.declaration.versions if version.sent_at <= self.read_before]
        return stood[-1] if stood else None

    @property
    def words(self) -> tuple[tuple[LineReading, str], ...]:
        """What the person wrote beside lines, and said of them since, where nobody answered yet."""
        lines = self.summary.lines if self.summary else ()
        return tuple((line, words) for line in lines for words in _words_on(line, self.person.id))

    @property
    def changes(self) -> Changes:
        """What changed between the two, the older one first."""
        shown, other = self.shown, self.compared_with
        if shown is None or other is None:
            return Changes()
        older, newer = sorted((shown, other), key=lambda version: version.number)
        return changes(older.content, newer.content)

    @property
    def contested(self) -> tuple[LineReading, ...]:
        """Lines that the person contests."""
        lines = self.summary.lines if self.summary else ()
        return tuple(line for line in lines if line.state is LineState.CONTESTED)

    @property
    def contests(self) -> tuple[Contest, ...]:
        """Every contest of this week, oldest first."""
        return contests_of(self.declaration, self.decisions)

    def just_made(self, made: DecisionMade) -> tuple[Decision, ...]:
        """Give the moves of a decision that its reader may still take back; none else."""
        return undoable(self.declaration, self.decisions, made, by=self.reader, now=self.now)

    @property
    def waiting(self) -> int:
        """Lines that one tap would count, the questions left open."""
        lines = self.summary.lines if self.summary else ()
        return sum(line.state is LineState.UNREAD or line.tacit for line in lines)

    @property
    def asked(self) -> int:
        """Lines with a question that waits for the person."""
        lines = self.summary.lines if self.summary else ()
        return sum(line.state is LineState.ASKED for line in lines)

    @property
    def is_all_to_count(self) -> bool:
        """Tell whether every line waits, for a reader or for the person: none is decided."""
        return self.waiting + self.asked == len(self.summary.lines if self.summary else ())

    @property
    def times_said(self) -> int:
        """How much was said of lines before the reader."""
        return times_said(self.decisions)

    def line_now(self, line: str) -> LineReading | None:
        """Give a line as it stands, or None when it is gone."""
        lines = self.summary.lines if self.summary else ()
        return next((state for state in lines if state.activity.line == line), None)

    @property
    def taken_out(self) -> tuple[TakenOut, ...]:
        """Activities that the person took out, with what was said of them."""
        return taken_out(self.declaration, self.decisions)

    @property
    def wants_to_talk(self) -> bool:
        """Tell whether the person waits for a call."""
        return wish_to_talk(self.declaration, self.decisions) is not None

    @property
    def language(self) -> str:
        """Name of the language to speak, in French."""
        return language_name(self.person.language)

    def decided_by(self, contested: LineReading) -> date:
        """Give the last day on which a contested line is decided in time."""
        return last_day_to_decide(contested.exchange[-1].at, self.territory.zone)

    def waits_for_another(self, line: LineReading) -> bool:
        """Tell whether the person contests this reader's own decision: somebody else decides."""
        return waits_for_another(line, reader=self.reader)


def _words_on(line: LineReading, person: int) -> Iterator[str]:
    if line.activity.note:
        yield line.activity.note
    said = in_force(line.exchange)
    if said and said[-1].by == person and said[-1].words:
        yield said[-1].words


def read_review(
    service: Service, *, actor: Actor, file: File, week: Week, version: int | None = None
) -> ReviewPage | None:
    """Read a week with every version and move; None when there is no such version.

    :param version: the version to show; the last one when None.
    """
    territory = service.territory(actor.territory)
    with service.database.reading() as store:
        sent = store.weeks.of_week(file.person.id, week)
    declaration, decisions = sent.declaration, sent.decisions
    known = {version.number: version for version in declaration.versions}
    if version is not None and version not in known:
        return None
    shown = known.get(declaration.base if version is None else version)
    return ReviewPage(
        reader=actor.account,
        now=service.now(),
        week=week,
        territory=territory,
        person=file.person,
        engagement=file.engagement,
        declaration=declaration,
        decisions=decisions,
        summary=sent.summary(territory, file.engagement, as_of=service.now()),
        shown=shown,
        names=sent.names,
        read_before=_read_before(service, declaration, shown, reader=actor.account),
    )


def _read_before(
    service: Service, declaration: Declaration, shown: Version | None, *, reader: int
) -> datetime | None:
    """Give when somebody last opened the week before the last version came; only where it matters."""
    if shown is None or len(declaration.versions) < 2 or shown is not declaration.versions[-1]:
        return None
    with service.database.reading() as store:
        return store.audit.last_read(declaration.person, declaration.week, by=reader, before=shown.sent_at)
