"""How staff accept an invitation and sign in: a password and a second factor, both every time."""

from dataclasses import dataclass
from datetime import datetime

from xprsa.accounts.sign_ins import service as sign_ins
from xprsa.accounts.sign_ins import throttle
from xprsa.accounts.sign_ins.context import SignInContext
from xprsa.accounts.sign_ins.desk import desk_of
from xprsa.accounts.sign_ins.secret import hashed
from xprsa.accounts.sign_ins.service import Browser, NewSignIn
from xprsa.accounts.sign_ins.throttle import KNOWN_FOR, Attempt, Door
from xprsa.domain.contact import Contact, ContactKind
from xprsa.domain.person import Account
from xprsa.domain.sign_in import ClosedLink, SignInWay
from xprsa.gateways import passwords, totp
from xprsa.gateways.passwords import Weakness
from xprsa.running.service import Service
from xprsa.storage.staff_secrets import StaffSecret

NOBODY = 0  # no account has this internal id: looking it up costs what a real one costs


class WrongSecrets(Exception):
    """Address, password and code do not go together; which one is wrong is not said."""


class WrongTotp(Exception):
    """Not the code that the phone shows now, or one used already."""


class WeakPassword(Exception):
    """A new password that is not taken.

    :ivar weakness: why.
    """

    def __init__(self, weakness: Weakness) -> None:
        super().__init__(weakness.value)
        self.weakness = weakness


class LinkGone(Exception):
    """A link that does not open.

    :ivar why: what closed it.
    """

    def __init__(self, why: ClosedLink) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class NewSecrets:
    """What somebody chooses with an invitation.

    :ivar totp_secret: the one whose QR code was shown.
    :ivar code: what the phone shows for it.
    """

    password: str
    totp_secret: str
    code: str


def enter(
    service: Service, *, email: str, password: str, code: str, browser: Browser, context: SignInContext
) -> NewSignIn:
    """Sign in; the same work is done whether the account exists or not.

    :raises TooSoon: when too many attempts failed.
    :raises WrongSecrets: when something is wrong.
    """
    now = service.now()
    attempt = counted(service, email=email, browser=browser)
    with service.database.reading() as store:
        account = store.accounts.staff_of_mail(email)
        secret = store.staff_secrets.of(account.id if account else NOBODY)
    step = _verified(secret, password=password, code=code, at=now)
    if account is None or secret is None or step is None:
        note_failure(service, account, network=browser.network, way=SignInWay.PASSWORD)
        raise WrongSecrets
    with service.database.writing() as store:
        if store.staff_secrets.spend_step(account.id, step):
            attempt.succeed(store, at=now)
            return sign_ins.begin(
                service, store, account=account, browser=browser, context=context, way=SignInWay.PASSWORD
            )
    note_failure(service, account, network=browser.network, way=SignInWay.PASSWORD)
    raise WrongSecrets


def invited(service: Service, token: str) -> Account:
    """Give whom a link invites.

    :raises LinkGone: when it no longer opens.
    """
    with service.database.reading() as store:
        invitation = store.invitations.of_token(hashed(token), at=service.now())
        closed = store.invitations.why_closed(hashed(token), at=service.now())
    if invitation is None:
        raise LinkGone(closed or ClosedLink.USED)
    return invitation.account


def accept(service: Service, *, token: str, chosen: NewSecrets, browser: Browser) -> NewSignIn:
    """Set password and second factor, end whatever was open before, and sign in.

    :raises LinkGone: when the link no longer opens.
    :raises WeakPassword: when the password is not taken.
    :raises WrongTotp: when the phone does not show this code.
    """
    now = service.now()
    account = invited(service, token)
    refuse_weak(service, account, chosen.password)
    step = totp.matching_step(chosen.totp_secret, chosen.code, at=now, after=0)
    if step is None:
        raise WrongTotp
    password_hash = passwords.hashed(chosen.password)
    with service.database.writing() as store:
        invitation = store.invitations.of_token(hashed(token), at=now)
        if invitation is None or not store.invitations.use(invitation.id, at=now):
            raise LinkGone(ClosedLink.USED)
        store.staff_secrets.put(
            account.id, password_hash=password_hash, totp_secret=chosen.totp_secret, totp_step=step, at=now
        )
        store.sign_ins.end_all(account.id, at=now)
        store.audit.note(at=now, actor=account.id, event="password_changed", person=account.id)
        return sign_ins.begin(
            service,
            store,
            account=account,
            browser=browser,
            context=SignInContext(),
            way=SignInWay.INVITATION,
        )


def counted(service: Service, *, email: str, browser: Browser) -> Attempt:
    """Count an attempt to prove who one is, before it is judged.

    A browser in which this address signed in before is counted by itself, whatever its network does.

    :raises TooSoon: when it must wait.
    """
    now = service.now()
    desk = desk_of(service.keyring, browser.desk, email, at=now)
    attempt = Attempt(service.keyring, Door.STAFF, email, f"desk {desk}" if desk else browser.network)
    with service.database.writing() as store:
        where = Contact(ContactKind.MAIL, email)
        known = store.accounts.comes_from(where, browser.network, since=now - KNOWN_FOR)
        attempt.count(store, at=now, known=known or desk is not None)
    return attempt


def _verified(secret: StaffSecret | None, *, password: str, code: str, at: datetime) -> int | None:
    """Check password and code, both every time; give the step of the code."""
    right = passwords.matches(secret.password_hash if secret else passwords.NOBODYS, password)
    step = totp.matching_step(
        secret.totp_secret if secret else totp.NOBODYS, code, at=at, after=secret.totp_step if secret else 0
    )
    return step if right else None


def refuse_weak(service: Service, account: Account, password: str) -> None:
    """Refuse a new password that is short, or made of what everybody tries.

    :raises WeakPassword: saying why.
    """
    territory = service.territory(account.territory)
    with service.database.reading() as store:
        organisations = store.organisations.of_territory(account.territory)
    own = [organisation.name for organisation in organisations if organisation.id == account.organisation]
    words = [account.first_name, account.last_name, account.email or "", territory.name, *own]
    weakness = passwords.weakness(password, words=words)
    if weakness is not None:
        raise WeakPassword(weakness)


def note_failure(service: Service, account: Account | None, *, network: str, way: SignInWay) -> None:
    """Write in the journal that somebody could not sign in."""
    with service.database.writing() as store:
        person = account.id if account else None
        throttle.note_failure(
            service.keyring, store, network=network, at=service.now(), way=way, person=person
        )
