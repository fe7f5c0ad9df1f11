"""Whether anybody may read the statistics of a territory: its managers say so."""

from xprsa.domain.permission import Actor
from xprsa.running.service import Service


def is_open(service: Service, *, actor: Actor) -> bool:
    """Tell whether anybody may read them."""
    with service.database.reading() as store:
        return store.statistics.opened_at(actor.territory) is not None


def set_open(service: Service, *, actor: Actor, opened: bool) -> None:
    """Let anybody read them from now on, or managers alone; said twice, it is said once."""
    now = service.now()
    with service.database.writing() as store:
        if opened:
            changed = store.statistics.open(actor.territory, at=now)
        else:
            changed = store.statistics.close(actor.territory)
        if changed:
            event = "statistics_opened" if opened else "statistics_closed"
            store.audit.note(at=now, actor=actor.account, event=event)
