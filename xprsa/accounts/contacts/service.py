"""Changing one's own phone or e-mail: nothing changes until the codes of both ends are right."""

import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from uuid import UUID, uuid4

from xprsa.accounts import outbox
from xprsa.accounts.sign_ins.secret import code_hash, code_matches, new_code
from xprsa.accounts.sign_ins.throttle import Attempt, Door
from xprsa.domain.contact import Contact, ContactKind
from xprsa.domain.identity import change_of_contacts, held_back
from xprsa.domain.person import Account
from xprsa.domain.sign_in import CODE_LIFE, CODE_TRIES
from xprsa.gateways.contacts import masked, masked_apart, receives
from xprsa.gateways.keyring import Keyring
from xprsa.running.contacts_changed import contacts_changed
from xprsa.running.parcels import way_to
from xprsa.running.service import Service
from xprsa.running.spending import spend
from xprsa.storage.contact_changes import CodeSent, WaitingChange
from xprsa.storage.store import Store


class End(StrEnum):
    """Where a code goes."""

    AFTER = "after"  # what receives codes once it is made: what would stand there, or what stays
    BEFORE = "before"  # what receives them until then


_CALLED = {End.AFTER: "nouveau contact", End.BEFORE: "contact que vous avez déjà"}
_CALLED_IN_A_REMOVAL = {End.AFTER: "contact qui reste", End.BEFORE: "contact que vous retirez"}


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
    is_removal: bool
    sent_to: Mapping[End, str]
    is_good: bool

    def called(self, end: End) -> str:
        """Name an end, in the words of the message that went there."""
        return _called(end, is_removal=self.is_removal)


@dataclass(frozen=True, slots=True)
class Changed:
    """A contact that was changed: what it was and what it is, masked; "" for none.

    :ivar is_told: whether a message leaves for the contacts that they had.
    :ivar is_seen: whether somebody follows them, who sees it.
    """

    kind: ContactKind
    before: str
    after: str
    is_told: bool
    is_seen: bool


def ask(service: Service, *, account: Account, kind: ContactKind, new: Contact | None, network: str) -> None:
    """Send the codes of a change; one that waited before waits no more.

    Whether somebody else has the new contact makes no difference, here or later.

    :param new: what is to stand there; None to remove it.
    :param network: keyed hash, as sign-ins keep it.
    :raises NothingStays: when nothing else would receive a code.
    :raises TooSoon: when too many were asked for.
    :raises BudgetSpent: when no code leaves before the next hour.
    """
    now, public_id = service.now(), uuid4()
    ends = _ends(account, kind, new, at=now)
    if End.AFTER not in ends:
        raise NothingStays
    with service.database.writing() as store:
        _count(service, store, account, new, network=network, at=now)
        for where in sorted(
            ends.values(), key=way_to
        ):  # in one order: two changes at once wait for no circle
            spend(service, store, way_to(where), is_for_somebody=True)
        before, send = ends.get(End.BEFORE), partial(_send, service, store, change=public_id)
        about = account.id if new else None
        change = WaitingChange(
            public_id,
            account.id,
            kind,
            after=send(ends[End.AFTER], called=_called(End.AFTER, is_removal=new is None), about=about),
            before=send(before, called=_called(End.BEFORE, is_removal=new is None)) if before else None,
            expires_at=now + CODE_LIFE,
        )
        store.contact_changes.put(change)


def ask_again(service: Service, *, account: Account, network: str) -> None:
    """Send fresh codes for the change that waits.

    :raises CodesGone: when none does.
    :raises NothingStays: as `ask` does; so for TooSoon and BudgetSpent.
    """
    waiting = _waiting(service, account.id)
    if waiting is None:
        raise CodesGone
    ask(service, account=account, kind=waiting.kind, new=waiting.new, network=network)


def pending(service: Service, account: int) -> Pending | None:
    """Give the change of an account that waits, or None."""
    waiting = _waiting(service, account)
    if waiting is None:
        return None
    sent = _masked_apart({end: code.where for end, code in _codes(waiting).items()})
    is_good = waiting.expires_at > service.now() and waiting.tries < CODE_TRIES
    return Pending(waiting.kind, is_removal=waiting.new is None, sent_to=sent, is_good=is_good)


