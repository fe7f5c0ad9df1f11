"""Calls and visits noted two hours ago: words, an appointment, one cancelled, one kept from screens."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from uuid import UUID, uuid4

from tests.browser.scene import Scene
from xprsa.domain.contact_note import Appointment, ContactOutcome, NoteContent, NoteVersion
from xprsa.domain.person import Account, Beneficiary


def called(scene: Scene, person: Beneficiary, *, by: Account) -> Iterator[UUID]:
    """Note them; give their ids."""
    now = scene.service.now()
    meets = Appointment((now + timedelta(days=9)).date(), time(10, 30))
    long_words = "Nous avons parlé de la formation, puis de la garde des enfants. " * 6
    said = (
        NoteContent(ContactOutcome.REACHED, long_words, phone=person.account.phone, appointment=meets),
        NoteContent(ContactOutcome.MET, appointment=replace(meets, at=time(9), is_cancelled=True)),
        NoteContent(ContactOutcome.MESSAGE_LEFT, "Chez une amie, le soir.", is_hidden=True),
        NoteContent(ContactOutcome.WRONG_NUMBER, phone=person.account.phone, again_from=now.date()),
    )
    for number, content in enumerate(said):
        note, at = uuid4(), now - timedelta(hours=2) + timedelta(minutes=number)
        with scene.service.database.writing() as store:
            store.contact_notes.add(person.id, note, NoteVersion(1, by.id, at, content), noted_at=at)
            later = NoteVersion(2, by.id, at + timedelta(minutes=15), replace(content, words="Mieux dit."))
            if number == 1:
                store.contact_notes.add(person.id, note, later, noted_at=at)
        yield note
