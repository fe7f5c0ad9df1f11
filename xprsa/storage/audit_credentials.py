"""Where the register keeps what makes an audit count: secrets drawn for it, and keys that sign reports."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, insert, select, update

from xprsa.storage.register_entries import AuditKey, DrawnSecret
from xprsa.storage.tables import AccountRow, table
from xprsa.storage.tables_scores import AuditKeyRow, AuditSecretRow

_SECRET = table(AuditSecretRow)
_KEY = table(AuditKeyRow)
_ACCEPTED, _ENDED = (table(AccountRow).alias(name) for name in ("accepted", "ended"))


class AuditSecrets:
    """Secrets that were drawn here, as SHA-256 alone."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, secret: DrawnSecret) -> None:
        """Keep a secret that was just drawn."""
        self._connection.execute(
            insert(_SECRET).values(
                secret_hash=secret.secret_hash,
                module_digest=secret.module_digest,
                drawn_on=secret.drawn_on,
                holds_until=secret.holds_until,
            )
        )

    def find(self, secret_hash: str) -> DrawnSecret | None:
        """Give what is kept of a secret; None when it was not drawn here."""
        row = self._connection.execute(select(_SECRET).where(_SECRET.c.secret_hash == secret_hash)).first()
        return DrawnSecret(row.secret_hash, row.module_digest, row.drawn_on, row.holds_until) if row else None


class AuditKeys:
    """Keys that signed a report proposed in a territory, with who accepted them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def present(self, public_key: str, *, territory: int, presented_with: str, at: datetime) -> None:
        """Write a key down for managers to look at; one that is known stays as it is."""
        if self.find(public_key, territory=territory) is None:
            self._connection.execute(
                insert(_KEY).values(
                    territory_id=territory,
                    public_key=public_key,
                    presented_at=at,
                    presented_with=presented_with,
                )
            )

    def accept(self, public_key: str, *, territory: int, account: int, at: datetime) -> bool:
        """Let the reports of a key count; False when it is not waiting for that."""
        waits = _KEY.c.accepted_at.is_(None) & _KEY.c.ended_at.is_(None)
        return self._changed(public_key, territory, waits, accepted_by=account, accepted_at=at)

    def end(self, public_key: str, *, territory: int, account: int, at: datetime) -> bool:
        """Let no further report of a key count, for good; False when it ended already."""
        return self._changed(public_key, territory, _KEY.c.ended_at.is_(None), ended_by=account, ended_at=at)

    def find(self, public_key: str, *, territory: int) -> AuditKey | None:
        """Give a key that was presented in a territory."""
        row = self._connection.execute(_keys(territory).where(_KEY.c.public_key == public_key)).first()
        return _key_of(row) if row else None

    def of_territory(self, territory: int) -> tuple[AuditKey, ...]:
        """Give the keys that were presented in a territory, the newest first."""
        query = _keys(territory).order_by(_KEY.c.presented_at.desc(), _KEY.c.public_key)
        return tuple(map(_key_of, self._connection.execute(query)))

    def _changed(self, public_key: str, territory: int, condition: Any, **values: Any) -> bool:
        same = (_KEY.c.territory_id == territory, _KEY.c.public_key == public_key, condition)
        return self._connection.execute(update(_KEY).where(*same).values(**values)).rowcount == 1


def _keys(territory: int) -> Select[Any]:
    names = (
        column.label(f"{who.name}_{column.name}")
        for who in (_ACCEPTED, _ENDED)
        for column in (who.c.first_name, who.c.last_name)
    )
    joined = _KEY.outerjoin(_ACCEPTED, _KEY.c.accepted_by == _ACCEPTED.c.id)
    joined = joined.outerjoin(_ENDED, _KEY.c.ended_by == _ENDED.c.id)
    return select(_KEY, *names).select_from(joined).where(_KEY.c.territory_id == territory)


def _key_of(row: Any) -> AuditKey:
    return AuditKey(
        public_key=row.public_key,
        presented_at=row.presented_at,
        presented_with=row.presented_with,
        accepted_by=_name(row, "accepted") if row.accepted_by else None,
        accepted_at=row.accepted_at,
        ended_by=_name(row, "ended") if row.ended_by else None,
        ended_at=row.ended_at,
    )


def _name(row: Any, who: str) -> str:
    return f"{getattr(row, f'{who}_first_name')} {getattr(row, f'{who}_last_name')}"
