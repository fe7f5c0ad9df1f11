"""Whose a run is: one process at a time, taken over when that process has been silent for too long."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from xprsa.running.kept_runs import kept_at, sha256_of
from xprsa.running.service import Service
from xprsa.storage.export_runs import Failure, Run, RunState
from xprsa.storage.store import Store

SILENT_AFTER = timedelta(seconds=60)


class UnderWay(Exception):
    """Another run of the purpose is being carried out."""


class PurposeClosed(Exception):
    """The purpose was closed, or got another card, since the run was asked for."""


class Overtaken(Exception):
    """A run with a later cut-off left already."""


def new_claim() -> str:
    """Give an opaque name to whoever carries a run out."""
    return uuid4().hex


def directory_of(service: Service, run: Run) -> Path:
    """Give where a run stands once it left."""
    return run.directory or kept_at(service, run)


def claim(service: Service, store: Store, run: Run, *, name: str) -> Run | None:
    """Take a run, after settling those of its purpose that died on the way.

    :param name: see `new_claim`.
    :returns: the run as it now stands, or None when it no longer waits: it left, or another process had it.
    :raises UnderWay: when another process shows itself in a run of the purpose.
    :raises PurposeClosed: when nothing leaves any more under the card of the run.
    :raises Overtaken: when the cut-off lies before that of the last run that left.
    """
    now = service.now()
    for other in store.exports.running(run.purpose.id):
        if is_alive(service, other):
            raise UnderWay
        settle(service, store, other)
    now_stands = store.exports.find(run.public_id, territory=run.purpose.territory)
    if now_stands is None or now_stands.state is not RunState.WAITING:
        return None
    if not store.purposes.still_stands(run.purpose):
        raise PurposeClosed
    previous = store.exports.previous(run.purpose.id)
    if previous is not None and run.as_of < previous.as_of:
        raise Overtaken
    return store.exports.claim(run, claim=name, at=now, previous=previous)


def has_left(service: Service, run: Run) -> bool:
    """Tell whether the directory of a run is there, as it was promised just before it appeared."""
    return (
        run.manifest is not None and sha256_of(directory_of(service, run) / "manifest.json") == run.manifest
    )


def settle(service: Service, store: Store, run: Run) -> None:
    """Close a run whose process died: done when its directory is there, else begun again or failed."""
    if has_left(service, run):
        note_end(service, store, run)
    elif run.directory is None:
        store.exports.put_back(run)
    else:
        store.exports.fail(run, why=Failure.INTERRUPTED, at=service.now())


def settle_silent(service: Service) -> None:
    """Close the runs whose process died, whatever their purpose."""
    with service.database.writing() as store:
        for run in store.exports.running_anywhere():
            if not is_alive(service, run):
                settle(service, store, run)


def is_alive(service: Service, run: Run) -> bool:
    """Tell whether the process of a run that is under way showed itself lately."""
    return run.beat_at is not None and run.beat_at > service.now() - SILENT_AFTER


def note_end(service: Service, store: Store, run: Run) -> None:
    """Note that a run left, in the runs and in the journal."""
    store.exports.end(run, at=service.now())
    store.audit.note(at=service.now(), actor=run.asked_by, event="exported", detail=str(run.public_id))
