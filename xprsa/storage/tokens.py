"""Where the tokens of machines are kept, by their public names; of each, the hash alone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, case, func, insert, or_, select, update

from xprsa.domain.machine_token import NOTED_EVERY, TokenState, token_state
from xprsa.domain.pace import minute_of
from xprsa.scoring.purpose import Purpose
from xprsa.storage.tables import AccountRow, table
from xprsa.storage.tables_export import PurposeRow
from xprsa.storage.tables_tokens import MachineTokenRow

_TOKEN, _PURPOSE, _ACCOUNT = table(MachineTokenRow), table(PurposeRow), table(AccountRow)


@dataclass(frozen=True, slots=True)
class MachineToken:
    """A token, without what opens.

    :ivar purpose: internal id of the purpose as its territory opened it.
    :ivar territory: internal id.
    :ivar recipient: for whom it reads: as the card said it when the token was made.
    :ivar answers_of: name of the module whose answers it may bring; None: it only reads.
    :ivar made_by: name of whoever made it; "" for a command.
    :ivar maker_left: the access of whoever made it was closed since.
    """

    id: int
    handle: str
    label: str
    purpose: int
    code: Purpose
    territory: int
    recipient: str
    answers_of: str | None
    made_by: str
    maker_left: bool
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None

    def state(self, at: datetime) -> TokenState:
        """Tell whether it opens something."""
        return token_state(expires_at=self.expires_at, revoked_at=self.revoked_at, at=at)


@dataclass(frozen=True, slots=True)
class TokenToKeep:
    """What is kept of a new token.

    :ivar token_hash: SHA-256 of the whole token, in hexadecimal.
    :ivar made_by: internal id of the account; None for a command.
    """

    handle: str
    token_hash: str
    label: str
    purpose: int
    recipient: str
    answers_of: str | None
    made_by: int | None
    made_at: datetime
    expires_at: datetime


class Tokens:
    """Made, used and revoked."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: TokenToKeep) -> None:
        """Keep a token; a public name serves once."""
        self._connection.execute(
            insert(_TOKEN).values(
                handle=new.handle,
                token_hash=new.token_hash,
                label=new.label,
                purpose_id=new.purpose,
                recipient=new.recipient,
                answers_of=new.answers_of,
                made_by=new.made_by,
                made_at=new.made_at,
                expires_at=new.expires_at,
                in_minute=0,
            )
        )

    def known_by(self, handle: str) -> tuple[MachineToken, str] | None:
        """Give the token with a public name, and the hash of the whole."""
        row = self._connection.execute(_tokens().where(_TOKEN.c.handle == handle)).first()
        return (_token_of(row), row.token_hash) if row else None

    def of_territory(self, territory: int) -> tuple[MachineToken, ...]:
        """Give the tokens of a territory, newest first, with those that open nothing any more."""
        query = _tokens().where(_PURPOSE.c.territory_id == territory).order_by(_TOKEN.c.id.desc())
        return tuple(_token_of(row) for row in self._connection.execute(query))

    def find(self, handle: str, *, territory: int) -> MachineToken | None:
        """Give a token of a territory."""
        query = _tokens().where(_TOKEN.c.handle == handle, _PURPOSE.c.territory_id == territory)
        row = self._connection.execute(query).first()
        return _token_of(row) if row else None

    def still_opens(self, token: MachineToken, *, at: datetime) -> bool:
        """Tell whether a token opens something; nobody revokes it until the transaction ends."""
        live = (_TOKEN.c.id == token.id, _TOKEN.c.revoked_at.is_(None), _TOKEN.c.expires_at > at)
        query = select(_TOKEN.c.id).where(*live).with_for_update(read=True)
        return self._connection.execute(query).first() is not None

    def revoke(self, token: MachineToken, *, at: datetime) -> bool:
        """Let a token open nothing from now on; False when somebody did already."""
        done = self._connection.execute(
            update(_TOKEN).where(_TOKEN.c.id == token.id, _TOKEN.c.revoked_at.is_(None)).values(revoked_at=at)
        )
        return done.rowcount == 1

    def revoke_all(self, *, at: datetime) -> int:
        """Let no token open anything from now on; give how many did."""
        live = update(_TOKEN).where(_TOKEN.c.revoked_at.is_(None), _TOKEN.c.expires_at > at)
        return self._connection.execute(live.values(revoked_at=at)).rowcount

    def count_use(self, token: MachineToken, *, at: datetime) -> int | None:
        """Count one more request; give how many came in its minute, or None when it opens nothing now."""
        minute = minute_of(at)
        counted = (
            update(_TOKEN)
            .where(_TOKEN.c.id == token.id, _TOKEN.c.revoked_at.is_(None), _TOKEN.c.expires_at > at)
            .values(
                used_at=at,
                in_minute=1 + case((_TOKEN.c.minute == minute, _TOKEN.c.in_minute), else_=0),
                minute=minute,
            )
            .returning(_TOKEN.c.in_minute)
        )
        found = self._connection.execute(counted).scalar_one_or_none()
        return None if found is None else int(found)

    def takes(self, token: MachineToken, run: int, *, at: datetime) -> bool:
        """Note which run a token takes; False when the journal says so already, of the same day.

        :param run: internal id.
        """
        new = or_(
            func.coalesce(_TOKEN.c.noted_run_id, 0) != run,
            _TOKEN.c.noted_at <= at - NOTED_EVERY,
            _TOKEN.c.noted_at > at,  # a clock that was ahead
        )
        noted = update(_TOKEN).where(_TOKEN.c.id == token.id, new).values(noted_run_id=run, noted_at=at)
        return self._connection.execute(noted).rowcount == 1


def _tokens() -> Select[Any]:
    return (
        select(
            _TOKEN,
            _PURPOSE.c.code,
            _PURPOSE.c.territory_id,
            _ACCOUNT.c.first_name,
            _ACCOUNT.c.last_name,
            _ACCOUNT.c.disabled_at,
        )
        .join_from(_TOKEN, _PURPOSE, _PURPOSE.c.id == _TOKEN.c.purpose_id)
        .outerjoin(_ACCOUNT, _ACCOUNT.c.id == _TOKEN.c.made_by)
    )


def _token_of(row: Any) -> MachineToken:
    return MachineToken(
        id=row.id,
        handle=row.handle,
        label=row.label,
        purpose=row.purpose_id,
        code=Purpose(row.code),
        territory=row.territory_id,
        recipient=row.recipient,
        answers_of=row.answers_of,
        made_by="" if row.made_by is None else f"{row.first_name} {row.last_name}",
        maker_left=row.disabled_at is not None,
        made_at=row.made_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        used_at=row.used_at,
    )
