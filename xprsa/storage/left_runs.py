"""Where the runs that left for a purpose are read, the last one first."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, or_

from xprsa.storage.export_runs import Run, RunState, run_of, runs
from xprsa.storage.tables import table
from xprsa.storage.tables_export import ExportRunRow

_RUN = table(ExportRunRow)


class LeftRuns:
    """Runs that were carried through; nothing of what is waiting, under way or failed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, public_id: UUID, *, purpose: int) -> Run | None:
        """Give a run that left for a purpose.

        :param purpose: internal id.
        """
        query = runs().where(_RUN.c.public_id == public_id, *_left_for(purpose))
        row = self._connection.execute(query).first()
        return run_of(row) if row else None

    def of_purpose(self, purpose: int, *, after: Run | None, most: int) -> tuple[Run, ...]:
        """Give runs that left for a purpose in the order in which they left, the last one first.

        :param after: the run after which to go on; None for the beginning.
        """
        query = runs().where(*_left_for(purpose)).order_by(_RUN.c.ended_at.desc(), _RUN.c.id.desc())
        if after is not None:
            ended: datetime | None = after.ended_at
            query = query.where(
                or_(_RUN.c.ended_at < ended, and_(_RUN.c.ended_at == ended, _RUN.c.id < after.id))
            )
        return tuple(run_of(row) for row in self._connection.execute(query.limit(most)))


def _left_for(purpose: int) -> tuple[ColumnElement[bool], ...]:
    return (_RUN.c.purpose_id == purpose, _RUN.c.state == RunState.DONE.value)
