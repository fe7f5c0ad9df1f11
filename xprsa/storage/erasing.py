"""Where one person is found, held, and deleted with all that is kept of them."""

import time
from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection, Text, exists, func, or_, select, update

from xprsa.domain.contact import Contact
from xprsa.domain.folding import reference_forms
from xprsa.domain.person import Beneficiary
from xprsa.storage.old_files import OldFiles
from xprsa.storage.people import beneficiaries, beneficiary_of
from xprsa.storage.tables import AccountRow, BeneficiaryRow, table
from xprsa.storage.tables_access import SignInRow
from xprsa.storage.tables_weeks import LineDecisionRow, VersionRow
from xprsa.storage.taking_back import TakingBack

_ACCOUNT = table(AccountRow)
_BENEFICIARY = table(BeneficiaryRow)
_VERSION, _DECISION, _SIGN_IN = table(VersionRow), table(LineDecisionRow), table(SignInRow)

_AT_A_TIME = 5000  # public ids
_OLDER_WRITERS_END = 10.0  # seconds; an import, which signs nobody in, may write for longer
_LOOK_EVERY = 0.02  # seconds


class Erasing:
    """Deletes people whole; what the service owes to others is for whoever calls."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def named(self, reference: str) -> tuple[Beneficiary, ...]:
        """Give the people with a file reference, however it is typed, or with that public id."""
        try:
            wanted = [_ACCOUNT.c.public_id == UUID(reference)]
        except ValueError:
            wanted = [_BENEFICIARY.c.reference_key == form for form in reference_forms(reference)]
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
        """Tell whether a file holds a week, a decision or a sign-in from after an instant."""
        done = (
            (_VERSION.c.person_id, _VERSION.c.sent_at),
            (_DECISION.c.person_id, _DECISION.c.at),
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

    def drop_ways_in(self, person: int) -> None:
        """Delete the ways in that arrived while their account was being emptied.

        PostgreSQL lets them wait for the end of that: the row to which they point is still there.
        """
        if self._connection.dialect.name == "postgresql":
            self._let_older_writers_end()
        TakingBack(self._connection).remove_ways_in([person])

    def _let_older_writers_end(self) -> None:
        """Wait until whatever began to write before this transaction ended, and for a while at most."""
        own = self._connection.execute(select(func.pg_current_xact_id().cast(Text))).scalar_one()
        oldest = select(func.pg_snapshot_xmin(func.pg_current_snapshot()).cast(Text))
        patience = time.monotonic() + _OLDER_WRITERS_END
        while self._connection.execute(oldest).scalar_one() != own and time.monotonic() < patience:
            time.sleep(_LOOK_EVERY)
