"""Changing one's own phone or e-mail: nothing changes until the codes of both ends are right."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from xprsa.accounts import outbox
from xprsa.accounts.sign_ins.secret import code_hash, code_matches, new_code
from xprsa.accounts.sign_ins.throttle import Attempt, Door
from xprsa.domain.contact import Contact, ContactKind
from xprsa.domain.person import Account
from xprsa.domain.sign_in import CODE_LIFE, CODE_TRIES
from xprsa.gateways.contacts import masked, receives
from xprsa.gateways.keyring import Keyring
from xprsa.running.contacts_changed import contacts_changed
from xprsa.running.service import Service
from xprsa.storage.contact_changes import CodeSent, WaitingChange
from xprsa.storage.store import Store


class End(StrEnum):
    """Where a code goes."""

    NEW = "new"  # what would stand there
    KNOWN = "known"  # what is theirs already


class NothingStays(Exception):
    """A contact cannot be removed: no other would receive a code."""


class CodesGone(Exception):
    """Codes that are too old, were tried too often or are of contacts that changed since."""


class WrongCodes(Exception):
    """Not the codes.

    :ivar ends: whose code is wrong.
    :ivar left: how many tries are left.
    """

    def __init__(self, ends: tuple[End, ...], left: int) -> None:
        super().__init__("wrong codes")
        self.ends, self.left = ends, left


@dataclass(frozen=True, slots=True)
class Pending:
    """A change that waits for its codes.

    :ivar sent_to: where codes went, masked.
    :ivar is_good: whether they may still be typed; otherwise fresh ones are needed.
    """

    kind: ContactKind
    sent_to: Mapping[End, str]
    is_good: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """A contact that was changed: what it was and what it is, masked; "" for none."""

    kind: ContactKind
    before: str
    after: str


def ask(service: Service, *, account: Account, kind: ContactKind, new: Contact | None, network: str) -> None:
    """Send the codes of a change; one that waited before waits no more.

    Whether somebody else has the new contact makes no difference, here or later.

    :param new: what is to stand there; None to remove it.
    :param network: keyed hash, as sign-ins keep it.
    :raises NothingStays: when nothing else would receive a code.
    :raises TooSoon: when too many were asked for.
    """
    now, public_id = service.now(), uuid4()
    known = _known_end(account, kind, is_removal=new is None)
    if new is None and known is None:
        raise NothingStays
    with service.database.writing() as store:
        _attempt(service, account, network).count(store, at=now)
        change = WaitingChange(
            public_id,
            account.id,
            kind,
            new=_send(service, store, new, change=public_id, about=account.id) if new else None,
            known=_send(service, store, known, change=public_id) if known else None,
            expires_at=now + CODE_LIFE,
        )
        store.contact_changes.put(change)


def ask_again(service: Service, *, account: Account, network: str) -> None:
    """Send fresh codes for the change that waits.

    :raises CodesGone: when none does.
    :raises NothingStays: as `ask` does; so for TooSoon.
    """
    waiting = _waiting(service, account.id)
    if waiting is None:
        raise CodesGone
    new = waiting.new.where if waiting.new else None
    ask(service, account=account, kind=waiting.kind, new=new, network=network)


def pending(service: Service, account: int) -> Pending | None:
    """Give the change of an account that waits, or None."""
    waiting = _waiting(service, account)
    if waiting is None:
        return None
    sent = {end: masked(code.where) for end, code in _codes(waiting).items()}
    is_good = waiting.expires_at > service.now() and waiting.tries < CODE_TRIES
    return Pending(waiting.kind, sent, is_good=is_good)


def confirm(service: Service, *, account: int, typed: Mapping[End, str], network: str) -> Changed:
    """Judge the codes, and change the contact once all are right.

    :raises WrongCodes: when one is not.
    :raises CodesGone: when fresh ones are needed.
    """
    now = service.now()
    waiting = _counted(service, account, at=now)
    wrong = tuple(
        end
        for end, code in _codes(waiting).items()
        if not code_matches(service.keyring, waiting.public_id, typed.get(end, ""), code.code_hash)
    )
    if wrong:
        raise WrongCodes(wrong, CODE_TRIES - waiting.tries - 1)
    with service.database.writing() as store:
        before = store.people.account(account)
        if before is None or not _still_known(waiting, before):
            raise CodesGone
        after = _change(service, store, before, waiting, at=now)
        _attempt(service, after, network).succeed(store, at=now)
    return Changed(waiting.kind, _masked_of(before, waiting.kind), _masked_of(after, waiting.kind))


def seal_changed(keyring: Keyring, changed: Changed, *, account: int) -> str:
    """Write what was changed into an address that nobody else can make, nor read."""
    return keyring.seal(json.dumps(["contact", account, changed.kind, changed.before, changed.after]))


def open_changed(keyring: Keyring, sealed: str, *, account: int) -> Changed | None:
    """Read what `seal_changed` wrote for the same account; None for anything else."""
    try:
        what, whose, kind, before, after = json.loads(keyring.open(sealed))
    except (ValueError, TypeError):
        return None
    is_mine = (what, whose) == ("contact", account)
    return Changed(ContactKind(kind), before, after) if is_mine else None


def _change(
    service: Service, store: Store, before: Account, waiting: WaitingChange, *, at: datetime
) -> Account:
    value = waiting.new.where.value if waiting.new else None
    after = before.with_own_contact(waiting.kind, value, at=at)
    if not store.accounts.change_contacts(before, after):
        raise CodesGone
    store.contact_changes.drop(after.id)
    today = service.today(service.territory(after.territory))
    contacts_changed(store, [(before, after)], at=at, today=today)
    detail = f"{waiting.kind} {'changed' if value else 'removed'}"
    store.audit.note(at=at, actor=after.id, event="contact_changed", person=after.id, detail=detail)
    return after


def _known_end(account: Account, kind: ContactKind, *, is_removal: bool) -> Contact | None:
    """Give what confirms a change from the old end: the contact that is replaced, else the other.

    A removal is confirmed by the contact that stays. None where nothing arrives.
    """
    working = [where for where in account.working_contacts if receives(where)]
    replaced = [where for where in working if where.kind is kind and not is_removal]
    return next(iter(replaced + [where for where in working if where.kind is not kind]), None)


def _still_known(waiting: WaitingChange, account: Account) -> bool:
    """Tell whether codes sent now would go where these went."""
    known = waiting.known.where if waiting.known else None
    return known == _known_end(account, waiting.kind, is_removal=waiting.new is None)


def _send(
    service: Service, store: Store, where: Contact, *, change: UUID, about: int | None = None
) -> CodeSent:
    code = new_code()
    outbox.put_contact_code(store, where, code, at=service.now(), about=about)
    return CodeSent(where, code_hash(service.keyring, change, code))


def _waiting(service: Service, account: int) -> WaitingChange | None:
    with service.database.reading() as store:
        return store.contact_changes.of_account(account)


def _counted(service: Service, account: int, *, at: datetime) -> WaitingChange:
    """Count a try before it is judged."""
    with service.database.writing() as store:
        waiting = store.contact_changes.of_account(account)
        if waiting is None or waiting.expires_at <= at:
            raise CodesGone
        if not store.contact_changes.try_once(waiting.public_id, most=CODE_TRIES):
            raise CodesGone
        return waiting


def _codes(waiting: WaitingChange) -> dict[End, CodeSent]:
    sent = {End.NEW: waiting.new, End.KNOWN: waiting.known}
    return {end: code for end, code in sent.items() if code is not None}


def _masked_of(account: Account, kind: ContactKind) -> str:
    return next((masked(where) for where in account.contacts if where.kind is kind), "")


def _attempt(service: Service, account: Account, network: str) -> Attempt:
    return Attempt(service.keyring, Door.CONTACT, str(account.public_id), network)
