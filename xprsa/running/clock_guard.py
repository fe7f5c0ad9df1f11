"""Asks, before anything is deleted, whether the clock may be believed."""

import structlog

from xprsa.domain.clock_guard import ClockDoubt
from xprsa.running.service import Service

SENTENCES = {
    ClockDoubt.BEHIND: "L’horloge retarde sur ce qui est déjà écrit.",
    ClockDoubt.LEAPT: "Aucun passage depuis plus de deux jours, ou l’horloge a sauté.",
}
WAY_OUT = "Rien n’est supprimé. Vérifiez la date et l’heure, puis lancez `xprsa work --confirm-clock`."


def doubt_of(service: Service) -> ClockDoubt | None:
    """Tell why the clock may not be believed, or None."""
    with service.database.reading() as store:
        return store.worker_marks.witnesses(service.now()).doubt(service.now())


def beat(service: Service) -> ClockDoubt | None:
    """Show that the worker passes, and that the clock may be believed; tell why not otherwise.

    Codes, notices and exports leave either way: a pass alone witnesses nothing for the clock.
    """
    now = service.now()
    with service.database.writing() as store:
        store.worker_marks.note_pass(now)
        doubt = store.worker_marks.witnesses(now).doubt(now)
        if doubt is None:
            store.worker_marks.beat(now)
    if doubt is not None:
        structlog.get_logger().warning("clock_doubted", why=doubt)
    return doubt


def confirm(service: Service) -> None:
    """Believe the clock from now on: somebody looked at it. The journal keeps that."""
    now = service.now()
    with service.database.writing() as store:
        newest = store.worker_marks.witnesses(now).newest
        store.audit.note(at=now, actor=None, event="clock_confirmed")
        store.worker_marks.settle(newest, at=now)
