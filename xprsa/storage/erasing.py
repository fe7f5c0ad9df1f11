"""Where one person is found, held, and deleted with all that is kept of them."""

import time
from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Connection, exists, or_, select, text, update

from xprsa.domain.contact import Contact
from xprsa.domain.permission import Role
from xprsa.domain.person import Beneficiary
from xprsa.storage.old_files import OldFiles
from xprsa.storage.people import beneficiaries, beneficiary_of, kept_as
from xprsa.storage.tables import AccountRow, BeneficiaryRow, table
from xprsa.storage.tables_access import SignInRow
from xprsa.storage.tables_contacts import ContactNoteRow
from xprsa.storage.tables_weeks import LineDecisionRow, VersionRow
from xprsa.storage.taking_back import TakingBack

_ACCOUNT = table(AccountRow)
_BENEFICIARY = table(BeneficiaryRow)
_VERSION, _DECISION, _SIGN_IN = table(VersionRow), table(LineDecisionRow), table(SignInRow)
_NOTE = table(ContactNoteRow)

_AT_A_TIME = 5000  # public ids
_OLDER_WRITERS_END = 10.0  # seconds; an import, which signs nobody in, may write for longer
_LOOK_EVERY = 0.02  # seconds
_LOOK_ANEW = text("SELECT pg_stat_clear_snapshot()")  # else a transaction sees who wrote at its first look
_WRITERS = text(
    "SELECT backend_xid::text FROM pg_stat_activity"
    " WHERE datname = current_database() AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()"
)


class Erasing:
    """Deletes people whole; what the service owes to others is for whoever calls."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def named(self, reference: str) -> tuple[Beneficiary, ...]:
        """Give the people with a file reference, however it is typed, or with that public id."""
        try:
            wanted: tuple[ColumnElement[bool], ...] = (_ACCOUNT.c.public_id == UUID(reference),)
        except ValueError:
            wanted = kept_as(reference)
        for one in wanted:
            rows = self._connection.execute(beneficiaries().where(one).order_by(_ACCOUNT.c.id))
            if found := tuple(beneficiary_of(row) for row in rows):
                return found
        return ()

    def hold(self, person: int) -> Beneficiary | None:
        """Give a person as they are now; nothing reaches their file before the transaction ends."""
        query = beneficiaries().where(_ACCOUNT.c.id == person).with_for_update(of=(_ACCOUNT, _BENEFICIARY))
        row = self._connection.execute(query).first()
        return beneficiary_of(row) if row else None

    def public_ids(self) -> Iterator[UUID]:
        """Yield the public ids of everybody who has a file."""
        files = select(_ACCOUNT.c.id, _ACCOUNT.c.public_id).join(
            _BENEFICIARY, _BENEFICIARY.c.account_id == _ACCOUNT.c.id
        )
        after = 0
        while rows := self._connection.execute(
            files.where(_ACCOUNT.c.id > after).order_by(_ACCOUNT.c.id).limit(_AT_A_TIME)
        ).all():
            yield from (row.public_id for row in rows)
            after = rows[-1].id

    def here(self, public_ids: Collection[UUID]) -> tuple[Beneficiary, ...]:
        """Give those of some people who are there, some hundreds at most."""
        rows = self._connection.execute(beneficiaries().where(_ACCOUNT.c.public_id.in_(public_ids)))
        return tuple(beneficiary_of(row) for row in rows)

    def did_since(self, person: int, instant: datetime) -> bool:
        """Tell whether a file holds a week, a decision, a note or a sign-in from after an instant."""
        done = (
            (_VERSION.c.person_id, _VERSION.c.sent_at),
            (_DECISION.c.person_id, _DECISION.c.at),
            (_NOTE.c.person_id, _NOTE.c.at),
            (_SIGN_IN.c.account_id, _SIGN_IN.c.seen_at),
        )
        since = (exists().where(whose == person, at > instant) for whose, at in done)
        return bool(self._connection.execute(select(or_(*since))).scalar_one())

    def theirs_alone(self, person: int, contacts: Collection[Contact]) -> frozenset[str]:
        """Give the contacts that no other account has."""
        values = {contact.value for contact in contacts}
        columns = (_ACCOUNT.c.email, _ACCOUNT.c.phone)
        others = select(*columns).where(
            _ACCOUNT.c.id != person, or_(*(column.in_(values) for column in columns))
        )
        shared = {value for row in self._connection.execute(others) for value in row}
        return frozenset(values - shared)

    def erase(self, person: int, *, at: datetime) -> None:
        """Delete weeks, file, contacts and ways in; the number that the journal knows is nobody's then.

        Its public id goes too: from it came the pseudonyms, and the addresses of pages.
        """
        OldFiles(self._connection).empty([person])
        TakingBack(self._connection).remove_people([person], at=at)
        nobody = {"public_id": uuid4(), "created_at": at}
        self._connection.execute(update(_ACCOUNT).where(_ACCOUNT.c.id == person).values(nobody))

    def drop_ways_in(self, person: int) -> bool:
        """Delete the ways in that arrived while their account was being emptied; False when some may still.

        PostgreSQL lets them wait for the end of that: the row to which they point is still there.
        """
        all_ended = self._connection.dialect.name != "postgresql" or self._older_writers_end()
        TakingBack(self._connection).remove_ways_in([person])
        return all_ended

    def drop_late_ways_in(self) -> None:
        """Delete the ways in of everybody who has no file any more: `drop_ways_in` was too early for them."""
        emptied = select(_ACCOUNT.c.id).where(
            _ACCOUNT.c.role == Role.BENEFICIARY.value,
            ~exists().where(_BENEFICIARY.c.account_id == _ACCOUNT.c.id),
        )
        TakingBack(self._connection).remove_ways_in(emptied)

    def _older_writers_end(self) -> bool:
        """Wait for a while until whatever was writing in this database ended; tell whether it did."""
        older = self._writers()
        patience = time.monotonic() + _OLDER_WRITERS_END
        while older & self._writers():
            if time.monotonic() > patience:
                return False
            time.sleep(_LOOK_EVERY)
        return True

    def _writers(self) -> frozenset[str]:
        """Give the transactions that write in this database, but for this one."""
        self._connection.execute(_LOOK_ANEW)
        return frozenset(self._connection.execute(_WRITERS).scalars())
