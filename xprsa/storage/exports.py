"""Where export runs and the documents that left are kept."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Select, delete, insert, or_, select, update

from xprsa.domain.week import Week
from xprsa.scoring.document import NAMING, SummaryDocument
from xprsa.storage.export_reading import Period, PersonWeeks, slice_after
from xprsa.storage.export_runs import (
    Dialect,
    Failure,
    Format,
    Run,
    RunState,
    TerritoryPurpose,
    run_of,
    runs,
)
from xprsa.storage.sealer import Sealer
from xprsa.storage.tables import AccountRow, BeneficiaryRow, inserted, table
from xprsa.storage.tables_export import ErasedDocumentRow, ExportRunRow, PublishedDocumentRow, PurposeRow

_ACCOUNT = table(AccountRow)
_BENEFICIARY = table(BeneficiaryRow)
_PURPOSE = table(PurposeRow)
_RUN = table(ExportRunRow)
_PUBLISHED = table(PublishedDocumentRow)
_ERASED = table(ErasedDocumentRow)


class Exports:
    """Runs, and what left."""

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def ask(
        self,
        purpose: TerritoryPurpose,
        *,
        weeks: tuple[Week, Week],
        written: Format,
        as_of: datetime,
        at: datetime,
        dialect: Dialect = Dialect.STANDARD,
        since: int | None = None,
        asked_by: int | None = None,
        directory: Path | None = None,
    ) -> Run:
        """Keep a run to carry out under the card of its purpose.

        :param weeks: the first and the last, both included.
        :param since: internal id of the run after which documents are told; None for all that stand.
        :param directory: given by the command, which then carries the run out by itself.
        """
        made = self._connection.execute(
            insert(_RUN).values(
                public_id=uuid4(),
                purpose_id=purpose.id,
                card=purpose.written,
                first_week=weeks[0].ordinal,
                last_week=weeks[1].ordinal,
                format=written.value,
                dialect=dialect.value,
                since_id=since,
                state=RunState.WAITING.value,
                as_of=as_of,
                asked_by=asked_by,
                asked_at=at,
                directory=None if directory is None else str(directory),
                people=0,
                documents=0,
                erased=0,
            )
        )
        return self._first(runs().where(_RUN.c.id == inserted(made)))

    def find(self, public_id: UUID, *, territory: int) -> Run | None:
        """Give a run of a territory by its public id."""
        row = self._connection.execute(
            runs().where(_RUN.c.public_id == public_id, _PURPOSE.c.territory_id == territory)
        ).first()
        return run_of(row) if row else None

    def of_territory(self, territory: int, *, most: int | None = 50) -> tuple[Run, ...]:
        """Give the runs of a territory, newest first."""
        query = runs().where(_PURPOSE.c.territory_id == territory).order_by(_RUN.c.id.desc()).limit(most)
        return tuple(run_of(row) for row in self._connection.execute(query))

    def previous(self, purpose: int) -> Run | None:
        """Give the last run of a purpose that left."""
        query = (
            runs()
            .where(_RUN.c.purpose_id == purpose, _RUN.c.state == RunState.DONE.value)
            .order_by(_RUN.c.as_of.desc(), _RUN.c.ended_at.desc(), _RUN.c.id.desc())
            .limit(1)
        )
        row = self._connection.execute(query).first()
        return run_of(row) if row else None

    def since_of(self, run: Run) -> Run | None:
        """Give the run after which a run tells documents, or None when it tells all that stand."""
        return None if run.since is None else self._first(runs().where(_RUN.c.id == run.since))

    def left_until(self, run: Run) -> frozenset[int]:
        """Give the internal ids of the runs of a purpose that left until one of them did, itself included."""
        left = (_RUN.c.purpose_id == run.purpose.id, _RUN.c.state == RunState.DONE.value)
        query = select(_RUN.c.id, _RUN.c.as_of, _RUN.c.ended_at).where(*left)
        order = {row.id: (row.as_of, row.ended_at, row.id) for row in self._connection.execute(query)}
        return frozenset(number for number, place in order.items() if place <= order[run.id])

    def erased_since(self, run: Run) -> bool:
        """Tell whether a run of the purpose that left after one carried tombstones that ask to delete."""
        left = (_RUN.c.purpose_id == run.purpose.id, _RUN.c.state == RunState.DONE.value, _RUN.c.erased > 0)
        erased = self._connection.execute(select(_RUN.c.id).where(*left)).scalars()
        return not self.left_until(run).issuperset(erased)

    def next_to_carry_out(self, *, silent_since: datetime) -> Run | None:
        """Give the oldest run that waits for the worker, or whose process has been silent since."""
        abandoned = (_RUN.c.state == RunState.RUNNING.value) & (_RUN.c.beat_at <= silent_since)
        query = (
            runs()
            .where(_RUN.c.directory.is_(None), or_(_RUN.c.state == RunState.WAITING.value, abandoned))
            .order_by(_RUN.c.id)
            .limit(1)
        )
        row = self._connection.execute(query).first()
        return run_of(row) if row else None

    def running(self, purpose: int) -> tuple[Run, ...]:
        """Give the runs of a purpose that are under way, and let nobody else claim one meanwhile."""
        self._connection.execute(select(_PURPOSE.c.id).where(_PURPOSE.c.id == purpose).with_for_update())
        query = runs().where(_RUN.c.purpose_id == purpose, _RUN.c.state == RunState.RUNNING.value)
        return tuple(run_of(row) for row in self._connection.execute(query.order_by(_RUN.c.id)))

    def running_anywhere(self) -> tuple[Run, ...]:
        """Give the runs of every purpose that are under way, or whose process died."""
        query = runs().where(_RUN.c.state == RunState.RUNNING.value)
        return tuple(run_of(row) for row in self._connection.execute(query.order_by(_RUN.c.id)))

    def claim(self, run: Run, *, claim: str, at: datetime, previous: Run | None) -> Run:
        """Begin a run, or begin it anew: whatever it had kept is dropped."""
        self._drop(run)
        self._connection.execute(
            update(_RUN)
            .where(_RUN.c.id == run.id)
            .values(
                state=RunState.RUNNING.value,
                claim=claim,
                beat_at=at,
                people=0,
                documents=0,
                erased=0,
                previous_id=previous.id if previous else None,
            )
        )
        return self._first(runs().where(_RUN.c.id == run.id))

    def beat(
        self, run: Run, *, claim: str, at: datetime, people: int, documents: int, erased: int = 0
    ) -> bool:
        """Show that the run lives and how far it is; False when another process took it over."""
        values = {"beat_at": at, "people": people, "documents": documents, "erased": erased}
        return self._change(run, claim, values)

    def promise(self, run: Run, *, claim: str, manifest: str) -> bool:
        """Keep what the directory will hold just before it appears; False when taken over."""
        return self._change(run, claim, {"manifest": manifest})

    def held(self, run: Run, *, claim: str) -> Run | None:
        """Give the run as it now stands, or None when another process took it over."""
        row = self._connection.execute(runs().where(_RUN.c.id == run.id, _RUN.c.claim == claim)).first()
        return run_of(row) if row else None

    def end(self, run: Run, *, at: datetime) -> None:
        """Note that the run left, and with it the tombstones that it carried."""
        self._connection.execute(
            update(_RUN).where(_RUN.c.id == run.id).values(state=RunState.DONE.value, ended_at=at, claim=None)
        )
        self._connection.execute(delete(_ERASED).where(_ERASED.c.run_id == run.id))

    def fail(self, run: Run, *, why: Failure, at: datetime) -> None:
        """Note that the run left nothing, and drop the documents it would have carried."""
        self._drop(run)
        self._connection.execute(
            update(_RUN)
            .where(_RUN.c.id == run.id)
            .values(state=RunState.FAILED.value, failure=why.value, ended_at=at, claim=None, manifest=None)
        )

    def put_back(self, run: Run) -> None:
        """Let the worker begin the run again later."""
        self._drop(run)
        self._connection.execute(
            update(_RUN)
            .where(_RUN.c.id == run.id)
            .values(state=RunState.WAITING.value, claim=None, manifest=None)
        )

    def slice_after(self, person: int, *, period: Period, most: int) -> Sequence[PersonWeeks]:
        """Give the next people of a territory, by internal id, with the weeks of a period."""
        return slice_after(self._connection, person, period=period, most=most, sealer=self._sealer)

    def keep(self, run: Run, revisions: Iterable[tuple[int, int, SummaryDocument]]) -> None:
        """Keep new revisions: internal id of the person, number of the revision, document."""
        rows = [
            {
                "purpose_id": run.purpose.id,
                "person_id": person,
                "week": Week.parse(document.week).ordinal,
                "revision": number,
                "run_id": run.id,
                "document": document.document,
                "supersedes": document.supersedes,
                "fields": document.written(without=NAMING),
            }
            for person, number, document in revisions
        ]
        if rows:
            self._connection.execute(insert(_PUBLISHED), rows)

    def objecting(self, run: Run) -> dict[int, UUID]:
        """Give whoever objects in the territory of a run; until the transaction ends nobody else can.

        :returns: public id by internal id.
        """
        self._connection.execute(
            select(_PURPOSE.c.id).where(_PURPOSE.c.id == run.purpose.id).with_for_update(key_share=True)
        )
        objecting = select(_BENEFICIARY.c.account_id).where(_BENEFICIARY.c.objects_since.is_not(None))
        query = select(_ACCOUNT.c.id, _ACCOUNT.c.public_id).where(
            _ACCOUNT.c.territory_id == run.purpose.territory, _ACCOUNT.c.id.in_(objecting)
        )
        return {row.id: row.public_id for row in self._connection.execute(query)}

    def leave_out(self, run: Run, people: Collection[int]) -> frozenset[str]:
        """Drop the new revisions that a run kept about people, by internal id.

        :returns: every pseudonym under which the run may call them.
        """
        theirs = (_PUBLISHED.c.purpose_id == run.purpose.id, _PUBLISHED.c.person_id.in_(people))
        said = self._connection.execute(select(_PUBLISHED.c.fields).where(*theirs)).scalars()
        pseudonyms = frozenset(str(json.loads(fields)["person"]) for fields in said)
        self._connection.execute(delete(_PUBLISHED).where(*theirs, _PUBLISHED.c.run_id == run.id))
        return pseudonyms

    def _change(self, run: Run, claim: str, values: dict[str, Any]) -> bool:
        changed = self._connection.execute(
            update(_RUN).where(_RUN.c.id == run.id, _RUN.c.claim == claim).values(**values)
        )
        return changed.rowcount == 1

    def _drop(self, run: Run) -> None:
        self._connection.execute(delete(_PUBLISHED).where(_PUBLISHED.c.run_id == run.id))
        self._connection.execute(update(_ERASED).where(_ERASED.c.run_id == run.id).values(run_id=None))

    def _first(self, query: Select[Any]) -> Run:
        return run_of(self._connection.execute(query).one())
