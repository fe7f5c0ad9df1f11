"""What an exporter does: ask for a run, follow it, take it away; and what the worker does with it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from uuid import UUID

import structlog

from xprsa.domain.permission import Actor
from xprsa.domain.pseudonym_period import PseudonymPeriod
from xprsa.domain.territory import Territory
from xprsa.domain.week import Week
from xprsa.export.carrying import Progress, RunFailed, TakenOver, carry_out
from xprsa.export.claims import (
    SILENT_AFTER,
    Overtaken,
    PurposeClosed,
    UnderWay,
    claim,
    directory_of,
    new_claim,
)
from xprsa.export.formats import can_write
from xprsa.export.run_directory import CannotWrite, RunDirectory
from xprsa.running.kept_runs import is_kept, kept_at
from xprsa.running.service import Service
from xprsa.storage.export_runs import Dialect, Failure, Format, Run, RunState, TerritoryPurpose

MOST_WEEKS = 53
_BLOCK = 1 << 16  # bytes read at a time


class Refused(StrEnum):
    """Why a run is not even begun."""

    WEEKS_REVERSED = "weeks_reversed"
    TOO_MANY_WEEKS = "too_many_weeks"
    WEEK_NOT_BEGUN = "week_not_begun"
    CUT_OFF_AHEAD = "cut_off_ahead"
    PARQUET_MISSING = "parquet_missing"
    DIALECT_OF_CSV = "dialect_of_csv"
    SINCE_ANOTHER_PURPOSE = "since_another_purpose"
    SINCE_NOT_LEFT = "since_not_left"
    SINCE_ERASED = "since_erased"
    SINCE_ANOTHER_PERIOD = "since_another_period"


class CannotAsk(Exception):
    """A run that makes no sense.

    :ivar why: what is wrong.
    """

    def __init__(self, why: Refused) -> None:
        super().__init__(why.value)
        self.why = why


class NotKept(Exception):
    """A run that did not leave, or of which the service no longer holds the bytes."""


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What somebody asks to export.

    :ivar weeks: the first and the last, both included.
    :ivar as_of: the cut-off, or None for the present instant.
    :ivar since: a run after which documents are told; None for all that stand.
    """

    purpose: TerritoryPurpose
    weeks: tuple[Week, Week]
    written: Format
    as_of: datetime | None = None
    dialect: Dialect = Dialect.STANDARD
    since: Run | None = None

    @property
    def since_id(self) -> int | None:
        """Internal id of that run."""
        return None if self.since is None else self.since.id


def ask(service: Service, *, actor: Actor, request: ExportRequest) -> Run:
    """Keep a run for the worker to carry out.

    :raises CannotAsk: when the weeks or the cut-off make no sense.
    """
    as_of = _checked(service, request)
    with service.database.writing() as store:
        run = store.exports.ask(
            request.purpose,
            weeks=request.weeks,
            written=request.written,
            dialect=request.dialect,
            since=request.since_id,
            as_of=as_of,
            at=service.now(),
            asked_by=actor.account,
        )
        store.audit.note(
            at=service.now(), actor=actor.account, event="export_asked", detail=str(run.public_id)
        )
    return run


def _check_since(service: Service, since: Run, request: ExportRequest, *, as_of: datetime) -> None:
    """Refuse to tell what is new since a run whose recipient would miss something, or mix people up."""
    if since.purpose.id != request.purpose.id:
        raise CannotAsk(Refused.SINCE_ANOTHER_PURPOSE)
    if since.state is not RunState.DONE:
        raise CannotAsk(Refused.SINCE_NOT_LEFT)
    zone = service.territory(since.purpose.territory).zone
    if PseudonymPeriod.at(since.as_of, zone) != PseudonymPeriod.at(as_of, zone):
        raise CannotAsk(Refused.SINCE_ANOTHER_PERIOD)
    with service.database.reading() as store:
        if store.exports.erased_since(since):
            raise CannotAsk(Refused.SINCE_ERASED)


def _checked(service: Service, request: ExportRequest) -> datetime:
    """Give the cut-off of a request that makes sense."""
    if not can_write(request.written):
        raise CannotAsk(Refused.PARQUET_MISSING)
    if request.written is not Format.CSV and request.dialect is not Dialect.STANDARD:
        raise CannotAsk(Refused.DIALECT_OF_CSV)
    now = service.now()
    as_of = request.as_of or now
    if as_of > now:
        raise CannotAsk(Refused.CUT_OFF_AHEAD)
    check_weeks(request.weeks, as_of=as_of, territory=service.territory(request.purpose.territory))
    if request.since is not None:
        _check_since(service, request.since, request, as_of=as_of)
    return as_of


def check_weeks(weeks: tuple[Week, Week], *, as_of: datetime, territory: Territory) -> None:
    """Refuse weeks about which no documents can be made.

    :param weeks: the first and the last, both included.
    :raises CannotAsk: when they are in the wrong order, too many, or not begun at the cut-off.
    """
    first, last = weeks
    if first > last:
        raise CannotAsk(Refused.WEEKS_REVERSED)
    if last.ordinal - first.ordinal >= MOST_WEEKS:
        raise CannotAsk(Refused.TOO_MANY_WEEKS)
    if last > Week.at(as_of, territory.zone):
        raise CannotAsk(Refused.WEEK_NOT_BEGUN)


