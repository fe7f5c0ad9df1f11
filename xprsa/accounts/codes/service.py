"""How beneficiaries sign in with a code that is sent to them: by mail or SMS."""

from dataclasses import dataclass, replace
from datetime import datetime
from hmac import compare_digest
from uuid import UUID, uuid4

from xprsa.accounts import outbox
from xprsa.accounts.codes.watch import CodeWatch
from xprsa.accounts.sign_ins import service as sign_ins
from xprsa.accounts.sign_ins.context import SignInContext
from xprsa.accounts.sign_ins.secret import code_matches, new_code
from xprsa.accounts.sign_ins.service import Browser, NewSignIn
from xprsa.accounts.sign_ins.throttle import Spacing, note_failure
from xprsa.domain.contact import Contact
from xprsa.domain.patience import (
    CodeToGive,
    LivingCode,
    code_to_give,
    is_calm,
    is_long,
)
from xprsa.domain.person import Account, told_apart
from xprsa.domain.sign_in import CODE_TRIES, SignInWay
from xprsa.gateways.contacts import contact
from xprsa.running.parcels import way_to
from xprsa.running.service import Service
from xprsa.running.spending import BudgetSpent, spend
from xprsa.storage.sign_in_codes import SignInCode
from xprsa.storage.store import Store


class CodeGone(Exception):
    """A code that was used, is too old, or was tried too often: a fresh one is needed."""


class WrongCode(Exception):
    """Not the code.

    :ivar left: how many tries are left.
    """

    def __init__(self, left: int) -> None:
        super().__init__("wrong code")
        self.left = left


@dataclass(frozen=True, slots=True)
class AccountChoice:
    """The right code of a contact that several people share.

    :ivar code: public id that the browser goes on with.
    """

    code: UUID


@dataclass(frozen=True, slots=True)
class Asked:
    """A code that a browser asked for.

    :ivar is_good: whether it may still be typed; otherwise a fresh one is needed.
    """

    context: SignInContext
    is_good: bool


def ask_code(service: Service, *, where: Contact, browser: Browser, context: SignInContext) -> UUID:
    """Send a code, and give the public id to which this browser is bound; nobody waits, whoever else asks.

    Nothing here depends on whether somebody has that contact: the outbox finds out, later, and writes to
    nobody else. So neither the page nor its time tells.

    :raises BudgetSpent: when none leaves before the next hour, and none lives at that contact.
    """
    public_id, now = uuid4(), service.now()
    watch = CodeWatch(service.keyring, where.value, browser.network)
    with service.database.writing() as store:
        given = _given(service, store, watch, where, at=now)
        shared = given.shared.code if given.shared else None
        code = shared or new_code(given.digits)
        store.sign_in_codes.ask(
            public_id,
            contact=where.value,
            carried=context.written(),
            at=now,
            code=None if shared else code,
            shared_by=None if shared else watch.shared_by,
        )
        if given.leaves:
            outbox.put_code(store, where, code, at=now)
    return public_id


def _given(service: Service, store: Store, watch: CodeWatch, where: Contact, *, at: datetime) -> CodeToGive:
    """Give the code that lives at the contact, or how long a new one is; count the message that leaves."""
    spacing = Spacing(service.keyring, "code", where.value)
    messages = spacing.hold(store, at=at)
    living = store.sign_in_codes.living(watch.shared_by, at=at)
    given = code_to_give(living, messages, is_calm=watch.is_calm(store, at=at), at=at)
    if not given.leaves:
        return given
    holder = store.accounts.holder(where, staff=False, at=at)
    try:
        spend(service, store, way_to(where), is_for_somebody=holder is not None)
    except BudgetSpent:
        if given.shared is None:
            raise
        return replace(given, leaves=False)  # the code that left before serves still
    spacing.count(store, messages, at=at)
    return given


def ask_again(service: Service, *, code: UUID, browser: Browser) -> UUID:
    """Send a code again where the last one went.

    :raises CodeGone: when this browser is bound to none.
    :raises BudgetSpent: as `ask_code` does.
    """
    with service.database.reading() as store:
        last = store.sign_in_codes.unused(code)
    where = contact(last.contact) if last else None
    if last is None or where is None:
        raise CodeGone
    return ask_code(service, where=where, browser=browser, context=SignInContext.read(last.carried))


def asked(service: Service, code: UUID | None) -> Asked | None:
    """Give what this browser asked for, or None."""
    if code is None:
        return None
    with service.database.reading() as store:
        found = store.sign_in_codes.unused(code)
    if found is None:
        return None
    good = found.expires_at > service.now() and found.tries < CODE_TRIES
    return Asked(SignInContext.read(found.carried), is_good=good)


