"""How staff replace a password: forgotten, by a link and the second factor; or known, by itself."""

import json
from datetime import datetime

from xprsa.accounts import outbox
from xprsa.accounts.sign_ins import service as sign_ins
from xprsa.accounts.sign_ins.context import SignInContext
from xprsa.accounts.sign_ins.service import Browser, NewSignIn
from xprsa.accounts.sign_ins.throttle import Spacing
from xprsa.accounts.staff.service import (
    NOBODY,
    LinkGone,
    WrongTotp,
    counted,
    note_failure,
    refuse_weak,
)
from xprsa.domain.patience import MESSAGES
from xprsa.domain.person import Account
from xprsa.domain.sign_in import FORGOTTEN_LIFE, ClosedLink, SignIn, SignInWay
from xprsa.gateways import passwords, totp
from xprsa.gateways.keyring import CannotOpen
from xprsa.running.service import Service
from xprsa.storage.staff_secrets import StaffSecret
from xprsa.storage.store import Store


class WrongPassword(Exception):
    """Not the present password."""


def ask_link(service: Service, *, email: str) -> None:
    """Send the link for a forgotten password; whether somebody has that address shows nowhere.

    The link carries its own proof (sealed address and instant), so nothing is looked up here. Asked for again
    and again, it leaves seldom; those that left serve for their hour.
    """
    now = service.now()
    token = service.keyring.seal(json.dumps([email, now.isoformat()]))
    spacing = Spacing(service.keyring, "link", email)
    with service.database.writing() as store:
        held = spacing.hold(store, at=now)
        if not MESSAGES.wait(held, at=now):
            spacing.count(store, held, at=now)
            link = f"{service.settings.base_url}/connexion/oubli/{token}"
            outbox.put_forgotten(store, email, link, at=now)


def forgetful(service: Service, token: str) -> Account:
    """Give whose forgotten password a link sets; it opens for an hour, and once: a change closes it.

    :raises LinkGone: when it no longer opens.
    """
    try:
        email, written = json.loads(service.keyring.open(token))
        asked_at = datetime.fromisoformat(written)
    except (CannotOpen, ValueError, TypeError) as wrong:
        raise LinkGone(ClosedLink.UNKNOWN) from wrong
    if service.now() - asked_at >= FORGOTTEN_LIFE:
        raise LinkGone(ClosedLink.TOO_OLD)
    with service.database.reading() as store:
        account = store.accounts.staff_of_mail(email)
        secret = store.staff_secrets.of(account.id if account else NOBODY)
    if account is None:
        raise LinkGone(ClosedLink.NO_ACCESS)
    if secret is None:
        raise LinkGone(ClosedLink.NO_PASSWORD)
    if secret.changed_at >= asked_at:
        raise LinkGone(ClosedLink.USED)
    return account


def replace_forgotten(
    service: Service, *, token: str, password: str, code: str, browser: Browser
) -> NewSignIn:
    """Set another password with a link and the second factor, end what was open, and sign in.

    :raises LinkGone: when the link no longer opens.
    :raises WeakPassword: when the password is not taken.
    :raises TooSoon: when too many codes were wrong.
    :raises WrongTotp: when the code is wrong.
    """
    now = service.now()
    account = forgetful(service, token)
    refuse_weak(service, account, password)
    attempt = counted(service, email=account.email or "", browser=browser)
    with service.database.reading() as store:
        secret = store.staff_secrets.of(account.id)
    step = _step(secret, code=code, at=now)
    if step is None:
        note_failure(service, account, network=browser.network, way=SignInWay.LINK)
        raise WrongTotp
    password_hash = passwords.hashed(password)
    with service.database.writing() as store:
        if not store.staff_secrets.spend_step(account.id, step):
            raise WrongTotp
        attempt.succeed(store, at=now)
        _change(service, store, account=account, password_hash=password_hash)
        return sign_ins.begin(
            service, store, account=account, browser=browser, context=SignInContext(), way=SignInWay.LINK
        )


def change_password(
    service: Service, *, account: Account, open_now: SignIn, present: str, password: str, network: str
) -> NewSignIn:
    """Set another password; every sign-in ends, and this browser gets a new one.

    :raises TooSoon: when the present password was wrong too often.
    :raises WrongPassword: when it is wrong.
    :raises WeakPassword: when the new one is not taken.
    """
    browser = Browser(network=network, open=open_now)
    attempt = counted(service, email=account.email or "", browser=browser)
    with service.database.reading() as store:
        secret = store.staff_secrets.of(account.id)
    if not passwords.matches(secret.password_hash if secret else passwords.NOBODYS, present):
        note_failure(service, account, network=network, way=SignInWay.PASSWORD)
        raise WrongPassword
    refuse_weak(service, account, password)
    password_hash = passwords.hashed(password)
    with service.database.writing() as store:
        attempt.succeed(store, at=service.now())
        _change(service, store, account=account, password_hash=password_hash)
        return sign_ins.begin(
            service, store, account=account, browser=browser, context=SignInContext(), way=SignInWay.PASSWORD
        )


def _step(secret: StaffSecret | None, *, code: str, at: datetime) -> int | None:
    if secret is None:
        return None
    return totp.matching_step(secret.totp_secret, code, at=at, after=secret.totp_step)


def _change(service: Service, store: Store, *, account: Account, password_hash: str) -> None:
    now = service.now()
    store.staff_secrets.change_password(account.id, password_hash, at=now)
    store.sign_ins.end_all(account.id, at=now)
    store.audit.note(at=now, actor=account.id, event="password_changed", person=account.id)
    outbox.put_changed(store, account.email or "", at=now)
