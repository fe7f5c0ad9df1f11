"""Send a week: load, ask the domain, save, note."""

from uuid import UUID

from xprsa.domain.caseload import status_of
from xprsa.domain.content import Content
from xprsa.domain.declaration import Channel, Declaration, Version
from xprsa.domain.permission import Actor
from xprsa.domain.receipt import FORMS, NEWEST_FORM, canonical
from xprsa.domain.rule import Reason, RuleBroken
from xprsa.domain.week import Week
from xprsa.gateways.keyring import Keyring, Use
from xprsa.running.receipts import signed_receipt
from xprsa.running.service import Service
from xprsa.storage.database import Collision
from xprsa.storage.declarations import Replay
from xprsa.storage.sending import SentWeek
from xprsa.storage.store import Store


def submit_week(
    service: Service, *, actor: Actor, week: Week, content: Content, based_on: int, key: UUID
) -> int:
    """Send a week; a replay of the same form gives the version that it made, once.

    :param based_on: number of the version that the person had before their eyes (0 for none).
    :param key: bound to this person, week and base version.
    :returns: number of the version that stands for this form.
    :raises RuleBroken: STALE_VERSION or KEY_REUSED when something else was sent meanwhile, or what
        the domain finds wrong with the week.
    """
    try:
        # A first version is one statement, which uniqueness keeps alone; a correction holds its week.
        with service.database.writing() if based_on else service.database.at_once() as store:
            if based_on:
                store.declarations.lock(actor.account, week)
            declaration, engagement = store.declarations.with_terms(actor.account, week)
            is_late = based_on != declaration.base
            replay = store.declarations.sent_with(actor.account, key) if is_late else None
            if replay is None:
                target = engagement.target(week)
                return _send(service, store, actor, declaration, target, content, based_on, key)
    except Collision:
        with service.database.reading() as store:
            replay = store.declarations.sent_with(actor.account, key)
            if replay is None:
                store.declarations.of_week(actor.account, week).seen(based_on)
                raise
    return _number_of(replay, week=week, content=content, keyring=service.keyring)


def _send(
    service: Service,
    store: Store,
    actor: Actor,
    declaration: Declaration,
    target: int | None,
    content: Content,
    based_on: int,
    key: UUID,
) -> int:
    person, week, now = actor.account, declaration.week, service.now()
    territory = service.territory(actor.territory)
    rules = territory.rules_of(week)
    version = Version(
        number=0,
        content=content,
        sent_at=now,
        channel=Channel.WEB,
        entered_by=person,
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
            body_mac=service.keyring.mac(Use.REPLAY, _body(week, content)).hex(),
            receipt=signed_receipt(service.keyring, week=week, version=kept),
            status=status_of(sent, decisions, as_of=now),
        )
    )
    return kept.number


def _body(week: Week, content: Content, form: int = NEWEST_FORM) -> bytes:
    reason = content.prevented.reason if content.prevented else None
    return b"|".join((str(week).encode(), canonical(content, form=form), (reason or "").encode()))


def _number_of(replay: Replay, *, week: Week, content: Content, keyring: Keyring) -> int:
    """Give the version that a form made, were it sent for the first time by a software of another form."""
    mac = bytes.fromhex(replay.body_mac)
    same = any(keyring.mac_matches(Use.REPLAY, _body(week, content, form), mac) for form in FORMS)
    if replay.week != week or not same:
        raise RuleBroken(Reason.KEY_REUSED)
    return replay.number
