"""What a person reads of the calls and visits that were noted: nothing of those kept from screens."""

from collections.abc import Mapping
from dataclasses import dataclass

from xprsa.domain.contact_note import Appointment, ContactNote, appointments, shown_to_person
from xprsa.domain.permission import Actor
from xprsa.domain.person import Beneficiary
from xprsa.running.service import Service


@dataclass(frozen=True, slots=True)
class OwnNotes:
    """The notes that a person reads, the last first, and the appointments that they name.

    :ivar names: whoever wrote them, by internal id of the account.
    """

    person: Beneficiary
    notes: tuple[ContactNote, ...]
    names: Mapping[int, str]
    appointments: tuple[Appointment, ...]


def read_own_notes(service: Service, *, actor: Actor) -> OwnNotes:
    """Read what was noted of a person and is shown to them."""
    now, today = service.now(), service.today(service.territory(actor.territory))
    with service.database.reading() as store:
        kept = store.contact_notes.of(actor.account)
        person = store.files.of(actor.account).person
    notes = shown_to_person(kept, now)
    return OwnNotes(person, notes, kept.names, appointments(notes, today))


def read_own_appointments(service: Service, *, actor: Actor) -> tuple[Appointment, ...]:
    """Read the appointments of today and later that a person is shown, soonest first."""
    today = service.today(service.territory(actor.territory))
    with service.database.reading() as store:
        kept = store.contact_notes.of(actor.account)
    return appointments(shown_to_person(kept, service.now()), today)
