"""What was noted of a call or a visit is told to its person once nobody can take it back any more."""

from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from uuid import UUID

from xprsa.domain.reply import NOTICE_EVERY
from xprsa.running.parcels import put_note_notice
from xprsa.running.service import Service
from xprsa.storage.store import Store

MOST_NOTES = 500  # looked at in one pass
_GIVEN_UP = timedelta(days=7)  # whoever nothing reaches for so long reads it in their space


def tell_notes(service: Service) -> None:
    """Write to the people of whom something was noted, once a day at most, never what.

    Nobody is written to of a note that is hidden by now, nor of one that was taken back; and the notice looks
    again before it leaves.
    """
    now = service.now()
    with service.database.reading() as store:
        due = store.contact_notes.to_tell(at=now, most=MOST_NOTES)
    for person, notes in groupby(sorted(due, key=itemgetter(0)), itemgetter(0)):
        with service.database.writing() as store:
            _tell(store, person, [note for _, note in notes], now=now)


def _tell(store: Store, person: int, due: list[UUID], *, now: datetime) -> None:
    """Make a notice, put it off or leave it out."""
    shown = [note for note in store.contact_notes.hold(person) if note.id in due and note.is_shown(now)]
    account = store.people.account(person)
    last = store.messages.last_notices([person]).get(person)
    if not shown or account is None or (last is not None and last > now):  # one that waits tells of this too
        store.contact_notes.note_told(person, due, at=now)
    elif last is not None and now - last < NOTICE_EVERY:
        store.contact_notes.put_off(person, due, until=last + NOTICE_EVERY)
    elif put_note_notice(store, account, at=now) or now - max(note.current.at for note in shown) > _GIVEN_UP:
        store.contact_notes.note_told(person, due, at=now)
    else:
        store.contact_notes.put_off(person, due, until=now + NOTICE_EVERY)
