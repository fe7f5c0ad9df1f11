"""Send a week: load, ask the domain, save, note."""

from uuid import UUID

from xprsa.declare.replaying import number_of
from xprsa.domain.caseload import status_of
from xprsa.domain.content import Content
from xprsa.domain.declaration import Channel, Declaration, Version
from xprsa.domain.permission import Actor
from xprsa.domain.receipt import body
from xprsa.domain.told import Told
from xprsa.domain.week import Week
from xprsa.gateways.keyring import Use
from xprsa.running.receipts import signed_receipt
from xprsa.running.service import Service
from xprsa.storage.database import Collision
from xprsa.storage.sending import SentWeek
from xprsa.storage.store import Store


def submit_week(
    service: Service,
    *,
    actor: Actor,
    week: Week,
    content: Content,
    based_on: int,
    key: UUID,
    told: Told | None = None,
) -> int:
    """Send a week; a replay of the same form gives the version that it made, once.

    :param told: when it is not the actor's own week.
    :param based_on: what stood before the eyes of whoever typed it, as `Declaration.shown` gives it.
    :param key: bound to this person, week and base version.
    :returns: number of the version that stands for this form.
    :raises RuleBroken: STALE_VERSION or KEY_REUSED when something else was sent meanwhile, or what
        the domain finds wrong with the week.
    """
    whose = told or Told(actor.account, Channel.WEB)
    person = whose.person
    try:
        # A first version is one statement, which uniqueness keeps alone; a correction holds its week.
        with service.database.writing() if based_on else service.database.at_once() as store:
            if based_on:
                store.declarations.lock(person, week)
            declaration, engagement = store.declarations.with_terms(person, week)
            is_late = based_on != declaration.shown
            replay = store.declarations.sent_with(person, key) if is_late else None
            if replay is None:
                target = engagement.target(week)
                return _send(
                    service, store, actor, whose.channel, declaration, target, content, based_on, key
                )
    except Collision:
        with service.database.reading() as store:
            replay = store.declarations.sent_with(person, key)
            if replay is None:
                store.declarations.of_week(person, week).seen(abs(based_on))
                raise
    return number_of(replay, week=week, content=content, keyring=service.keyring)


def _send(
    service: Service,
    store: Store,
    actor: Actor,
    channel: Channel,
    declaration: Declaration,
    target: int | None,
    content: Content,
    based_on: int,
    key: UUID,
) -> int:
    person, week, now = declaration.person, declaration.week, service.now()
    territory = service.territory(actor.territory)
    rules = territory.rules_of(week)
    version = Version(
        number=0,
        content=content,
        sent_at=now,
        channel=channel,
        entered_by=actor.account,
        rules=rules.id,
        target_minutes=target,
    )
    sent = declaration.send(version, based_on=based_on, rules=rules, today=service.today(territory))
    decisions = store.decisions.of_week(person, week) if declaration.base else ()
    kept = sent.versions[-1]
    store.declarations.send(
        SentWeek(
            person=person,
            week=week,
            version=kept,
            by_family=content.by_family(rules.catalogue),
            key=key,
            body_mac=service.keyring.mac(Use.REPLAY, body(week, content)).hex(),
            receipt=signed_receipt(service.keyring, week=week, version=kept),
            status=status_of(sent, decisions, as_of=now),
        )
    )
    return kept.number
