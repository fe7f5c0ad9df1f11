"""Where the passwords (hashed) and second factors (encrypted) of staff are kept."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from xprsa.storage.sealer import Sealer, place
from xprsa.storage.tables import table
from xprsa.storage.tables_access import StaffSecretRow

_SECRET = table(StaffSecretRow)


@dataclass(frozen=True, slots=True)
class StaffSecret:
    """What a member of staff signs in with.

    :ivar account: internal id.
    :ivar password_hash: argon2id.
    :ivar totp_step: the last 30-second step whose code was taken.
    """

    account: int
    password_hash: str
    totp_secret: str
    totp_step: int
    changed_at: datetime


class StaffSecrets:
    """One row a member of staff who accepted the invitation."""

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def of(self, account: int) -> StaffSecret | None:
        """Give the secrets of an account."""
        row = self._connection.execute(select(_SECRET).where(_SECRET.c.account_id == account)).first()
        if row is None:
            return None
        return StaffSecret(
            account=row.account_id,
            password_hash=row.password_hash,
            totp_secret=self._sealer.open_at(row.totp_secret, place(_SECRET.c.totp_secret, account)),
            totp_step=row.totp_step,
            changed_at=row.changed_at,
        )

    def put(
        self, account: int, *, password_hash: str, totp_secret: str, totp_step: int, at: datetime
    ) -> None:
        """Set both secrets, over those that were there."""
        self._connection.execute(delete(StaffSecretRow).where(_SECRET.c.account_id == account))
        self._connection.execute(
            insert(StaffSecretRow).values(
                account_id=account,
                password_hash=password_hash,
                totp_secret=self._sealer.seal_at(totp_secret, place(_SECRET.c.totp_secret, account)),
                totp_step=totp_step,
                changed_at=at,
            )
        )

    def change_password(self, account: int, password_hash: str, *, at: datetime) -> None:
        """Set another password; the second factor stays."""
        self._connection.execute(
            update(StaffSecretRow)
            .where(_SECRET.c.account_id == account)
            .values(password_hash=password_hash, changed_at=at)
        )

    def drop(self, account: int) -> None:
        """Delete both secrets: only a new invitation opens the account."""
        self._connection.execute(delete(StaffSecretRow).where(_SECRET.c.account_id == account))

    def spend_step(self, account: int, step: int) -> bool:
        """Spend a step of the second factor; False when it, or a later one, was spent already."""
        done = self._connection.execute(
            update(StaffSecretRow)
            .where(_SECRET.c.account_id == account, _SECRET.c.totp_step < step)
            .values(totp_step=step)
        )
        return done.rowcount == 1
