"""Where remembered phones are kept, by the hash of what their cookie holds."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Select, bindparam, insert, or_, select, update

from xprsa.domain.sign_in import PHONE_LIFE, RememberedPhone
from xprsa.storage.tables import AccountRow, table
from xprsa.storage.tables_access import RememberedPhoneRow

_PHONE = table(RememberedPhoneRow)
_ACCOUNT = table(AccountRow)


class RememberedPhones:
    """Remembers, recognises and forgets phones."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, account: int, *, secret_hash: str, at: datetime) -> None:
        """Remember a phone."""
        self._connection.execute(
            insert(RememberedPhoneRow).values(
                public_id=uuid4(), secret_hash=secret_hash, account_id=account, created_at=at, used_at=at
            )
        )

    def of_secret(self, secret_hash: str, *, at: datetime) -> RememberedPhone | None:
        """Give a phone still remembered, unless its account is disabled."""
        query = _remembered(at).where(_PHONE.c.secret_hash == secret_hash, _ACCOUNT.c.disabled_at.is_(None))
        row = self._connection.execute(query).first()
        return _phone(row) if row else None

    def of_account(self, account: int, *, at: datetime) -> tuple[RememberedPhone, ...]:
        """Give the phones that are remembered for an account, last used first."""
        query = _remembered(at).where(_PHONE.c.account_id == account)
        query = query.order_by(_PHONE.c.used_at.desc(), _PHONE.c.id.desc())
        return tuple(_phone(row) for row in self._connection.execute(query))

    def used(self, public_id: UUID, *, at: datetime) -> None:
        """Write a use."""
        self._connection.execute(
            update(RememberedPhoneRow).where(_PHONE.c.public_id == public_id).values(used_at=at)
        )

    def revoke(self, account: int, public_id: UUID, *, at: datetime) -> bool:
        """Forget one phone of an account; False when there is none such."""
        done = self._connection.execute(
            update(RememberedPhoneRow)
            .where(
                _PHONE.c.account_id == account, _PHONE.c.public_id == public_id, _PHONE.c.revoked_at.is_(None)
            )
            .values(revoked_at=at)
        )
        return done.rowcount == 1

    def revoke_all(self, account: int, *, at: datetime) -> int:
        """Forget every phone of an account; give how many."""
        done = self._connection.execute(
            update(RememberedPhoneRow)
            .where(_PHONE.c.account_id == account, _PHONE.c.revoked_at.is_(None))
            .values(revoked_at=at)
        )
        return done.rowcount

    def revoke_older(self, than: Mapping[int, datetime], *, at: datetime) -> None:
        """Forget the phones that were remembered before an instant.

        :param than: by internal id of the account.
        """
        if than:
            revoking = update(RememberedPhoneRow).where(
                _PHONE.c.account_id == bindparam("of_account"),
                _PHONE.c.created_at < bindparam("older_than"),
                _PHONE.c.revoked_at.is_(None),
            )
            self._connection.execute(
                revoking.values(revoked_at=at),
                [{"of_account": account, "older_than": instant} for account, instant in than.items()],
            )

    def revoke_everyone(self, *, at: datetime) -> int:
        """Forget every phone of everybody; give how many."""
        revoking = update(RememberedPhoneRow).where(_PHONE.c.revoked_at.is_(None))
        return self._connection.execute(revoking.values(revoked_at=at)).rowcount


def _remembered(at: datetime) -> Select[Any]:
    """Select the phones that open an account: used lately, and not older than a contact that opened since.

    A contact that somebody else gave ends, once it serves, the phones that were remembered before: so a
    service answers whoever lost theirs. When that contact changes afterwards, `revoke_older` writes the end.
    """
    opened = (_ACCOUNT.c.email_opens_at, _ACCOUNT.c.phone_opens_at)
    return (
        select(_PHONE)
        .join_from(_PHONE, _ACCOUNT, _ACCOUNT.c.id == _PHONE.c.account_id)
        .where(
            _PHONE.c.revoked_at.is_(None),
            _PHONE.c.used_at > at - PHONE_LIFE,
            *(or_(opens.is_(None), opens > at, _PHONE.c.created_at >= opens) for opens in opened),
        )
    )


def _phone(row: Any) -> RememberedPhone:
    return RememberedPhone(row.public_id, row.account_id, row.created_at, row.used_at)
