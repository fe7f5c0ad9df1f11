"""The journal: every write, and every read of somebody by somebody else."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from xprsa.domain.week import Week
from xprsa.storage.tables import AccountRow, AuditRow, table

_AUDIT = table(AuditRow)
_ACCOUNT = table(AccountRow)


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One line of the journal, as its person may read it.

    :ivar by: name and role of whoever acted, or None for the service itself.
    """

    at: datetime
    event: str
    week: Week | None
    detail: str
    by: str | None
    by_role: str | None
    by_self: bool


@dataclass(frozen=True, slots=True)
class Note:
    """A line to add for one person; the detail is made of codes, never of what somebody typed."""

    event: str
    person: int | None
    detail: str = ""
    week: Week | None = None


class Audit:
    """Append-only, until the time to keep it is over."""

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
        :param detail: a code or an opaque id; never a name, a contact or words that somebody typed.
        """
        self._connection.execute(
            insert(AuditRow),
            {
                "at": at,
                "actor_id": actor,
                "event": event,
                "person_id": person,
                "week": week.ordinal if week else None,
                "detail": detail,
            },
        )

    def note_all(self, notes: Sequence[Note], *, at: datetime, actor: int | None) -> None:
        """Add many lines in one statement."""
        if notes:
            self._connection.execute(
                insert(_AUDIT),
                [
                    {
                        "at": at,
                        "actor_id": actor,
                        "event": note.event,
                        "person_id": note.person,
                        "week": note.week.ordinal if note.week else None,
                        "detail": note.detail,
                    }
                    for note in notes
                ],
            )

    def newest(self) -> datetime | None:
        """Give the instant of the newest line."""
        newest: datetime | None = self._connection.execute(select(func.max(_AUDIT.c.at))).scalar()
        return newest

    def forget(self, *, before: datetime, most: int) -> int:
        """Delete old lines, so many at a time; give how many."""
        old = select(_AUDIT.c.id).where(_AUDIT.c.at < before).limit(most)
        return self._connection.execute(delete(_AUDIT).where(_AUDIT.c.id.in_(old))).rowcount

    def about(self, person: int, *, events: Collection[str] = (), most: int = 100) -> tuple[AuditEvent, ...]:
        """Give what was done about a person, newest first.

        :param events: kinds of event to keep; every kind when empty.
        """
        query = (
            select(_AUDIT, _ACCOUNT.c.first_name, _ACCOUNT.c.last_name, _ACCOUNT.c.role)
            .select_from(_AUDIT.outerjoin(_ACCOUNT, _ACCOUNT.c.id == _AUDIT.c.actor_id))
            .where(_AUDIT.c.person_id == person)
            .order_by(_AUDIT.c.at.desc(), _AUDIT.c.id.desc())
            .limit(most)
        )
        if events:
            query = query.where(_AUDIT.c.event.in_(tuple(events)))
        return tuple(
            AuditEvent(
                at=row.at,
                event=row.event,
                week=Week.from_ordinal(row.week) if row.week is not None else None,
                detail=row.detail,
                by=f"{row.first_name} {row.last_name}" if row.first_name is not None else None,
                by_role=row.role,
                by_self=row.actor_id == person,
            )
            for row in self._connection.execute(query)
        )
