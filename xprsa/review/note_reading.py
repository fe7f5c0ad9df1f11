"""What the pages on which calls and visits are noted show an adviser."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from xprsa.domain.contact_note import (
    Appointment,
    ContactNote,
    appointments,
    comes_back,
    is_wrong_number,
    page_seen,
    standing,
)
from xprsa.domain.permission import Actor
from xprsa.domain.person import Beneficiary
from xprsa.domain.territory import Territory
from xprsa.domain.week import Week, local_date
from xprsa.review.noting import versions_of, weeks_with_a_wish
from xprsa.running.service import Service
from xprsa.storage.contact_notes import NotesOfPerson
from xprsa.storage.files import File


@dataclass(frozen=True)
class KnownContact:
    """What is known of somebody by calls and visits.

    :ivar notes: every one, the last first, those taken back too.
    """

    person: Beneficiary
    territory: Territory
    notes: NotesOfPerson
    now: datetime

    @property
    def today(self) -> date:
        """The day on the territory's clock."""
        return local_date(self.now, self.territory.zone)

    @property
    def last(self) -> ContactNote | None:
        """The last note that stands."""
        return next(iter(standing(self.notes)), None)

    @property
    def again_on(self) -> date | None:
        """The day on which to call again, while it is to come."""
        if self.last is None:
            return None
        on = local_date(self.last.noted_at, self.territory.zone)
        again_days = self.territory.rules_of(Week.of(on)).again_days
        day = comes_back(self.last.said.again_from, noted_on=on, again_days=again_days)
        return day if day > self.today else None

    @property
    def again_days(self) -> int:
        """Days until another call is proposed, by the rule in force."""
        return self.territory.rules_of(Week.of(self.today)).again_days

    @property
    def appointments(self) -> tuple[Appointment, ...]:
        """Those of today and later."""
        return appointments(self.notes, self.today)

    @property
    def is_wrong_number(self) -> bool:
        """Tell whether the number in the file is not the person's."""
        return is_wrong_number(self.notes, self.person.account.phone)


@dataclass(frozen=True)
class NotesPage:
    """The notes of a person, and the form of another one.

    :ivar seen: what the page holds, for the form.
    :ivar wishes: weeks in which the person would rather talk, and waits.
    """

    contact: KnownContact
    reader: int
    seen: str
    wishes: tuple[Week, ...]

    def may_be_undone(self, note: ContactNote) -> bool:
        """Tell whether the reader may still take a note back."""
        return note.may_be_undone(by=self.reader, now=self.contact.now)

    def note(self, note: UUID) -> ContactNote | None:
        """Give a note, or None."""
        return next((one for one in self.contact.notes if one.id == note), None)


def read_notes(service: Service, *, actor: Actor, file: File) -> NotesPage:
    """Read every note of a person."""
    territory = service.territory(actor.territory)
    with service.database.reading() as store:
        notes = store.contact_notes.of(file.person.id)
        wishes = weeks_with_a_wish(store, file.person.id, this_week=service.this_week(territory))
    versions = versions_of(wishes)
    return NotesPage(
        KnownContact(file.person, territory, notes, service.now()),
        reader=actor.account,
        seen=page_seen(notes, versions),
        wishes=tuple(week for week, _ in versions),
    )
