"""What the worker leaves for its next pass: when that was, whether it believed the clock, what is to go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, func, select, text, true, update

from xprsa.domain.clock_guard import Witnesses
from xprsa.domain.retention import RetentionPeriod
from xprsa.storage.tables import Instant, PersonAuditRow, ServiceAuditRow, table
from xprsa.storage.tables_access import DeletionNoticeRow, WorkerHeartbeatRow

_HEARTBEAT = table(WorkerHeartbeatRow)
_NOTICE = table(DeletionNoticeRow)
_PASS = text(
    "INSERT INTO worker_heartbeat (id, passed_at) VALUES (1, :at)"
    " ON CONFLICT (id) DO UPDATE SET passed_at = excluded.passed_at"
).bindparams(bindparam("at", type_=Instant()))
_BEAT = text(
    "INSERT INTO worker_heartbeat (id, beat_at) VALUES (1, :at)"
    " ON CONFLICT (id) DO UPDATE SET beat_at = excluded.beat_at"
).bindparams(bindparam("at", type_=Instant()))
_ANNOUNCE = text(
    "INSERT INTO deletion_notice (code, before, due_at, rows) VALUES (:code, :before, :due_at, :rows)"
    " ON CONFLICT (code) DO UPDATE SET before = excluded.before, due_at = excluded.due_at,"
    " rows = excluded.rows"
).bindparams(bindparam("before", type_=Instant()), bindparam("due_at", type_=Instant()))


@dataclass(frozen=True, slots=True)
class DeletionNotice:
    """What is about to go: from `due_at` on, what is older than `before`.

    :ivar rows: how many they were when it was announced; for the weeks, how many files.
    """

    before: datetime
    due_at: datetime
    rows: int

    def is_waited_for(self, now: datetime, period: RetentionPeriod) -> bool:
        """Tell whether it is not due yet; nobody waits for one that a wrong clock announced."""
        return now < self.due_at <= now + timedelta(hours=period.notice_hours)


class WorkerMarks:
    """The heartbeat of the worker, and its notices by code of their period."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def witnesses(self, now: datetime) -> Witnesses:
        """Give what else than the clock tells the time.

        Once the worker has beaten, only lines of the journal from after the present instant can tell more.
        """
        last = self._connection.execute(select(_HEARTBEAT)).first()
        is_beaten = last is not None and last.beat_at is not None
        journals = (table(journal).c.at for journal in (PersonAuditRow, ServiceAuditRow))
        newest = [
            self._connection.execute(select(func.max(at)).where(at > now if is_beaten else true())).scalar()
            for at in journals
        ]
        return Witnesses(
            beat_at=last.beat_at if last else None,
            newest=max(filter(None, newest), default=None),
            settled=last.settled if last else None,
        )

    def passed_at(self) -> datetime | None:
        """Tell when the worker last passed, whatever it thought of its clock."""
        return self._connection.execute(select(_HEARTBEAT.c.passed_at)).scalar()

    def note_pass(self, at: datetime) -> None:
        """Write that the worker passes."""
        self._connection.execute(_PASS, {"at": at})

    def beat(self, at: datetime) -> None:
        """Write that the clock was believed."""
        self._connection.execute(_BEAT, {"at": at})

    def settle(self, newest: datetime | None, *, at: datetime) -> None:
        """Write that somebody confirmed the clock, whatever the newest line of the journal says."""
        self.beat(at)
        self._connection.execute(update(_HEARTBEAT).values(settled=newest))

    def notices(self) -> Mapping[str, DeletionNotice]:
        """Give what is about to go, by code of its period."""
        return {
            row.code: DeletionNotice(row.before, row.due_at, row.rows)
            for row in self._connection.execute(select(_NOTICE))
        }

    def announce(self, code: str, notice: DeletionNotice) -> None:
        """Announce what is about to go, in the place of what was announced before."""
        self._connection.execute(
            _ANNOUNCE, {"code": code, "before": notice.before, "due_at": notice.due_at, "rows": notice.rows}
        )
