"""One week sent: version, head, status and journal in one transaction; on PostgreSQL in one statement."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, insert, text

from xprsa.domain.caseload import WeekStatus
from xprsa.domain.catalogue import ActivityFamily
from xprsa.domain.declaration import Version
from xprsa.domain.receipt import Receipt
from xprsa.domain.week import Week
from xprsa.storage.rollups import SLOTS, STATUS_SQL, slot_of, status_written
from xprsa.storage.sealer import Sealer, place
from xprsa.storage.tables import PersonAuditRow, next_id, table
from xprsa.storage.tables_weeks import REASON, DraftRow, VersionRow
from xprsa.storage.written_lines import written

_DRAFT = table(DraftRow)
JOURNAL_EVENT = "week_sent"
_SET_LATER = ("withdrawn_at", "confirmed_at")
_HEAD_SQL = (
    "INSERT INTO week_head (person_id, week, version) VALUES (:person, :week, :number)"
    " ON CONFLICT (person_id, week) DO UPDATE SET version = excluded.version"
)


@dataclass(frozen=True, slots=True)
class SentWeek:
    """Everything that is written when a week is sent.

    :ivar by_family: minutes of the five families.
    :ivar key: the idempotency key, bound to person, week and base version.
    :ivar body_mac: code of the body, so that a replay can be told from another text.
    """

    person: int
    week: Week
    version: Version
    by_family: dict[ActivityFamily, int]
    key: UUID
    body_mac: str
    receipt: Receipt
    status: WeekStatus


def version_values(sent: SentWeek, sealer: Sealer) -> dict[str, Any]:
    """Give the columns of the version, the reason sealed."""
    version, content = sent.version, sent.version.content
    prevented, why = content.prevented, None
    if prevented and prevented.reason:
        why = sealer.seal_at(prevented.reason, place(REASON, sent.person, sent.week.ordinal, version.number))
    return {
        "person_id": sent.person,
        "week": sent.week.ordinal,
        "number": version.number,
        "sent_at": version.sent_at,
        "channel": version.channel.value,
        "entered_by": version.entered_by,
        "rules_id": version.rules,
        "target_minutes": version.target_minutes,
        "lines": written(content.activities),
        "declared_minutes": content.minutes,
        **{f"{family.value}_minutes": minutes for family, minutes in sent.by_family.items()},
        "prevented_days": sum(1 << day for day in prevented.days) if prevented else 0,
        "prevented_reason": why,
        "idempotency_key": sent.key,
        "body_mac": sent.body_mac,
        "receipt": sent.receipt.number,
        "nonce": sent.receipt.nonce,
        "fingerprint": sent.receipt.fingerprint,
        "key_id": sent.receipt.key_id,
        "signature": sent.receipt.signature,
    }


def journal_values(sent: SentWeek) -> dict[str, Any]:
    """Give the line of the journal."""
    return {
        "at": sent.version.sent_at,
        "actor_id": sent.version.entered_by,
        "event": JOURNAL_EVENT,
        "person_id": sent.person,
        "week": sent.week.ordinal,
        "detail": str(sent.version.number),
    }


def send(connection: Connection, sent: SentWeek, values: dict[str, Any]) -> None:
    """Write it all, or nothing."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_ONE_STATEMENT[slot_of(sent.week)], _all_values(sent, values))
    else:
        send_portably(connection, sent, values)


def send_portably(connection: Connection, sent: SentWeek, values: dict[str, Any]) -> None:
    """Write it all by statements that every database reads: the reference for the single one."""
    place = {"person": sent.person, "week": sent.week.ordinal}
    connection.execute(insert(VersionRow), values)
    connection.execute(text(_HEAD_SQL), {**place, "number": sent.version.number})
    connection.execute(
        text(STATUS_SQL[slot_of(sent.week)]), {"person": sent.person, "status": status_written(sent.status)}
    )
    connection.execute(insert(PersonAuditRow), journal_values(sent))
    connection.execute(
        delete(_DRAFT).where(
            _DRAFT.c.person_id == sent.person,
            _DRAFT.c.week == sent.week.ordinal,
            _DRAFT.c.person_id == sent.version.entered_by,  # what the person typed stays, whoever else sends
        )
    )


def _all_values(sent: SentWeek, values: dict[str, Any]) -> dict[str, Any]:
    return {
        **values,
        "status": status_written(sent.status),
        "audit_id": next_id(),
        "event": JOURNAL_EVENT,
        "detail": str(sent.version.number),
    }


def _one_statement(slot: str) -> str:
    """Write the same five statements as one, for PostgreSQL: one round trip."""
    columns = [column.name for column in table(VersionRow).columns if column.name not in _SET_LATER]
    placed = ", ".join(f"%({name})s" for name in columns)
    head = _HEAD_SQL.replace(":person", "%(person_id)s").replace(":week", "%(week)s")
    status = STATUS_SQL[slot].replace(":person", "%(person_id)s").replace(":status", "%(status)s")
    return (
        f"WITH head AS ({head.replace(':number', '%(number)s')}), status AS ({status}), journal AS ("
        "INSERT INTO person_audit (person_id, id, at, actor_id, event, week, detail) VALUES"
        " (%(person_id)s, %(audit_id)s, %(sent_at)s, %(entered_by)s, %(event)s, %(week)s, %(detail)s)),"
        " gone AS (DELETE FROM draft WHERE person_id = %(person_id)s AND week = %(week)s"
        " AND person_id = %(entered_by)s)"
        f" INSERT INTO declaration_version ({', '.join(columns)}) VALUES ({placed})"
    )


_ONE_STATEMENT = {slot: _one_statement(slot) for slot in SLOTS}
