"""Keep a draft, forget it, take a week back."""

from datetime import datetime

from xprsa.domain.caseload import status_of
from xprsa.domain.permission import Actor
from xprsa.domain.week import Week
from xprsa.running.service import Service
from xprsa.storage.drafts import Typed
from xprsa.storage.store import Store


def keep_draft(service: Service, *, actor: Actor, week: Week, typed: Typed) -> None:
    """Keep what was typed, apart from what was sent.

    :raises RuleBroken: WEEK_NOT_BEGUN or WEEK_CLOSED: a draft that could never be sent is not kept.
    """
    service.check_open(week, territory=actor.territory)
    with service.database.at_once() as store:
        store.drafts.keep(person=actor.account, week=week, typed=typed, at=service.now())


def drop_draft(service: Service, *, actor: Actor, week: Week) -> None:
    """Forget what was typed and not sent."""
    with service.database.at_once() as store:
        store.drafts.drop(actor.account, week)


def withdraw_week(service: Service, *, actor: Actor, week: Week, number: int) -> None:
    """Take a version back; every version stays readable. Asked twice, it is done once.

    :param number: the version that the person had before their eyes.
    :raises RuleBroken: STALE_VERSION when another stands since, NOTHING_TO_WITHDRAW, or WEEK_CLOSED when
        the week could not be declared again.
    """
    service.check_open(week, territory=actor.territory)
    with service.database.writing() as store:
        store.declarations.lock(actor.account, week)
        standing, now = store.declarations.of_week(actor.account, week), service.now()
        declaration = standing.withdraw(now, based_on=number)
        if declaration is standing:
            return
        store.declarations.withdraw(actor.account, week, number=declaration.base, at=now)
        store.rollups.keep(actor.account, status_of(declaration, (), as_of=now))
        _note(store, actor=actor, week=week, event="week_withdrawn", at=now)


def _note(store: Store, *, actor: Actor, week: Week, event: str, at: datetime) -> None:
    store.audit.note(at=at, actor=actor.account, event=event, person=actor.account, week=week)
