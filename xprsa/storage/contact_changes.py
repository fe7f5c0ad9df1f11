"""Where a change of contact waits for its codes: their keyed hashes, and both contacts encrypted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, delete, insert, select, update

from xprsa.domain.contact import Contact, ContactKind
from xprsa.storage.sealer import Sealer, place
from xprsa.storage.tables import table
from xprsa.storage.tables_access import ContactChangeRow

_CHANGE = table(ContactChangeRow)


@dataclass(frozen=True, slots=True)
class CodeSent:
    """A code on its way.

    :ivar code_hash: keyed hash in hexadecimal.
    """

    where: Contact
    code_hash: str


@dataclass(frozen=True, slots=True)
class WaitingChange:
    """A change of contact that waits.

    :ivar public_id: what the hashes of its codes are bound to.
    :ivar account: internal id of its owner.
    :ivar kind: which contact is changed.
    :ivar after: the code sent to what receives codes once it is made: what would stand there, or what stays.
    :ivar before: the code sent to what receives them until then; None when nothing else does.
    """

    public_id: UUID
    account: int
    kind: ContactKind
    after: CodeSent
    before: CodeSent | None
    expires_at: datetime
    tries: int = 0

    @property
    def new(self) -> Contact | None:
        """What would stand there; None for a removal, after which codes go to the other kind."""
        return self.after.where if self.after.where.kind is self.kind else None


class ContactChanges:
    """Keeps one change an account, and counts the tries."""

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def put(self, change: WaitingChange) -> None:
        """Keep a change; one that waited for the same account is dropped."""
        self._connection.execute(delete(ContactChangeRow).where(_CHANGE.c.account_id == change.account))
        self._connection.execute(
            insert(ContactChangeRow).values(
                account_id=change.account,
                public_id=change.public_id,
                kind=change.kind.value,
                after=self._sealed(change.after, _CHANGE.c.after, change),
                after_hash=change.after.code_hash,
                before=self._sealed(change.before, _CHANGE.c.before, change) if change.before else None,
                before_hash=change.before.code_hash if change.before else None,
                expires_at=change.expires_at,
            )
        )

    def of_account(self, account: int) -> WaitingChange | None:
        """Give the change that waits, whether its codes still serve or not: what was typed is not lost."""
        row = self._connection.execute(select(_CHANGE).where(_CHANGE.c.account_id == account)).first()
        if row is None:
            return None
        return WaitingChange(
            public_id=row.public_id,
            account=row.account_id,
            kind=ContactKind(row.kind),
            after=self._opened(row, _CHANGE.c.after, row.after_hash),
            before=self._opened(row, _CHANGE.c.before, row.before_hash) if row.before else None,
            expires_at=row.expires_at,
            tries=row.tries,
        )

    def try_once(self, change: UUID, *, most: int) -> bool:
        """Count a try before it is judged; False when there are none left."""
        done = self._connection.execute(
            update(ContactChangeRow)
            .where(_CHANGE.c.public_id == change, _CHANGE.c.tries < most)
            .values(tries=_CHANGE.c.tries + 1)
        )
        return done.rowcount == 1

    def drop(self, change: UUID) -> bool:
        """Let a change that is made wait no more; False when it did not wait: made, dropped or replaced."""
        done = self._connection.execute(delete(ContactChangeRow).where(_CHANGE.c.public_id == change))
        return done.rowcount == 1

    def _sealed(self, sent: CodeSent, column: Column[Any], change: WaitingChange) -> str:
        return self._sealer.seal_at(sent.where.value, place(column, change.account, change.public_id))

    def _opened(self, row: Any, column: Column[Any], code_hash: str) -> CodeSent:
        there = place(column, row.account_id, row.public_id)
        return CodeSent(Contact.kept(self._sealer.open_at(getattr(row, column.name), there)), code_hash)
