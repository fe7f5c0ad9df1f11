"""How beneficiaries sign in with what they have at hand: a code on paper, or a phone they asked to remember.

Nothing that strangers do is counted here, so none of it makes anybody wait.
"""

from dataclasses import dataclass

from xprsa.accounts.codes.service import WrongCode
from xprsa.accounts.sign_ins import service as sign_ins
from xprsa.accounts.sign_ins.context import SignInContext
from xprsa.accounts.sign_ins.secret import code_matches
from xprsa.accounts.sign_ins.service import Browser, NewSignIn
from xprsa.accounts.sign_ins.throttle import note_failure
from xprsa.domain.person import told_apart
from xprsa.domain.sign_in import SignInWay
from xprsa.running.service import Service


@dataclass(frozen=True, slots=True)
class Remembered:
    """A phone that its owner asked to be recognised.

    :ivar name: whose, where others share a contact with them; "" otherwise.
    """

    name: str


def enter_by_letter(
    service: Service, *, file_reference: str, typed: str, browser: Browser, context: SignInContext
) -> NewSignIn:
    """Sign in with the code of a letter and one's file reference.

    No stranger can fill this way in: the code is so long that guessing finds nothing, so nobody waits.

    :raises WrongCode: when they do not go together.
    """
    now = service.now()
    with service.database.reading() as store:
        codes = store.sign_in_codes.of_letters(file_reference, at=now)
    right = [
        letter for letter in codes if code_matches(service.keyring, letter.public_id, typed, letter.code_hash)
    ]
    if not right:
        with service.database.writing() as store:
            note_failure(service.keyring, store, network=browser.network, at=now, way=SignInWay.PAPER)
        raise WrongCode(left=0)
    with service.database.writing() as store:
        account = store.people.account(right[0].account or 0)
        if (
            account is None
            or account.disabled_at is not None
            or not store.sign_in_codes.use(right[0].id, at=now)
        ):
            raise WrongCode(left=0)
        return sign_ins.begin(
            service, store, account=account, browser=browser, context=context, way=SignInWay.PAPER
        )


def enter_by_phone(service: Service, *, browser: Browser, context: SignInContext) -> NewSignIn | None:
    """Sign in on a remembered phone; None when it no longer is one."""
    with service.database.writing() as store:
        phone = sign_ins.phone_of(service, store, browser.phone)
        account = store.people.account(phone.account) if phone else None
        if phone is None or account is None:
            if browser.phone:
                note_failure(
                    service.keyring, store, network=browser.network, at=service.now(), way=SignInWay.PHONE
                )
            return None
        store.remembered_phones.used(phone.public_id, at=service.now())
        return sign_ins.begin(
            service, store, account=account, browser=browser, context=context, way=SignInWay.PHONE
        )


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
