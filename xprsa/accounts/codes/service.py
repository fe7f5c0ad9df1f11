"""How beneficiaries sign in: a code by mail or SMS, a code on paper, or a phone they asked to remember."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from xprsa.accounts import outbox
from xprsa.accounts.sign_ins import service as sign_ins
from xprsa.accounts.sign_ins.context import SignInContext
from xprsa.accounts.sign_ins.secret import code_hash, code_matches, new_code
from xprsa.accounts.sign_ins.service import Browser, NewSignIn
from xprsa.accounts.sign_ins.throttle import KNOWN_FOR, Attempt, Door
from xprsa.domain.contact import Contact
from xprsa.domain.folding import reference_folded
from xprsa.domain.person import Account, told_apart
from xprsa.domain.sign_in import CODE_LIFE, CODE_TRIES
from xprsa.gateways.contacts import contact
from xprsa.running.service import Service
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
class Remembered:
    """A phone that its owner asked to be recognised.

    :ivar name: whose, where others share a contact with them; "" otherwise.
    """

    name: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A code that a browser asked for.

    :ivar is_good: whether it may still be typed; otherwise a fresh one is needed.
    """

    context: SignInContext
    is_good: bool


def ask_code(service: Service, *, where: Contact, browser: Browser, context: SignInContext) -> UUID:
    """Send a code, and give the public id to which this browser is bound.

    Nothing here depends on whether somebody has that contact: the outbox finds out, later, and writes to
    nobody else. So neither the page nor its time tells.

    :raises TooSoon: when too many were asked for.
    """
    code, public_id, now = new_code(), uuid4(), service.now()
    attempt = Attempt(service.keyring, Door.CODE, where.value, browser.network)
    with service.database.writing() as store:
        known = store.accounts.comes_from(where, browser.network, since=now - KNOWN_FOR)
        attempt.count(store, at=now, known=known)
        store.sign_in_codes.add(
            public_id=public_id,
            code_hash=code_hash(service.keyring, public_id, code),
            at=now,
            expires_at=now + CODE_LIFE,
            contact=where.value,
            carried=context.written(),
        )
        outbox.put_code(store, where, code, at=now)
    return public_id


def ask_again(service: Service, *, code: UUID, browser: Browser) -> UUID:
    """Send a fresh code where the last one went.

    :raises CodeGone: when this browser is bound to none.
    :raises TooSoon: when too many were asked for.
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
    waiting = _counted(service, code)
    if not code_matches(service.keyring, waiting.public_id, typed, waiting.code_hash):
        _note_failure(service)
        raise WrongCode(CODE_TRIES - waiting.tries - 1)
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


def enter_by_letter(
    service: Service, *, file_reference: str, typed: str, browser: Browser, context: SignInContext
) -> NewSignIn:
    """Sign in with the code of a letter and one's file reference.

    :raises TooSoon: when too many attempts failed.
    :raises WrongCode: when they do not go together; a letter's code is long, so its tries have no end.
    """
    now = service.now()
    attempt = Attempt(service.keyring, Door.LETTER, reference_folded(file_reference), browser.network)
    with service.database.writing() as store:
        attempt.count(store, at=now)
        codes = store.sign_in_codes.of_letters(file_reference, at=now)
    right = [
        letter for letter in codes if code_matches(service.keyring, letter.public_id, typed, letter.code_hash)
    ]
    if not right:
        _note_failure(service)
        raise WrongCode(left=0)
    with service.database.writing() as store:
        account = store.people.account(right[0].account or 0)
        if (
            account is None
            or account.disabled_at is not None
            or not store.sign_in_codes.use(right[0].id, at=now)
        ):
            raise WrongCode(left=0)
        attempt.succeed(store, at=now)
        return sign_ins.begin(service, store, account=account, browser=browser, context=context)


def enter_by_phone(service: Service, *, browser: Browser, context: SignInContext) -> NewSignIn | None:
    """Sign in on a remembered phone; None when it no longer is one."""
    with service.database.writing() as store:
        phone = sign_ins.phone_of(service, store, browser.phone)
        account = store.people.account(phone.account) if phone else None
        if phone is None or account is None:
            return None
        store.remembered_phones.used(phone.public_id, at=service.now())
        return sign_ins.begin(service, store, account=account, browser=browser, context=context)


def remembered(service: Service, browser: Browser) -> Remembered | None:
    """Tell whether this phone may go on with one tap, and as whom where somebody else may hold it."""
    if not browser.phone:
        return None
    with service.database.reading() as store:
        phone = sign_ins.phone_of(service, store, browser.phone)
        account = store.people.account(phone.account) if phone else None
        if account is None:
            return None
        sharing = {
            other.id: other
            for where in account.contacts
            for other in store.accounts.of_contact(where, at=service.now())
        }
        people = [person for other in sharing if (person := store.people.find(other)) is not None]
    names = dict(zip((person.id for person in people), told_apart(people), strict=True))
    return Remembered(names.get(account.id, "") if len(names) > 1 else "")


def forget_remembered(service: Service, browser: Browser) -> None:
    """Forget the phone that this browser is, if it is remembered at all."""
    with service.database.writing() as store:
        phone = sign_ins.phone_of(service, store, browser.phone)
        if phone is not None:
            sign_ins.forget_phone(
                service, store, account=phone.account, phone=phone.public_id, actor=phone.account
            )


def _counted(service: Service, code: UUID) -> SignInCode:
    """Count a try before it is judged."""
    with service.database.writing() as store:
        waiting = store.sign_in_codes.waiting(code, at=service.now())
        if waiting is None or not store.sign_in_codes.try_once(waiting.id, most=CODE_TRIES):
            raise CodeGone
        return waiting


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
    if not store.sign_in_codes.use(waiting.id, at=service.now()):
        raise CodeGone
    attempt = Attempt(service.keyring, Door.CODE, waiting.contact, browser.network)
    attempt.succeed(store, at=service.now())
    return sign_ins.begin(service, store, account=account, browser=browser, context=context)


def _note_failure(service: Service) -> None:
    with service.database.writing() as store:
        store.audit.note(at=service.now(), actor=None, event="sign_in_failed")
