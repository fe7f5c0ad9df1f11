"""Where askings are kept: one module asked once about everybody whom it may be asked about."""

from typing import Any

from sqlalchemy import Connection, Select, select

from xprsa.domain.week import Week
from xprsa.storage.answer_entries import AskingState, ModuleAsking
from xprsa.storage.tables import table
from xprsa.storage.tables_answers import AskingRow

_ASKING = table(AskingRow)


class Askings:
    """Every asking of this service."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def latest_done(self, territory: int) -> ModuleAsking | None:
        """Give the asking that was done last in a territory, of whatever module."""
        query = (
            _newest_first()
            .where(_ASKING.c.territory_id == territory, _ASKING.c.state == AskingState.DONE.value)
            .limit(1)
        )
        row = self._connection.execute(query).first()
        return asking_of(row) if row else None


def _newest_first() -> Select[Any]:
    return select(_ASKING).order_by(_ASKING.c.ended_at.desc(), _ASKING.c.id.desc())


def asking_of(row: Any) -> ModuleAsking:
    """Build an asking from its record, or from one in which its columns stand."""
    return ModuleAsking(
        id=row.id,
        public_id=row.public_id,
        territory=row.territory_id,
        module=row.module_id,
        first=Week.from_ordinal(row.first_week),
        last=Week.from_ordinal(row.last_week),
        as_of=row.as_of,
        state=AskingState(row.state),
        planned_week=Week.from_ordinal(row.planned_week) if row.planned_week is not None else None,
        export_run=row.export_run_id,
        asked_at=row.asked_at,
        ended_at=row.ended_at,
        beat_at=row.beat_at,
        after=row.after,
        people=row.people,
        answers=row.answers,
        abstentions=row.abstentions,
        faults=row.faults,
        failure=row.failure,
    )
