"""What the journal says of a person, line by line: pages fold it by day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from xprsa.domain.week import Week
from xprsa.storage.store import Store
from xprsa.storage.tables import AccountRow, PersonAuditRow, table

_LINES, _ACCOUNT = table(PersonAuditRow), table(AccountRow)


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One line; `by` is the name of whoever acted, or None for the service itself."""

    at: datetime
    event: str
    week: Week | None
    detail: str
    by: str | None


def lines_about(store: Store, person: int, events: Collection[str] = ()) -> tuple[JournalLine, ...]:
    """Give what was done about a person, newest first; every kind of event when none is named."""
    query = (
        select(_LINES, _ACCOUNT.c.first_name, _ACCOUNT.c.last_name)
        .select_from(_LINES.outerjoin(_ACCOUNT, _ACCOUNT.c.id == _LINES.c.actor_id))
        .where(_LINES.c.person_id == person)
        .order_by(_LINES.c.at.desc(), _LINES.c.id.desc())
    )
    return tuple(
        JournalLine(
            at=row.at,
            event=row.event,
            week=None if row.week is None else Week.from_ordinal(row.week),
            detail=row.detail,
            by=None if row.first_name is None else f"{row.first_name} {row.last_name}",
        )
        for row in store.connection.execute(query)
        if not events or row.event in events
    )
