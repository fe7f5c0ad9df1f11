"""Keep a draft, forget it, take a week back."""

from datetime import datetime
from uuid import UUID

from xprsa.declare.proposing import correcting
from xprsa.declare.typed import read
from xprsa.domain.caseload import status_of
from xprsa.domain.permission import Actor
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.domain.told import confirmed
from xprsa.domain.week import Week
from xprsa.running.service import Service
from xprsa.storage.drafts import Typed
from xprsa.storage.store import Store


def keep_draft(
    service: Service,
    *,
    actor: Actor,
    week: Week,
    typed: Typed,
    key: UUID | None = None,
    is_typed_since: bool = False,
) -> None:
    """Keep what was typed, apart from what was sent.

    :param key: of the form in which it was typed: what is typed once it was sent corrects what it sent.
    :param is_typed_since: typed after that form was sent, as far as is known: a button pressed without a
        script always says so. Else it is what was sent, or less.
    :raises RuleBroken: WEEK_NOT_BEGUN or WEEK_CLOSED: a draft that could never be sent is not kept;
        KEY_REUSED: nor is one that arrives once its form was sent, and was typed before.
    """
    service.check_open(week, territory=actor.territory)
    person, now = actor.account, service.now()
    with service.database.at_once() as store:
        kept = store.drafts.keep(
            person=person, week=week, typed=typed, at=now, key=key, is_typed_since=is_typed_since
        )
        if kept or key is None:
            return
        sent = store.declarations.sent_with(person, key)
        if sent is None or sent.week != week or not is_typed_since:
            raise RuleBroken(Reason.KEY_REUSED)
        correction = correcting(read(typed), key=key, base=sent.number)
        store.drafts.keep(person=person, week=week, typed=correction.as_fields(), at=now)


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


def confirm_week(service: Service, *, actor: Actor, week: Week, number: int) -> None:
    """Keep that what somebody else typed is what the person told them; said twice, it is kept once.

    :param number: the version that the person had before their eyes.
    :raises RuleBroken: STALE_VERSION, NOT_SENT or NOTHING_TO_CONFIRM.
    """
    with service.database.writing() as store:
        store.declarations.lock(actor.account, week)
        standing, now = store.declarations.of_week(actor.account, week), service.now()
        if confirmed(standing, now, based_on=number) is standing:
            return
        store.declarations.confirm(actor.account, week, number=number, at=now)
        _note(store, actor=actor, week=week, event="week_confirmed", at=now)


def _note(store: Store, *, actor: Actor, week: Week, event: str, at: datetime) -> None:
    store.audit.note(at=at, actor=actor.account, event=event, person=actor.account, week=week)