def type_code(
    service: Service, *, code: UUID, typed: str, browser: Browser, remember: bool
) -> NewSignIn | AccountChoice:
    """Judge a code; sign in, or let choose whose account when the contact is shared.

    :raises WrongCode: when it is not the code.
    :raises CodeGone: when a fresh one is needed.
    """
    waiting, living = _counted(service, code, typed=typed, browser=browser)
    if not _is_right(service, waiting, living, typed):
        raise WrongCode(CODE_TRIES - waiting.tries)
    context = SignInContext.read(waiting.carried).remembering(remember)
    with service.database.writing() as store:
        accounts = _accounts(service, store, waiting)
        if not accounts:
            raise CodeGone
        if len(accounts) > 1:
            return AccountChoice(
                store.sign_in_codes.prove(waiting.id, carried=context.written(), at=service.now())
            )
        return _enter(service, store, waiting, account=accounts[0], browser=browser, context=context)


def choices(service: Service, *, code: UUID) -> tuple[tuple[UUID, str], ...]:
    """Give whose account may be chosen, once the code was right: public ids, and enough to tell them apart.

    :raises CodeGone: when it was not, or too long ago.
    """
    with service.database.reading() as store:
        waiting = store.sign_in_codes.waiting(code, at=service.now())
        if waiting is None or waiting.proven_at is None:
            raise CodeGone
        found = (store.people.find(account.id) for account in _accounts(service, store, waiting))
        people = [person for person in found if person is not None]
    return tuple(zip((person.account.public_id for person in people), told_apart(people), strict=True))


def choose(service: Service, *, code: UUID, account: UUID, browser: Browser) -> NewSignIn:
    """Sign in as one of those who share the contact.

    :raises CodeGone: when the code was used meanwhile, or the account is not one of them.
    """
    with service.database.writing() as store:
        waiting = store.sign_in_codes.waiting(code, at=service.now())
        if waiting is None or waiting.proven_at is None:
            raise CodeGone
        chosen = next(
            (candidate for candidate in _accounts(service, store, waiting) if candidate.public_id == account),
            None,
        )
        if chosen is None:
            raise CodeGone
        context = SignInContext.read(waiting.carried)
        return _enter(service, store, waiting, account=chosen, browser=browser, context=context)


def _counted(
    service: Service, code: UUID, *, typed: str, browser: Browser
) -> tuple[SignInCode, tuple[LivingCode, ...]]:
    """Count a try before it is judged; give it, with the codes that live at its contact.

    :raises CodeGone: when it is not to be judged.
    """
    now, weighs = service.now(), 0 if is_long(typed) else 1
    with service.database.writing() as store:
        waiting = store.sign_in_codes.waiting(code, at=now)
        if waiting is None:
            raise CodeGone
        watch = CodeWatch(service.keyring, waiting.contact, browser.network)
        held = watch.hold(store, at=now)
        if weighs and not is_calm(held, at=now):
            raise CodeGone
        if not store.sign_in_codes.try_once(waiting.id, most=CODE_TRIES, weighs=weighs):
            raise CodeGone
        watch.add(store, held, weighs, at=now)
        tried = replace(waiting, tries=waiting.tries + 1, weighed=waiting.weighed + weighs)
        living = store.sign_in_codes.living(watch.shared_by, at=now)
        if not _is_right(service, tried, living, typed):
            note_failure(service.keyring, store, network=browser.network, at=now, way=SignInWay.CODE)
        return tried, living


def _is_right(service: Service, waiting: SignInCode, living: tuple[LivingCode, ...], typed: str) -> bool:
    """Tell whether a code that lives at the contact was typed, whoever was the first to ask for it."""
    if waiting.code_hash:  # sent before codes were shared
        return code_matches(service.keyring, waiting.public_id, typed, waiting.code_hash)
    return any(compare_digest(code.code, typed) for code in living)


def _accounts(service: Service, store: Store, waiting: SignInCode) -> tuple[Account, ...]:
    where = contact(waiting.contact)
    return store.accounts.of_contact(where, at=service.now()) if where else ()


def _enter(
    service: Service,
    store: Store,
    waiting: SignInCode,
    *,
    account: Account,
    browser: Browser,
    context: SignInContext,
) -> NewSignIn:
    now = service.now()
    watch = CodeWatch(service.keyring, waiting.contact, browser.network)
    watch.add(store, watch.hold(store, at=now), -waiting.weighed, at=now)
    if not store.sign_in_codes.use(waiting.id, at=now):
        raise CodeGone
    if not store.sign_in_codes.drop_shared(watch.shared_by) and not waiting.code_hash:
        raise CodeGone
    return sign_ins.begin(
        service, store, account=account, browser=browser, context=context, way=SignInWay.CODE
    )
