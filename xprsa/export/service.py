"""What an exporter does: ask for a run, follow it, take it away; and what the worker does with it."""

from functools import partial
from pathlib import Path
from uuid import UUID

import structlog

from xprsa.domain.permission import Actor
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
from xprsa.export.demands import ExportRequest, cut_off_of
from xprsa.export.run_directory import CannotWrite, RunDirectory
from xprsa.running.kept_runs import is_kept, kept_at
from xprsa.running.service import Service
from xprsa.storage.export_runs import Failure, Run, RunState, TerritoryPurpose

_BLOCK = 1 << 16  # bytes read at a time


class NotKept(Exception):
    """A run that did not leave, or of which the service no longer holds the bytes."""


def ask(service: Service, *, actor: Actor, request: ExportRequest) -> Run:
    """Keep a run for the worker to carry out.

    :raises CannotAsk: when the weeks or the cut-off make no sense.
    """
    as_of = cut_off_of(service, request)
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


def export_to(service: Service, *, request: ExportRequest, directory: Path, progress: Progress) -> Run:
    """Carry a run out at once, into a directory that is missing or empty until then.

    :raises CannotAsk: when the weeks or the cut-off make no sense.
    :raises PurposeClosed: when nothing leaves any more under the card that was read.
    :raises UnderWay: when a run of the purpose is being carried out; try again a minute later.
    :raises Overtaken: when the cut-off lies before that of the last run that left.
    :raises RunFailed: when the directory cannot be written.
    """
    as_of, name = cut_off_of(service, request), new_claim()
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
