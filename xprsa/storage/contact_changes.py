"""Where a change of contact waits for its codes: their keyed hashes, and both contacts encrypted."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select, update

from xprsa.domain.contact import Contact, ContactKind
from xprsa.storage.sealer import Sealer
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
    :ivar new: the code sent to what would stand there; None for a removal.
    :ivar known: the code sent to what is theirs already; None when nothing reaches them.
    """

    public_id: UUID
    account: int
    kind: ContactKind
    new: CodeSent | None
    known: CodeSent | None
    expires_at: datetime
    tries: int = 0


class ContactChanges:
    """Keeps one change an account, and counts the tries."""

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def put(self, change: WaitingChange) -> None:
        """Keep a change; one that waited for the same account is dropped."""
        self.drop(change.account)
        self._connection.execute(
            insert(ContactChangeRow).values(
                account_id=change.account,
                public_id=change.public_id,
                kind=change.kind.value,
                contact=self._sealed(change.new),
                contact_hash=change.new.code_hash if change.new else None,
                known=self._sealed(change.known),
                known_hash=change.known.code_hash if change.known else None,
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
            new=self._opened(row.contact, row.contact_hash),
            known=self._opened(row.known, row.known_hash),
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

    def drop(self, account: int) -> None:
        """Let the change of an account wait no more: it was made, or another person holds the account."""
        self._connection.execute(delete(ContactChangeRow).where(_CHANGE.c.account_id == account))

    def _sealed(self, code: CodeSent | None) -> str | None:
        return self._sealer.seal(code.where.value) if code else None

    def _opened(self, sealed: str | None, code_hash: str | None) -> CodeSent | None:
        return CodeSent(Contact.kept(self._sealer.open(sealed)), code_hash) if sealed and code_hash else None