def export_to(service: Service, *, request: ExportRequest, directory: Path, progress: Progress) -> Run:
    """Carry a run out at once, into a directory that is missing or empty until then.

    :raises CannotAsk: when the weeks or the cut-off make no sense.
    :raises PurposeClosed: when nothing leaves any more under the card that was read.
    :raises UnderWay: when a run of the purpose is being carried out; try again a minute later.
    :raises Overtaken: when the cut-off lies before that of the last run that left.
    :raises RunFailed: when the directory cannot be written.
    """
    as_of, name = _checked(service, request), new_claim()
    with service.database.writing() as store:
        asked = store.exports.ask(
            request.purpose,
            weeks=request.weeks,
            written=request.written,
            dialect=request.dialect,
            since=request.since_id,
            as_of=as_of,
            at=service.now(),
            directory=directory.absolute(),
        )
        run = claim(service, store, asked, name=name) or asked
    carry_out(service, run, claim=name, progress=progress)
    _keep_copy(service, run)
    return find(service, run.public_id, territory=run.purpose.territory) or run


def _keep_copy(service: Service, run: Run) -> None:
    """Keep what a command wrote elsewhere; the run left, whether or not that succeeds."""
    try:
        _copy(directory_of(service, run), kept_at(service, run))
    except OSError as wrong:
        structlog.get_logger().warning("run_not_kept", run=str(run.public_id), why=wrong.strerror)


def _copy(left: Path, to: Path) -> None:
    """Copy a run directory, file by file, so that the copy too appears at once."""
    copy = RunDirectory(to, claim=new_claim())
    try:
        copy.begin()
        for path in left.iterdir():
            with path.open("rb") as file:
                copy.write(path.name, iter(partial(file.read, _BLOCK), b""))
        copy.publish()
    finally:
        copy.discard()


def deliver_again(service: Service, *, run: Run, directory: Path) -> None:
    """Write a run that left once more, byte for byte, into a directory that is missing or empty.

    :raises NotKept: when the service no longer holds it as it left.
    :raises CannotWrite: when the directory is taken, or cannot be made.
    """
    if not is_kept(service, run):
        raise NotKept
    _note_taken(service, run, actor=None)
    try:
        _copy(kept_at(service, run), directory.absolute())
    except CannotWrite:
        raise
    except OSError as wrong:
        raise CannotWrite(f"Impossible d’écrire dans {directory} ({wrong.strerror}).") from wrong


def run_waiting(service: Service, *, progress: Progress = lambda _people, _documents: None) -> int:
    """Carry out every run that waits for the worker; give how many left.

    :raises DatabaseAway: when the database stops to answer; the run is begun again later.
    """
    left = 0
    while True:
        try:
            left += _carry_out_next(service, progress)
        except (UnderWay, TakenOver, _NothingWaits):
            return left


class _NothingWaits(Exception):
    """No run waits for the worker."""


def _carry_out_next(service: Service, progress: Progress) -> bool:
    """Carry out the oldest run that waits; tell whether it left."""
    name = new_claim()
    with service.database.writing() as store:
        waiting = store.exports.next_to_carry_out(silent_since=service.now() - SILENT_AFTER)
        if waiting is None:
            raise _NothingWaits
        try:
            run = claim(service, store, waiting, name=name)
        except PurposeClosed:
            store.exports.fail(waiting, why=Failure.CLOSED, at=service.now())
            return False
        except Overtaken:
            store.exports.fail(waiting, why=Failure.OVERTAKEN, at=service.now())
            return False
    if run is None:
        return True  # it turned out to have left
    try:
        carry_out(service, run, claim=name, progress=progress)
    except RunFailed:
        return False
    return True


def purposes(service: Service, actor: Actor) -> tuple[TerritoryPurpose, ...]:
    """Give the purposes open in the actor's territory; one whose card is wrong stays shut."""
    with service.database.reading() as store:
        known = store.purposes.open_now(actor.territory)
    return tuple(purpose for purpose in known if purpose.usable_card)


def runs(service: Service, actor: Actor) -> tuple[Run, ...]:
    """Give the runs of the actor's territory, newest first."""
    with service.database.reading() as store:
        return store.exports.of_territory(actor.territory)


def find(service: Service, public_id: UUID, *, territory: int) -> Run | None:
    """Give a run of a territory."""
    with service.database.reading() as store:
        return store.exports.find(public_id, territory=territory)


def may_be_followed(run: Run) -> bool:
    """Tell whether a run may tell what is new since this one."""
    return run.state is RunState.DONE and run.purpose.is_open


def since_of(service: Service, run: Run) -> Run | None:
    """Give the run after which a run tells documents, or None when it tells all that stand."""
    with service.database.reading() as store:
        return store.exports.since_of(run)


def take_away(service: Service, *, actor: Actor, run: Run) -> Path | None:
    """Give the directory of a run that left, and note who takes it; None when it is not ours to give."""
    if not is_kept(service, run):
        return None
    _note_taken(service, run, actor=actor.account)
    return kept_at(service, run)


def _note_taken(service: Service, run: Run, *, actor: int | None) -> None:
    """Note in the journal who takes a run away."""
    with service.database.writing() as store:
        store.audit.note(at=service.now(), actor=actor, event="export_downloaded", detail=str(run.public_id))
