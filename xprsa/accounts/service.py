"""How beneficiaries sign in: a code by mail or SMS, a code on paper, or a phone they asked to remember."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from xprsa.accounts import outbox, sign_in
from xprsa.accounts.carried import Carried
from xprsa.accounts.secret import code_hash, code_matches, new_code
from xprsa.accounts.sign_in import Browser, Opened
from xprsa.accounts.throttle import KNOWN_FOR, Attempt, Door
from xprsa.domain.contact import Contact, contact
from xprsa.domain.person import Account
from xprsa.domain.sign_in import CODE_LIFE, CODE_TRIES
from xprsa.storage.memory import Memory
from xprsa.storage.sign_in_codes import SignInCode
from xprsa.web.house import House


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
class Choice:
    """The right code of a contact that several people share.

    :ivar code: public id that the browser goes on with.
    """

    code: UUID


@dataclass(frozen=True, slots=True)
class Asked:
    """A code that a browser asked for.

    :ivar is_good: whether it may still be typed; otherwise a fresh one is needed.
    """

    carried: Carried
    is_good: bool


def ask_code(house: House, *, where: Contact, browser: Browser, carried: Carried) -> UUID:
    """Send a code, and give the public id to which this browser is bound.

    Nothing here depends on whether somebody has that contact: the outbox finds out, later, and writes to
    nobody else. So neither the page nor its time tells.

    :raises TooSoon: when too many were asked for.
    """
    code, public_id, now = new_code(), uuid4(), house.now()
    attempt = Attempt(house.keyring, Door.CODE, where.value, browser.network)
    with house.database.writing() as memory:
        known = memory.accounts.comes_from(where, browser.network, since=now - KNOWN_FOR)
        attempt.count(memory, at=now, known=known)
        memory.sign_in_codes.add(
            public_id=public_id,
            code_hash=code_hash(house.keyring, public_id, code),
            at=now,
            expires_at=now + CODE_LIFE,
            contact=where.value,
            carried=carried.written(),
        )
        outbox.put_code(memory, where, code, at=now)
    return public_id


def ask_again(house: House, *, code: UUID, browser: Browser) -> UUID:
    """Send a fresh code where the last one went.

    :raises CodeGone: when this browser is bound to none.
    :raises TooSoon: when too many were asked for.
    """
    with house.database.reading() as memory:
        last = memory.sign_in_codes.unused(code)
    where = contact(last.contact) if last else None
    if last is None or where is None:
        raise CodeGone
    return ask_code(house, where=where, browser=browser, carried=Carried.read(last.carried))


def asked(house: House, code: UUID | None) -> Asked | None:
    """Give what this browser asked for, or None."""
    if code is None:
        return None
    with house.database.reading() as memory:
        found = memory.sign_in_codes.unused(code)
    if found is None:
        return None
    good = found.expires_at > house.now() and found.tries < CODE_TRIES
    return Asked(Carried.read(found.carried), is_good=good)


def type_code(house: House, *, code: UUID, typed: str, browser: Browser, remember: bool) -> Opened | Choice:
    """Judge a code; sign in, or let choose whose account when the contact is shared.

    :raises WrongCode: when it is not the code.
    :raises CodeGone: when a fresh one is needed.
    """
    waiting = _counted(house, code)
    if not code_matches(house.keyring, waiting.public_id, typed, waiting.code_hash):
        _note_failure(house)
        raise WrongCode(CODE_TRIES - waiting.tries - 1)
    carried = Carried.read(waiting.carried).remembering(remember)
    with house.database.writing() as memory:
        accounts = _accounts(memory, waiting)
        if not accounts:
            raise CodeGone
        if len(accounts) > 1:
            return Choice(memory.sign_in_codes.prove(waiting.id, carried=carried.written(), at=house.now()))
        return _enter(house, memory, waiting, account=accounts[0], browser=browser, carried=carried)


def choices(house: House, *, code: UUID) -> tuple[Account, ...]:
    """Give whose account may be chosen, once the code was right.

    :raises CodeGone: when it was not, or too long ago.
    """
    with house.database.reading() as memory:
        waiting = memory.sign_in_codes.waiting(code, at=house.now())
        if waiting is None or waiting.proven_at is None:
            raise CodeGone
        return _accounts(memory, waiting)


def choose(house: House, *, code: UUID, account: UUID, browser: Browser) -> Opened:
    """Sign in as one of those who share the contact.

    :raises CodeGone: when the code was used meanwhile, or the account is not one of them.
    """
    with house.database.writing() as memory:
        waiting = memory.sign_in_codes.waiting(code, at=house.now())
        if waiting is None or waiting.proven_at is None:
            raise CodeGone
        chosen = next((one for one in _accounts(memory, waiting) if one.public_id == account), None)
        if chosen is None:
            raise CodeGone
        carried = Carried.read(waiting.carried)
        return _enter(house, memory, waiting, account=chosen, browser=browser, carried=carried)


def enter_by_letter(
    house: House, *, file_reference: str, typed: str, browser: Browser, carried: Carried
) -> Opened:
    """Sign in with the code of a letter and one's file reference.

    :raises TooSoon: when too many attempts failed.
    :raises WrongCode: when they do not go together; a letter's code is long, so its tries have no end.
    """
    now = house.now()
    attempt = Attempt(house.keyring, Door.LETTER, file_reference, browser.network)
    with house.database.writing() as memory:
        attempt.count(memory, at=now)
        codes = memory.sign_in_codes.of_letters(file_reference, at=now)
    right = [one for one in codes if code_matches(house.keyring, one.public_id, typed, one.code_hash)]
    if not right:
        _note_failure(house)
        raise WrongCode(left=0)
    with house.database.writing() as memory:
        account = memory.people.account(right[0].account or 0)
        if (
            account is None
            or account.disabled_at is not None
            or not memory.sign_in_codes.use(right[0].id, at=now)
        ):
            raise WrongCode(left=0)
        attempt.succeed(memory, at=now)
        return sign_in.begin(house, memory, account=account, browser=browser, carried=carried)


def enter_by_phone(house: House, *, browser: Browser, carried: Carried) -> Opened | None:
    """Sign in on a remembered phone; None when it no longer is one."""
    with house.database.writing() as memory:
        phone = sign_in.phone_of(house, memory, browser.phone)
        account = memory.people.account(phone.account) if phone else None
        if phone is None or account is None:
            return None
        memory.remembered_phones.used(phone.public_id, at=house.now())
        return sign_in.begin(house, memory, account=account, browser=browser, carried=carried)


def is_remembered(house: House, browser: Browser) -> bool:
    """Tell whether this phone may go on with one tap."""
    if not browser.phone:
        return False
    with house.database.reading() as memory:
        return sign_in.phone_of(house, memory, browser.phone) is not None


def _counted(house: House, code: UUID) -> SignInCode:
    """Count a try before it is judged."""
    with house.database.writing() as memory:
        waiting = memory.sign_in_codes.waiting(code, at=house.now())
        if waiting is None or not memory.sign_in_codes.try_once(waiting.id, most=CODE_TRIES):
            raise CodeGone
        return waiting


def _accounts(memory: Memory, waiting: SignInCode) -> tuple[Account, ...]:
    where = contact(waiting.contact)
    return memory.accounts.of_contact(where) if where else ()


def _enter(
    house: House,
    memory: Memory,
    waiting: SignInCode,
    *,
    account: Account,
    browser: Browser,
    carried: Carried,
) -> Opened:
    if not memory.sign_in_codes.use(waiting.id, at=house.now()):
        raise CodeGone
    attempt = Attempt(house.keyring, Door.CODE, waiting.contact, browser.network)
    attempt.succeed(memory, at=house.now())
    return sign_in.begin(house, memory, account=account, browser=browser, carried=carried)


def _note_failure(house: House) -> None:
    with house.database.writing() as memory:
        memory.audit.note(at=house.now(), actor=None, event="sign_in_failed")