def confirm(service: Service, *, account: int, typed: Mapping[End, str]) -> Changed:
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
        if before is None or not _still_reached(waiting, before, at=now):
            raise CodesGone
        after = _change(service, store, before, waiting, at=now)
        person = store.people.find(account)
    shown = _masked_apart(
        {
            end: where
            for end, held in ((End.BEFORE, before), (End.AFTER, after))
            for where in held.contacts
            if where.kind is waiting.kind
        }
    )
    return Changed(
        waiting.kind,
        shown.get(End.BEFORE, ""),
        shown.get(End.AFTER, ""),
        is_told=any(map(receives, change_of_contacts(before, after).told)),
        is_seen=person is not None and person.adviser is not None,
    )


def seal_changed(keyring: Keyring, changed: Changed, *, account: int) -> str:
    """Write what was changed into an address that nobody else can make, nor read."""
    return keyring.seal(json.dumps(["contact", account, *astuple(changed)]))


def open_changed(keyring: Keyring, sealed: str, *, account: int) -> Changed | None:
    """Read what `seal_changed` wrote for the same account; None for anything else."""
    try:
        what, whose, kind, before, after, is_told, is_seen = json.loads(keyring.open(sealed))
    except (ValueError, TypeError):
        return None
    is_mine = (what, whose) == ("contact", account)
    return Changed(ContactKind(kind), before, after, is_told=is_told, is_seen=is_seen) if is_mine else None


def _change(
    service: Service, store: Store, before: Account, waiting: WaitingChange, *, at: datetime
) -> Account:
    value = waiting.new.value if waiting.new else None
    after = before.with_own_contact(waiting.kind, value, at=at)
    if waiting.before is None and before.waiting_contacts(at):
        after = held_back(before, after, at=at, by=before.id)  # whoever gave the one that waits may be at it
    if not store.contact_changes.drop(waiting.public_id) or not store.accounts.change_contacts(before, after):
        raise CodesGone
    today = service.today(service.territory(after.territory))
    contacts_changed(store, [(before, after)], at=at, today=today)
    detail = f"{waiting.kind} {'changed' if value else 'removed'}"
    store.audit.note(at=at, actor=after.id, event="contact_changed", person=after.id, detail=detail)
    return after


def _ends(account: Account, kind: ContactKind, new: Contact | None, *, at: datetime) -> dict[End, Contact]:
    """Give what confirms a change: what receives codes after it, and what receives them before.

    After: the new contact, or for a removal the one that stays. Before: the contact that goes while it works,
    else the other; where that is what stays, one code is enough. An end that nothing reaches is left out,
    and one that somebody else wrote lately: whoever wrote it could confirm there.
    """
    working = [where for where in account.open_contacts(at) if receives(where)]
    goes = next((where for where in working if where.kind is kind), None)
    other = next((where for where in working if where.kind is not kind), None)
    after, before = new or other, goes or other
    found = {End.AFTER: after, End.BEFORE: before if before != after else None}
    return {end: where for end, where in found.items() if where is not None}


def _still_reached(waiting: WaitingChange, account: Account, *, at: datetime) -> bool:
    """Tell whether codes sent now would go where these went."""
    sent = {end: code.where for end, code in _codes(waiting).items()}
    return sent == _ends(account, waiting.kind, waiting.new, at=at)


def _send(
    service: Service, store: Store, where: Contact, *, change: UUID, called: str, about: int | None = None
) -> CodeSent:
    code = new_code()
    outbox.put_contact_code(store, where, code, called=called, at=service.now(), about=about)
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
    sent = {End.AFTER: waiting.after, End.BEFORE: waiting.before}
    return {end: code for end, code in sent.items() if code is not None}


def _called(end: End, *, is_removal: bool) -> str:
    return (_CALLED_IN_A_REMOVAL if is_removal else _CALLED)[end]


def _masked_apart(ends: Mapping[End, Contact]) -> dict[End, str]:
    """Mask what stands at each end, so that its owner tells the two apart."""
    if len(ends) < len(End):
        return {end: masked(where) for end, where in ends.items()}
    return dict(zip(ends, masked_apart(*ends.values()), strict=True))


def _count(
    service: Service, store: Store, account: Account, new: Contact | None, *, network: str, at: datetime
) -> None:
    """Count codes on the account and on the new contact, at which several accounts could aim.

    A change that is made gives nothing back: each sends a code to an address that nobody may know.
    """
    for who in (str(account.public_id), *((new.value,) if new else ())):
        Attempt(service.keyring, Door.CONTACT, who, network).count(store, at=at)
