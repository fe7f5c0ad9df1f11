"""Begins an asking, goes on with one that was left behind, and tries one out of which nothing is kept."""

from collections import Counter
from datetime import datetime

from xprsa.answers.admission import CannotAskModule, admit
from xprsa.answers.engine import AskedModule, AskingProgress, fail, note_failure
from xprsa.answers.questioning import Questioner
from xprsa.domain.week import Week
from xprsa.export.claims import SILENT_AFTER, new_claim
from xprsa.export.demands import check_weeks
from xprsa.running.service import Service
from xprsa.storage.answer_entries import ModuleAsking
from xprsa.storage.asking_moves import AskingFailure
from xprsa.storage.export_runs import Run
from xprsa.storage.register_entries import ModuleState, RegisteredModule
from xprsa.storage.store import Store


class AskingUnderWay(Exception):
    """Another process is asking this module, or bringing its answers in."""


def ask_module(
    service: Service,
    module: RegisteredModule,
    *,
    weeks: tuple[Week, Week],
    progress: AskingProgress,
    planned_week: Week | None = None,
) -> ModuleAsking:
    """Ask a module about everybody whom it may be asked about; go on where a process died.

    :param weeks: the first and the last, both included.
    :param planned_week: the week in which the worker asks by itself.
    :raises CannotAsk: when the weeks make no sense.
    :raises CannotAskModule: when the module may not be asked, or not any longer.
    :raises AskingUnderWay: when another process asks it; try again a minute later.
    :raises AskingWaits: when somebody else has yet to answer.
    :raises AskingTakenOver: when another process goes on with it.
    """
    admitted = admit(service, module)
    check_weeks(weeks, as_of=service.now(), territory=admitted.territory)
    name = new_claim()
    with service.database.writing() as store:
        left = [
            asking for asking in left_behind(service, store, module) if (asking.first, asking.last) == weeks
        ]
        asking = _gone_on(service, store, left, claim=name) or begin(
            service, store, module, weeks=weeks, as_of=service.now(), claim=name, planned_week=planned_week
        )
    return AskedModule(service, admitted, asking, claim=name).carry_out(progress)


def go_on(service: Service, module: RegisteredModule, *, progress: AskingProgress) -> ModuleAsking | None:
    """Go on with the oldest asking of a module that was left behind; None when there is none any more.

    :raises CannotAskModule: when the module may not be asked any longer; the asking came to nothing.
    :raises AskingUnderWay: when another process asks the module.
    :raises AskingWaits: when somebody else has yet to answer.
    :raises AskingTakenOver: when another process goes on with it.
    """
    name = new_claim()
    with service.database.writing() as store:
        asking = _gone_on(service, store, left_behind(service, store, module), claim=name)
    if asking is None:
        return None
    try:
        admitted = admit(service, module)
    except CannotAskModule as refused:
        fail(service, asking, claim=name, why=refused.why)
        raise
    return AskedModule(service, admitted, asking, claim=name).carry_out(progress)


def begin(
    service: Service,
    store: Store,
    module: RegisteredModule,
    *,
    weeks: tuple[Week, Week],
    as_of: datetime,
    claim: str,
    planned_week: Week | None = None,
    export_run: Run | None = None,
    brought_sha256: str | None = None,
) -> ModuleAsking:
    """Begin an asking of a module that nobody else asks, as `left_behind` made sure.

    :raises CannotAskModule: STOPPED, or OVERTAKEN by newer documents: the clock went back, perhaps.
    """
    held = store.registered_modules.held(module.public_id)
    if held is None or held.state is not ModuleState.ACTIVE:
        raise CannotAskModule(AskingFailure.STOPPED)
    newest, now = store.askings.newest_cut_off(module.id), service.now()
    if newest is not None and newest > as_of:
        raise CannotAskModule(AskingFailure.OVERTAKEN)
    asking = store.askings.begin(
        module.id,
        territory=module.proposal.territory,
        weeks=weeks,
        as_of=as_of,
        at=now,
        claim=claim,
        planned_week=planned_week,
        export_run=None if export_run is None else export_run.id,
        brought_sha256=brought_sha256,
    )
    store.audit.note(at=now, actor=None, event="asking_begun", detail=str(asking.public_id))
    return asking


def left_behind(service: Service, store: Store, module: RegisteredModule) -> list[ModuleAsking]:
    """Give the askings of a module that were left behind; nobody else begins one meanwhile.

    What was brought from outside cannot be gone on with: it comes to nothing.

    :raises AskingUnderWay: when a process shows itself in one of them.
    """
    store.registered_modules.held(module.public_id)
    running = store.askings.running(module.id)
    if any(is_alive(service, asking) for asking in running):
        raise AskingUnderWay
    for asking in running:
        if asking.export_run is not None:
            note_failure(store, asking, why=AskingFailure.INTERRUPTED, at=service.now())
    return [asking for asking in running if asking.export_run is None]


def _gone_on(service: Service, store: Store, left: list[ModuleAsking], *, claim: str) -> ModuleAsking | None:
    """Take the oldest of some askings that newer documents have not overtaken; those come to nothing."""
    for asking in left:
        newest = store.askings.newest_cut_off(asking.module)
        if newest is None or newest <= asking.as_of:
            return store.askings.take(asking, claim=claim, at=service.now())
        note_failure(store, asking, why=AskingFailure.OVERTAKEN, at=service.now())
    return None


def is_alive(service: Service, asking: ModuleAsking) -> bool:
    """Tell whether the process of an asking under way showed itself lately."""
    return asking.beat_at is not None and asking.beat_at > service.now() - SILENT_AFTER


def try_out(
    service: Service, module: RegisteredModule, *, weeks: tuple[Week, Week], progress: AskingProgress
) -> Counter[str]:
    """Ask a module, keep nothing of what comes back, and count `answers`, `abstentions` and `faults`.

    The journal says that documents went to it.

    :raises CannotAsk: when the weeks make no sense.
    :raises CannotAskModule: when the module may not be asked.
    """
    admitted, now = admit(service, module), service.now()
    check_weeks(weeks, as_of=now, territory=admitted.territory)
    with service.database.writing() as store:
        detail = f"{module.public_id} {module.proposal.digest}"
        store.audit.note(at=now, actor=None, event="asking_tried", detail=detail)
    heard: Counter[str] = Counter()
    read = 0
    period = admitted.period(weeks, as_of=now)
    for asked in Questioner(service, admitted, period, "essai", _nothing).ranges(0):
        read += asked.read
        for one in asked.answers:
            heard["faults" if one.fault else "abstentions" if one.abstains else "answers"] += 1
        progress(read, heard.total())
    return heard


def _nothing() -> None:
    """Show nobody that a try lives: it keeps nothing."""
