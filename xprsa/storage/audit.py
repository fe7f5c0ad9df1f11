"""The journal: every write, and every read of somebody by somebody else.

Two tables hold it. Lines about a person stand with the person; what concerns nobody, or a whole list at once,
stands in the journal of the service.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, insert, select

from xprsa.domain.week import Week
from xprsa.storage.followings import Following
from xprsa.storage.tables import AccountRow, PersonAuditRow, ServiceAuditRow, table

_OF_PERSONS = table(PersonAuditRow)
_OF_SERVICE = table(ServiceAuditRow)
_ACCOUNT = table(AccountRow)
_AS_FILE = "file"
_ONE_REFUSAL = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ListOpened:
    """An adviser opened the list of their caseload, or took it as a file."""

    at: datetime
    by: str
    as_file: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A line to add; the detail is made of codes, never of what somebody typed.

    :ivar person: internal id of the account it is about; None: it enters the journal of the service.
    """

    event: str
    person: int | None
    detail: str = ""
    week: Week | None = None


class AuditTrail:
    """Both journals, append-only, until the time to keep it is over."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def note(
        self,
        *,
        at: datetime,
        actor: int | None,
        event: str,
        person: int | None = None,
        week: Week | None = None,
        detail: str = "",
    ) -> None:
        """Add one line.

        :param actor: internal id of the account that acted; None for the service itself.
        :param person: internal id of the account it is about; None: it enters the journal of the service.
        :param detail: a code or an opaque id; never a name, a contact or words that somebody typed.
        """
        self.note_all([Note(event, person, detail, week)], at=at, actor=actor)

    def note_all(self, notes: Sequence[Note], *, at: datetime, actor: int | None) -> None:
        """Add many lines, in one statement a journal."""
        for journal, is_of_person in ((_OF_PERSONS, True), (_OF_SERVICE, False)):
            lines = [
                {"at": at, "actor_id": actor, "event": note.event, "detail": note.detail} | _concerned(note)
                for note in notes
                if (note.person is not None) is is_of_person
            ]
            if lines:
                self._connection.execute(insert(journal), lines)

    def note_listing(self, adviser: int, *, at: datetime, as_file: bool) -> None:
        """Note that an adviser opened the list of their caseload, or took it as a file: one line for all."""
        self.note(at=at, actor=adviser, event="listed", detail=_AS_FILE if as_file else "")

    def refused(self, page: str, *, actor: int, person: int | None, at: datetime) -> None:
        """Note that somebody was refused a page; again within the hour, it is the same line.

        :param page: its name in the code, never its address.
        :param person: internal id of the account that it would have shown, if any.
        """
        journal = _OF_SERVICE if person is None else _OF_PERSONS
        known = select(journal.c.id).where(
            journal.c.actor_id == actor,
            journal.c.event == "refused",
            journal.c.detail == page,
            journal.c.at > at - _ONE_REFUSAL,
        )
        if person is not None:
            known = known.where(_OF_PERSONS.c.person_id == person)
        if self._connection.execute(known.limit(1)).first() is None:
            self.note(at=at, actor=actor, event="refused", person=person, detail=page)

    def last_read(self, person: int, week: Week, *, by: int, before: datetime) -> datetime | None:
        """Give when somebody last opened a week of a person before an instant, or None.

        :param by: internal id.
        """
        query = select(func.max(_OF_PERSONS.c.at)).where(
            _OF_PERSONS.c.person_id == person,
            _OF_PERSONS.c.week == week.ordinal,
            _OF_PERSONS.c.actor_id == by,
            _OF_PERSONS.c.event == "read",
            _OF_PERSONS.c.at < before,
        )
        return self._connection.execute(query).scalar()

    def listings_of(self, followings: Sequence[Following], *, since: datetime) -> tuple[ListOpened, ...]:
        """Give each time that a list showed a person: whoever opened it followed them then; newest first.

        :param followings: who followed the person since when, newest first.
        """
        opened = (
            select(*(_OF_SERVICE.c[name] for name in ("at", "actor_id", "detail")))
            .add_columns(_ACCOUNT.c.first_name, _ACCOUNT.c.last_name)
            .join_from(_OF_SERVICE, _ACCOUNT, _ACCOUNT.c.id == _OF_SERVICE.c.actor_id)
            .where(_OF_SERVICE.c.actor_id.in_({following.adviser for following in followings} - {None}))
            .where(_OF_SERVICE.c.event == "listed", _OF_SERVICE.c.at >= since)
            .order_by(_OF_SERVICE.c.at.desc(), _OF_SERVICE.c.id.desc())
        )
        return tuple(
            ListOpened(row.at, f"{row.first_name} {row.last_name}", as_file=row.detail == _AS_FILE)
            for row in self._connection.execute(opened)
            if _adviser_at(row.at, followings) == row.actor_id
        )


def _concerned(note: Note) -> dict[str, int | None]:
    """Give the columns that the journal of persons has beyond the other's."""
    if note.person is None:
        return {}
    return {"person_id": note.person, "week": note.week.ordinal if note.week else None}


def _adviser_at(instant: datetime, followings: Sequence[Following]) -> int | None:
    """Tell who followed the person at an instant: each says since when, the newest comes first."""
    return next((following.adviser for following in followings if following.since <= instant), None)
