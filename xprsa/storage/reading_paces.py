"""Where the files that each account opens are counted, and when that was out of the ordinary."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Integer, String, bindparam, column, func, insert, or_, select, text, update

from xprsa.domain.pace import TOLD_EVERY, Pace, Speed, hour_of, minute_of
from xprsa.storage.statement import Statement
from xprsa.storage.tables import AccountRow, Instant, ServiceAuditRow, table
from xprsa.storage.tables_access import ReadingPaceRow

_PACE = table(ReadingPaceRow)
_JOURNAL = table(ServiceAuditRow)
_ACCOUNT = table(AccountRow)
_EVENT = "read_fast"
_COUNT = Statement(
    text(
        "INSERT INTO reading_pace AS known (account_id, minute, in_minute, hour, in_hour, told)"
        " VALUES (:account, :minute, 1, :hour, 1, 'usual')"
        " ON CONFLICT (account_id) DO UPDATE SET"
        " in_minute = 1 + CASE WHEN known.minute = excluded.minute THEN known.in_minute ELSE 0 END,"
        " minute = excluded.minute,"
        " in_hour = 1 + CASE WHEN known.hour = excluded.hour THEN known.in_hour ELSE 0 END,"
        " hour = excluded.hour"
        " RETURNING in_minute, in_hour, told, told_at"
    )
    .bindparams(bindparam("minute", type_=Instant()), bindparam("hour", type_=Instant()))
    .columns(
        column("in_minute", Integer),
        column("in_hour", Integer),
        column("told", String),
        column("told_at", Instant()),
    )
)


@dataclass(frozen=True, slots=True)
class FastReading:
    """Files that were opened out of the ordinary.

    :ivar by: name of whoever opened them.
    """

    at: datetime
    by: str
    speed: Speed


class ReadingPaces:
    """Counts files that are opened."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def count(self, account: int, *, at: datetime) -> Pace:
        """Count one more file, in one statement; give what the account asked for."""
        (row,) = _COUNT.all(self._connection, account=account, minute=minute_of(at), hour=hour_of(at))
        return Pace(row.in_minute, row.in_hour, Speed(row.told), row.told_at)

    def note(self, account: int, speed: Speed, *, at: datetime) -> bool:
        """Write into the journal that an account was out of the ordinary; False when it says so already.

        As `Pace.is_told`, decided again where two who come at once cannot both be the first.
        """
        untold = or_(
            _PACE.c.told.not_in({speed.value, Speed.TOO_FAST.value}),
            _PACE.c.told_at.is_(None),
            _PACE.c.told_at <= at - TOLD_EVERY,
            _PACE.c.told_at > at,
        )
        told = update(ReadingPaceRow).where(_PACE.c.account_id == account, untold)
        if self._connection.execute(told.values(told=speed.value, told_at=at)).rowcount == 0:
            return False
        line = {"at": at, "actor_id": account, "event": _EVENT, "detail": speed.value}
        self._connection.execute(insert(_JOURNAL).values(line))
        return True

    def fast_since(self, since: datetime) -> int:
        """Tell how often an account was out of the ordinary, wherever it is."""
        query = select(func.count()).where(_JOURNAL.c.at >= since, _JOURNAL.c.event == _EVENT)
        return int(self._connection.execute(query).scalar_one())

    def fast_in(self, territory: int, *, since: datetime) -> tuple[FastReading, ...]:
        """Give what was out of the ordinary among the accounts of a territory, newest first."""
        query = (
            select(_JOURNAL.c.at, _JOURNAL.c.detail, _ACCOUNT.c.first_name, _ACCOUNT.c.last_name)
            .join_from(_JOURNAL, _ACCOUNT, _ACCOUNT.c.id == _JOURNAL.c.actor_id)
            .where(_JOURNAL.c.at >= since, _JOURNAL.c.event == _EVENT, _ACCOUNT.c.territory_id == territory)
            .order_by(_JOURNAL.c.at.desc(), _JOURNAL.c.id.desc())
        )
        return tuple(
            FastReading(row.at, f"{row.first_name} {row.last_name}", Speed(row.detail))
            for row in self._connection.execute(query)
        )
