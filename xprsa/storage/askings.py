"""Where askings are kept: one module asked once about everybody whom it may be asked about."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Select, delete, func, insert, or_, select, update

from xprsa.domain.week import Week
from xprsa.storage.answer_entries import AskingState, ModuleAsking
from xprsa.storage.asking_moves import AskingFailure, ModuleTurn
from xprsa.storage.register_entries import ModuleState
from xprsa.storage.tables import inserted, table
from xprsa.storage.tables_answers import AskingRow, KeptAnswerRow
from xprsa.storage.tables_scores import RegisteredModuleRow

_ASKING, _KEPT, _MODULE = table(AskingRow), table(KeptAnswerRow), table(RegisteredModuleRow)
_RUNS = _ASKING.c.state == AskingState.RUNNING.value
_DONE = _ASKING.c.state == AskingState.DONE.value
_IS_ACTIVE = _MODULE.c.state == ModuleState.ACTIVE.value


class Askings:
    """Every asking of this service; a process that lost its claim to one changes nothing of it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def latest_done(self, territory: int) -> ModuleAsking | None:
        """Give the asking that was done last in a territory, of whatever module."""
        return self._first(_newest_first().where(_ASKING.c.territory_id == territory, _DONE))

    def find(self, public_id: UUID, *, territory: int) -> ModuleAsking | None:
        """Give an asking of a territory by its public id."""
        query = select(_ASKING).where(_ASKING.c.public_id == public_id)
        return self._first(query.where(_ASKING.c.territory_id == territory))

    def turns(self, *, silent_since: datetime) -> tuple[ModuleTurn, ...]:
        """Give each module that is active, or of which an asking was left behind, by one statement.

        :param silent_since: a process that has not shown itself since is held to be dead.
        """
        of_module = _ASKING.c.module_id == _MODULE.c.id
        planned = select(func.max(_ASKING.c.planned_week)).where(of_module).scalar_subquery()
        silent = or_(_ASKING.c.beat_at.is_(None), _ASKING.c.beat_at <= silent_since)
        left = select(func.min(_ASKING.c.id)).where(of_module, _RUNS, silent).scalar_subquery()
        columns = (_MODULE.c.public_id, _MODULE.c.territory_id)
        query = select(*columns, planned.label("planned"), left.label("left"))
        rows = self._connection.execute(
            query.where(or_(_IS_ACTIVE, left.is_not(None))).order_by(_MODULE.c.id)
        )
        return tuple(
            ModuleTurn(
                module=row.public_id,
                territory=row.territory_id,
                planned=None if row.planned is None else Week.from_ordinal(row.planned),
                is_left=row.left is not None,
            )
            for row in rows
        )

    def running(self, module: int) -> tuple[ModuleAsking, ...]:
        """Give the askings of a module that are under way, or whose process died, oldest first."""
        query = select(_ASKING).where(_ASKING.c.module_id == module, _RUNS).order_by(_ASKING.c.id)
        return tuple(map(asking_of, self._connection.execute(query)))

    def newest_cut_off(self, module: int) -> datetime | None:
        """Give the latest cut-off of documents about which a module has answered."""
        query = select(_ASKING).where(_ASKING.c.module_id == module, _DONE)
        found = self._first(query.order_by(_ASKING.c.as_of.desc()))
        return found.as_of if found else None

    def brought(self, module: int, export_run: int) -> ModuleAsking | None:
        """Give what a module answered about the documents of a run, once it is kept."""
        query = select(_ASKING).where(_ASKING.c.module_id == module, _DONE)
        return self._first(query.where(_ASKING.c.export_run_id == export_run))

    def begin(
        self,
        module: int,
        *,
        territory: int,
        weeks: tuple[Week, Week],
        as_of: datetime,
        at: datetime,
        claim: str,
        planned_week: Week | None = None,
        export_run: int | None = None,
        brought_sha256: str | None = None,
    ) -> ModuleAsking:
        """Begin an asking.

        :param brought_sha256: of the bytes in which its answers are brought about the documents of a run.
        :raises Collision: when the worker's own of this week began already.
        """
        made = self._connection.execute(
            insert(_ASKING).values(
                public_id=uuid4(),
                territory_id=territory,
                module_id=module,
                first_week=weeks[0].ordinal,
                last_week=weeks[1].ordinal,
                as_of=as_of,
                state=AskingState.RUNNING.value,
                planned_week=None if planned_week is None else planned_week.ordinal,
                export_run_id=export_run,
                brought_sha256=brought_sha256,
                asked_at=at,
                claim=claim,
                beat_at=at,
            )
        )
        return self._one(inserted(made))

    def take(self, asking: ModuleAsking, *, claim: str, at: datetime) -> ModuleAsking:
        """Go on with an asking whose process died, after the last person who was dealt with."""
        left = update(_ASKING).where(_ASKING.c.id == asking.id, _RUNS)
        self._connection.execute(left.values(claim=claim, beat_at=at))
        return self._one(asking.id)

    def release(self, asking: ModuleAsking, *, claim: str) -> bool:
        """Let anybody go on with an asking at once; False when another process took it over."""
        return self._change(asking, claim, claim=None, beat_at=None)

    def beat(self, asking: ModuleAsking, *, claim: str, at: datetime) -> bool:
        """Show that an asking lives; False when another process took it over."""
        return self._change(asking, claim, beat_at=at)

    def end(self, asking: ModuleAsking, *, claim: str, at: datetime) -> ModuleAsking | None:
        """Let people and staff read what came back, from now on; None when another process took it over."""
        values = {"state": AskingState.DONE.value, "ended_at": at, "claim": None, "beat_at": None}
        return self._one(asking.id) if self._change(asking, claim, **values) else None

    def fail(self, asking: ModuleAsking, *, why: AskingFailure, at: datetime) -> None:
        """Note that an asking under way came to nothing, then drop what was kept of it.

        In this order: a process that is keeping answers of it is waited for, and what it kept goes too.
        """
        failed = {"state": AskingState.FAILED.value, "failure": why.value, "ended_at": at}
        nothing = {"claim": None, "beat_at": None, "people": 0, "answers": 0, "abstentions": 0, "faults": 0}
        running = update(_ASKING).where(_ASKING.c.id == asking.id, _RUNS)
        if self._connection.execute(running.values(failed | nothing)).rowcount:
            self._connection.execute(delete(_KEPT).where(_KEPT.c.asking_id == asking.id))

    def is_held(self, asking: ModuleAsking, *, claim: str) -> bool:
        """Tell whether an asking is still that of a process; it stays so until the transaction ends."""
        query = select(_ASKING).where(_ASKING.c.id == asking.id, _ASKING.c.claim == claim, _RUNS)
        return self._first(query.with_for_update()) is not None

    def _change(self, asking: ModuleAsking, held_by: str, **values: Any) -> bool:
        whose = (_ASKING.c.id == asking.id, _ASKING.c.claim == held_by, _RUNS)
        return self._connection.execute(update(_ASKING).where(*whose).values(values)).rowcount == 1

    def _first(self, query: Select[Any]) -> ModuleAsking | None:
        row = self._connection.execute(query.limit(1)).first()
        return asking_of(row) if row else None

    def _one(self, asking: int) -> ModuleAsking:
        return asking_of(self._connection.execute(select(_ASKING).where(_ASKING.c.id == asking)).one())


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
        brought_sha256=row.brought_sha256,
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
