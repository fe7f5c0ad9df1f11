"""What a list shows of calls and visits, read beside each person: no more than their own few notes."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, FromClause, and_, func, or_, select

from xprsa.domain.contact_note import TELLS_OF_NUMBER, Appointment, ContactOutcome
from xprsa.storage.contact_notes import appointment_read
from xprsa.storage.tables import table
from xprsa.storage.tables_contacts import ContactNoteRow

_NOTE = table(ContactNoteRow)


class ListedContact(NamedTuple):
    """What is known of somebody by calls and visits.

    :ivar noted_at: when the last one was noted, or None without any; so for `outcome`.
    :ivar again_from: the day from which to call again, where that note says one.
    :ivar appointment: the next one that holds, or None.
    :ivar is_wrong_number: whether the number in the file is not the person's.
    """

    noted_at: datetime | None
    outcome: ContactOutcome | None
    again_from: date | None
    appointment: Appointment | None
    is_wrong_number: bool


def is_last_of(person: Column[int]) -> ColumnElement[bool]:
    """Select the last note of a person that stands, to be joined."""
    some = _NOTE.alias("earlier")
    last = select(func.max(some.c.noted_at)).where(some.c.person_id == person, _stands(some))
    return and_(_NOTE.c.person_id == person, _stands(_NOTE), _NOTE.c.noted_at == last.scalar_subquery())


def contact_columns(
    person: Column[int], phone: Column[str | None], today: ColumnElement[str]
) -> Sequence[ColumnElement[Any]]:
    """Give the columns of which `contact_of` makes what is shown; the last note is joined by `is_last_of`.

    :param today: the day on the territory's clock, in ISO 8601.
    """
    meeting, telling = _NOTE.alias("meeting"), _NOTE.alias("telling")
    holds = (_stands(meeting), ~meeting.c.is_cancelled, meeting.c.appointment >= today)
    soonest = select(func.min(meeting.c.appointment)).where(meeting.c.person_id == person, *holds)
    tells = (telling.c.phone == phone, or_(*(telling.c.outcome == told.value for told in TELLS_OF_NUMBER)))
    of_number = select(telling.c.outcome).where(telling.c.person_id == person, _stands(telling), *tells)
    newest = of_number.order_by(telling.c.noted_at.desc()).limit(1)
    return (
        *(_NOTE.c[name] for name in ("noted_at", "outcome", "again_from")),
        soonest.scalar_subquery().label("appointment"),
        newest.scalar_subquery().label("told_of_number"),
    )


def contact_of(row: Any) -> ListedContact:
    """Read them."""
    return ListedContact(
        row.noted_at,
        ContactOutcome(row.outcome) if row.outcome else None,
        row.again_from,
        appointment_read(row.appointment),
        row.told_of_number == ContactOutcome.WRONG_NUMBER.value,
    )


def _stands(rows: FromClause) -> ColumnElement[bool]:
    return and_(rows.c.superseded_at.is_(None), rows.c.undone_at.is_(None))
