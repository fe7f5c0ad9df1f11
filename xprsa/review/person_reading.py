"""What the page of a person shows an adviser, read over one connection."""

from dataclasses import dataclass

from xprsa.domain.caseload import STATUS_WEEKS, WeekStatus, status_of
from xprsa.domain.engagement import Engagement, NotAsked
from xprsa.domain.identity import OwnChange, own_changes
from xprsa.domain.permission import Actor
from xprsa.domain.person import Beneficiary
from xprsa.domain.review import LineReading, LineState
from xprsa.domain.summary import Summary
from xprsa.domain.week import Week
from xprsa.review.note_reading import KnownContact
from xprsa.running.service import Service
from xprsa.storage.files import File
from xprsa.web.i18n import language_name


@dataclass(frozen=True, slots=True)
class PersonWeek:
    """One week in the list of a person's weeks.

    :ivar status: None when nothing was ever sent.
    :ivar summary: None when nothing stands.
    """

    week: Week
    status: WeekStatus | None
    summary: Summary | None
    not_asked: NotAsked | None


@dataclass(frozen=True)
class PersonPage:
    """A person of the caseload: how to reach them, what was signed, their weeks newest first.

    :ivar own_changes: contacts that they changed themselves lately.
    :ivar programs_were_asked: whether one ever was in the territory, about whomever.
    :ivar contact: what calls and visits told.
    """

    person: Beneficiary
    engagement: Engagement
    this_week: Week
    weeks: tuple[PersonWeek, ...]
    own_changes: tuple[OwnChange, ...]
    programs_were_asked: bool
    contact: KnownContact

    @property
    def language(self) -> str:
        """Name of the language to speak, in French."""
        return language_name(self.person.language)

    @property
    def target(self) -> int | None:
        """Minutes asked this week, or None when nothing is asked."""
        return self.engagement.target(self.this_week)

    @property
    def not_asked(self) -> NotAsked | None:
        """Why nothing is asked this week, or None."""
        return self.engagement.not_asked(self.this_week)

    @property
    def statuses(self) -> dict[Week, WeekStatus]:
        """The statuses of the weeks received or withdrawn."""
        return {entry.week: entry.status for entry in self.weeks if entry.status is not None}

    @property
    def questions(self) -> tuple[tuple[Week, LineReading], ...]:
        """Lines with a question that waits for the person, newest week first."""
        return tuple(
            (entry.week, line)
            for entry in self.weeks
            if entry.summary
            for line in entry.summary.lines
            if line.state is LineState.ASKED
        )


def read_person(service: Service, *, actor: Actor, file: File, last: Week) -> PersonPage:
    """Read the twelve weeks of a person that end with `last`."""
    territory, now = service.territory(actor.territory), service.now()
    first = last.plus(1 - STATUS_WEEKS)
    with service.database.reading() as store:
        read_weeks = store.weeks.of_weeks(file.person.id, first, last)
        asking = store.askings.latest_done(territory.id)
        notes = store.contact_notes.of(file.person.id)
    weeks = []
    for week in (last.plus(-back) for back in range(STATUS_WEEKS)):
        sent = read_weeks.get(week)
        weeks.append(
            PersonWeek(
                week,
                status=status_of(sent.declaration, sent.decisions, as_of=now) if sent else None,
                summary=sent.summary(territory, file.engagement, as_of=now) if sent else None,
                not_asked=file.engagement.not_asked(week),
            )
        )
    return PersonPage(
        file.person,
        file.engagement,
        service.this_week(territory),
        tuple(weeks),
        own_changes(file.person.account, now=now),
        programs_were_asked=asking is not None,
        contact=KnownContact(file.person, territory, notes, now),
    )
