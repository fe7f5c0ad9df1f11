"""What was kept long enough: where the rows of each period stand, how many they are, and how they go."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, delete, func, select, tuple_, update

from xprsa.domain import retention
from xprsa.domain.retention import RetentionPeriod
from xprsa.domain.week import Week
from xprsa.storage.tables import PersonAuditRow, Row, ServiceAuditRow, table
from xprsa.storage.tables_access import (
    CodeSpendRow,
    ContactChangeRow,
    InvitationRow,
    MessageRow,
    RememberedPhoneRow,
    SignInCodeRow,
    SignInRow,
    ThrottleRow,
)
from xprsa.storage.tables_contacts import ContactNoteRow
from xprsa.storage.tables_imports import ImportedPersonRow, PeopleImportRow
from xprsa.storage.tables_tokens import MachineTokenRow
from xprsa.storage.tables_weeks import DraftRow, VersionRow

Places = Collection[tuple[int, Week]]  # internal ids of people, each with a week


@dataclass(frozen=True, slots=True)
class _Kept:
    """Rows of a table, by the instant from which they are kept.

    :ivar since: where that instant stands.
    :ivar by: the column that points to the row which has that instant, when it is another table's.
    :ivar only: which rows are meant, when not all.
    :ivar emptied: what the fields of an old row become; None: the row is deleted.
    :ivar place: the columns of the person and of the week, where an open contest holds the row.
    """

    row: type[Row]
    since: Column[Any]
    by: ColumnElement[int] | None = None
    only: ColumnElement[bool] | None = None
    emptied: Mapping[str, object] | None = None
    place: tuple[Column[Any], Column[Any]] | None = None

    def old(self, before: datetime, held: Places) -> list[ColumnElement[bool]]:
        """Give what is true of the rows that were kept long enough, and that nothing holds."""
        is_old: ColumnElement[bool] = self.since < before
        if self.by is not None:
            owner = self.since.table
            is_old = self.by.in_(select(owner.c.id).where(is_old))
        found = [is_old, *([] if self.only is None else [self.only])]
        if self.place is not None and held:
            found.append(tuple_(*self.place).not_in([(person, week.ordinal) for person, week in held]))
        return found


_VERSION, _MESSAGE, _SIGN_IN = table(VersionRow), table(MessageRow), table(SignInRow)
_IMPORT = table(PeopleImportRow)
KEPT: dict[RetentionPeriod, tuple[_Kept, ...]] = {
    retention.PREVENTED_REASON: (
        _Kept(
            VersionRow,
            _VERSION.c.sent_at,
            only=_VERSION.c.prevented_reason.is_not(None),
            emptied={"prevented_reason": None, "body_mac": ""},  # the code of the body could tell the reason
            place=(_VERSION.c.person_id, _VERSION.c.week),
        ),
    ),
    retention.DRAFTS: (_Kept(DraftRow, table(DraftRow).c.saved_at),),
    retention.AUDIT: (
        _Kept(PersonAuditRow, table(PersonAuditRow).c.at),
        _Kept(ServiceAuditRow, table(ServiceAuditRow).c.at),
        _Kept(MachineTokenRow, table(MachineTokenRow).c.expires_at),  # the journal names them until then
    ),
    retention.CONTACT_NOTES: (_Kept(ContactNoteRow, table(ContactNoteRow).c.at),),
    retention.SIGN_IN_CODES: (
        _Kept(SignInCodeRow, table(SignInCodeRow).c.expires_at),
        _Kept(ContactChangeRow, table(ContactChangeRow).c.expires_at),
    ),
    retention.SIGN_INS: (
        _Kept(SignInRow, _SIGN_IN.c.started_at),
        _Kept(InvitationRow, table(InvitationRow).c.expires_at),
        _Kept(RememberedPhoneRow, table(RememberedPhoneRow).c.used_at),
    ),
    retention.KEPT_TEXTS: (
        _Kept(SignInRow, _SIGN_IN.c.started_at, only=_SIGN_IN.c.kept.is_not(None), emptied={"kept": None}),
    ),
    retention.SEARCHES: (
        _Kept(
            SignInRow, _SIGN_IN.c.seen_at, only=_SIGN_IN.c.searches.is_not(None), emptied={"searches": None}
        ),
    ),
    retention.MESSAGES: (_Kept(MessageRow, _MESSAGE.c.created_at, only=_MESSAGE.c.payload == ""),),
    retention.IMPORTS: (
        _Kept(ImportedPersonRow, _IMPORT.c.at, by=table(ImportedPersonRow).c.import_id),
        _Kept(PeopleImportRow, _IMPORT.c.at),
    ),
    retention.TRIES: (
        _Kept(ThrottleRow, table(ThrottleRow).c.last_at),
        _Kept(CodeSpendRow, table(CodeSpendRow).c.hour),
    ),
}


class OldRows:
    """Rows of every period but that of the weeks, which go by whole files."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def count(self, period: RetentionPeriod, *, before: datetime, held: Places = ()) -> int:
        """Give how many rows of a period are older than an instant.

        :param held: weeks of which nothing may go: see `Contests.held`.
        """
        return sum(
            self._connection.execute(
                select(func.count()).select_from(table(kept.row)).where(*kept.old(before, held))
            ).scalar_one()
            for kept in KEPT[period]
        )

    def oldest(self, period: RetentionPeriod, *, before: datetime, held: Places = ()) -> datetime | None:
        """Give since when the oldest of these rows is kept; None when there is none."""
        own = (kept for kept in KEPT[period] if kept.by is None)  # the others are as old as what they are by
        found = (
            self._connection.execute(select(func.min(kept.since)).where(*kept.old(before, held))).scalar()
            for kept in own
        )
        return min(filter(None, found), default=None)

    def forget(self, period: RetentionPeriod, *, before: datetime, most: int, held: Places = ()) -> int:
        """Delete or empty rows older than an instant, so many at a time; give how many."""
        gone = 0
        for kept in KEPT[period]:
            gone += self._forget(kept, before=before, most=most - gone, held=held)
        return gone

    def _forget(self, kept: _Kept, *, before: datetime, most: int, held: Places) -> int:
        rows = table(kept.row)
        key: tuple[Any, ...] = tuple(rows.primary_key)
        chosen = tuple_(*key).in_(select(*key).where(*kept.old(before, held)).limit(most))
        change = delete(rows) if kept.emptied is None else update(rows).values(dict(kept.emptied))
        return self._connection.execute(change.where(chosen)).rowcount
