"""Where invitations of staff are kept, by the hash of their link's token."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, insert, select, update

from xprsa.domain.person import Account
from xprsa.domain.sign_in import ClosedLink
from xprsa.storage.people import ACCOUNT_COLUMNS, account_of
from xprsa.storage.tables import AccountRow, table
from xprsa.storage.tables_access import InvitationRow

_INVITATION = table(InvitationRow)
_ACCOUNT = table(AccountRow)


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that still opens."""

    id: int
    account: Account


class Invitations:
    """Opens once, until it is too old."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, account: int, *, token_hash: str, at: datetime, expires_at: datetime) -> None:
        """Keep an invitation; those sent before no longer open."""
        self._connection.execute(
            update(InvitationRow)
            .where(_INVITATION.c.account_id == account, _INVITATION.c.used_at.is_(None))
            .values(used_at=at)
        )
        self._connection.execute(
            insert(InvitationRow).values(
                account_id=account, token_hash=token_hash, created_at=at, expires_at=expires_at
            )
        )

    def of_token(self, token_hash: str, *, at: datetime) -> Invitation | None:
        """Give the invitation that a link opens, unless used, too old, or its account is disabled."""
        query = (
            select(*ACCOUNT_COLUMNS, _INVITATION.c.id.label("invitation"))
            .join_from(_INVITATION, _ACCOUNT, _ACCOUNT.c.id == _INVITATION.c.account_id)
            .where(
                _INVITATION.c.token_hash == token_hash,
                _INVITATION.c.used_at.is_(None),
                _INVITATION.c.expires_at > at,
                _ACCOUNT.c.disabled_at.is_(None),
            )
        )
        row = self._connection.execute(query).first()
        return Invitation(row.invitation, account_of(row)) if row else None

    def why_closed(self, token_hash: str, *, at: datetime) -> ClosedLink | None:
        """Tell why a link does not open; None when it does."""
        newer = _INVITATION.alias()
        replaced = exists().where(
            newer.c.account_id == _INVITATION.c.account_id,
            newer.c.id > _INVITATION.c.id,
            newer.c.created_at == _INVITATION.c.used_at,
        )
        query = (
            select(_INVITATION.c.used_at, _INVITATION.c.expires_at, _ACCOUNT.c.disabled_at)
            .add_columns(replaced.label("replaced"))
            .join_from(_INVITATION, _ACCOUNT, _ACCOUNT.c.id == _INVITATION.c.account_id)
            .where(_INVITATION.c.token_hash == token_hash)
        )
        row = self._connection.execute(query).first()
        if row is None:
            return ClosedLink.UNKNOWN
        if row.disabled_at is not None:
            return ClosedLink.NO_ACCESS
        if row.used_at is not None:
            return ClosedLink.REPLACED if row.replaced else ClosedLink.USED
        return ClosedLink.TOO_OLD if row.expires_at <= at else None

    def use(self, invitation: int, *, at: datetime) -> bool:
        """Use an invitation up; False when somebody was faster."""
        done = self._connection.execute(
            update(InvitationRow)
            .where(_INVITATION.c.id == invitation, _INVITATION.c.used_at.is_(None))
            .values(used_at=at)
        )
        return done.rowcount == 1
