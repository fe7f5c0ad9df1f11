"""Where notes of calls and visits are kept, each with its versions, until the time to keep them is over."""

from collections.abc import Collection
from datetime import date, datetime, time
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, bindparam, insert, select, update

from xprsa.domain.contact_note import (
    Appointment,
    ContactNote,
    ContactOutcome,
    NoteContent,
    NoteVersion,
)
from xprsa.domain.second_thought import UNDO_WITHIN
from xprsa.storage.sealer import Sealer, place
from xprsa.storage.statement import Statement
from xprsa.storage.tables import AccountRow, BeneficiaryRow, next_id, table
from xprsa.storage.tables_contacts import ContactNoteRow

_NOTE, _WRITER, _BENEFICIARY = table(ContactNoteRow), table(AccountRow), table(BeneficiaryRow)
_OF_PERSON = Statement(
    select(*_NOTE.columns, _WRITER.c.first_name, _WRITER.c.last_name)
    .join_from(_NOTE, _WRITER, _WRITER.c.id == _NOTE.c.by_id)
    .where(_NOTE.c.person_id == bindparam("person"))
    .order_by(_NOTE.c.noted_at.desc(), _NOTE.c.note, _NOTE.c.number)
)


class NotesOfPerson(tuple[ContactNote, ...]):
    """Every note of one person, the last first.

    :ivar names: whoever wrote a version, by internal id of the account.
    """

    names: dict[int, str]


class ContactNotes:
    """What advisers noted of people."""

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def of(self, person: int) -> NotesOfPerson:
        """Give every note of a person, the last first, those taken back too, in one statement."""
        rows = _OF_PERSON.all(self._connection, person=person)
        notes = NotesOfPerson(self._note(list(versions)) for _, versions in groupby(rows, attrgetter("note")))
        notes.names = {row.by_id: f"{row.first_name} {row.last_name}" for row in rows}
        return notes

    def hold(self, person: int) -> NotesOfPerson:
        """Give the same; whoever else notes something of the person waits for the transaction to end."""
        row = select(_BENEFICIARY.c.account_id).where(_BENEFICIARY.c.account_id == person)
        self._connection.execute(row.with_for_update(key_share=True))
        return self.of(person)

    def add(self, person: int, note: UUID, version: NoteVersion, *, noted_at: datetime) -> None:
        """Keep a version; the one before it stands no more.

        :raises Collision: when somebody else kept one of this number.
        """
        before = (*_is(person, note), _NOTE.c.superseded_at.is_(None))
        self._connection.execute(update(_NOTE).where(*before).values(superseded_at=version.at))
        said, meets = version.said, version.said.appointment
        sealed = self._sealer.seal_at(said.words, _place(person, note, version.number)) if said.words else ""
        self._connection.execute(
            insert(_NOTE).values(
                person_id=person,
                id=next_id(),
                note=note,
                noted_at=noted_at,
                number=version.number,
                at=version.at,
                by_id=version.by,
                outcome=said.outcome.value,
                words=sealed,
                is_hidden=said.is_hidden,
                phone=said.phone,
                appointment=f"{meets.on.isoformat()}T{meets.at.isoformat('minutes')}" if meets else None,
                is_cancelled=meets is not None and meets.is_cancelled,
                again_from=said.again_from,
                tell_from=version.at + UNDO_WITHIN,
            )
        )

    def undo(self, person: int, note: UUID, *, at: datetime) -> None:
        """Take a note back."""
        self._connection.execute(update(_NOTE).where(*_is(person, note)).values(undone_at=at))

    def to_tell(self, *, at: datetime, most: int) -> tuple[tuple[int, UUID], ...]:
        """Give the people and notes of which a notice may be owed by now, the longest due first.

        A version is so from ten minutes on: until then its note may be taken back.
        """
        query = (
            select(_NOTE.c.person_id, _NOTE.c.note)
            .where(is_standing(), _NOTE.c.told_at.is_(None), _NOTE.c.tell_from < at)
            .order_by(_NOTE.c.tell_from)
            .limit(most)
        )
        return tuple((row.person_id, row.note) for row in self._connection.execute(query))

    def note_told(self, person: int, notes: Collection[UUID], *, at: datetime) -> None:
        """Keep that a notice leaves for the versions that stand of some notes, or is not owed."""
        some = (_NOTE.c.person_id == person, _NOTE.c.note.in_(notes), _NOTE.c.superseded_at.is_(None))
        self._connection.execute(update(_NOTE).where(*some).values(told_at=at))

    def put_off(self, person: int, notes: Collection[UUID], *, until: datetime) -> None:
        """Keep from when on it is looked at again whether a notice is owed for the versions that stand."""
        some = (_NOTE.c.person_id == person, _NOTE.c.note.in_(notes), _NOTE.c.superseded_at.is_(None))
        self._connection.execute(update(_NOTE).where(*some).values(tell_from=until))

    def is_told_of(self, person: int, *, at: datetime) -> bool:
        """Tell whether the person can read one of the notes for which a notice was made at an instant."""
        told = (_NOTE.c.person_id == person, _NOTE.c.told_at == at, is_standing(), ~_NOTE.c.is_hidden)
        return self._connection.execute(select(_NOTE.c.id).where(*told).limit(1)).first() is not None

    def _note(self, rows: list[Any]) -> ContactNote:
        last = rows[-1]
        return ContactNote(last.note, last.noted_at, tuple(map(self._version, rows)), last.undone_at)

    def _version(self, row: Any) -> NoteVersion:
        where = _place(row.person_id, row.note, row.number)
        return NoteVersion(
            row.number,
            row.by_id,
            row.at,
            NoteContent(
                outcome=ContactOutcome(row.outcome),
                words=self._sealer.open_at(row.words, where) if row.words else "",
                is_hidden=row.is_hidden,
                phone=row.phone,
                appointment=appointment_read(row.appointment, is_cancelled=row.is_cancelled),
                again_from=row.again_from,
            ),
        )


def is_standing() -> ColumnElement[bool]:
    """Select the version of a note that stands, unless the note was taken back."""
    return and_(_NOTE.c.superseded_at.is_(None), _NOTE.c.undone_at.is_(None))


def appointment_read(written: str | None, *, is_cancelled: bool = False) -> Appointment | None:
    """Read an appointment back."""
    if written is None:
        return None
    day, _, hour = written.partition("T")
    return Appointment(date.fromisoformat(day), time.fromisoformat(hour), is_cancelled)


def _is(person: int, note: UUID) -> tuple[ColumnElement[bool], ...]:
    return _NOTE.c.person_id == person, _NOTE.c.note == note


def _place(person: int, note: UUID, number: int) -> str:
    return place(_NOTE.c.words, person, note, number)
