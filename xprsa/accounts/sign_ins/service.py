"""Beginning and ending sign-ins, remembering and forgetting phones."""

from dataclasses import dataclass
from uuid import UUID

from xprsa.accounts.sign_ins.aside import settle
from xprsa.accounts.sign_ins.context import SignInContext
from xprsa.accounts.sign_ins.secret import hashed, new_secret
from xprsa.domain.permission import Actor
from xprsa.domain.person import Account
from xprsa.domain.sign_in import RememberedPhone, SignIn, SignInWay, limits_of
from xprsa.running.sealed_form import SealedForm, open_form
from xprsa.running.service import Service
from xprsa.storage.store import Store


@dataclass(frozen=True, slots=True)
class Browser:
    """Where somebody signs in.

    :ivar network: keyed hash of its network.
    :ivar phone: what its cookie holds since it was remembered, or "".
    :ivar desk: what its cookie holds since a member of staff signed in there, or "".
    :ivar aside: what its cookie holds of texts that wait for whoever wrote them there, or "".
    :ivar before: what its cookie holds of the last sign-in there, ended or not, or "".
    :ivar open: who is signed in there already, and will no longer be.
    """

    network: str
    phone: str = ""
    desk: str = ""
    aside: str = ""
    before: str = ""
    open: SignIn | None = None


@dataclass(frozen=True, slots=True)
class NewSignIn:
    """A sign-in that has just begun.

    :ivar secret: what the cookie is to hold.
    :ivar phone: what the cookie of a remembered phone is to hold; "" to take it back; None to leave it.
    :ivar then: where to go.
    :ivar aside: what the cookie is to hold of texts that wait for others; "" to take it back.
    """

    account: Account
    secret: str
    then: str
    phone: str | None = None
    aside: str = ""


GIVE_BACK = "/connexion/reprendre"


def begin(
    service: Service,
    store: Store,
    *,
    account: Account,
    browser: Browser,
    context: SignInContext,
    way: SignInWay,
) -> NewSignIn:
    """Sign somebody in, with a new secret; whoever was signed in on this browser no longer is.

    What they had typed, and whatever else waits there for somebody, stays for its author alone.
    """
    now, last = service.now(), _last_kept(store, browser)
    texts = settle(service, store, account=account.id, brought=(context.kept, last), held=browser.aside)
    if browser.open is not None:
        store.sign_ins.end(browser.open.account, browser.open.public_id, at=now)
    secret = new_secret()
    store.sign_ins.begin(
        account=account.id,
        secret_hash=hashed(secret),
        network=browser.network,
        at=now,
        kept=texts.mine or None,
    )
    store.people.note_coming(account.id, on=service.today(service.territory(account.territory)))
    store.audit.note(at=now, actor=account.id, event="signed_in", person=account.id, detail=way.value)
    phone = _settle_phone(service, store, account=account, browser=browser, remember=context.remember)
    then = GIVE_BACK if texts.mine else context.then or "/"
    return NewSignIn(account, secret, then, phone, texts.held)


def _last_kept(store: Store, browser: Browser) -> str:
    """Take the text that was to be given back in the last sign-in of the browser, and was not; or ""."""
    if browser.before:
        return store.sign_ins.take_kept(hashed(browser.before))
    return (store.sign_ins.kept(browser.open.id) or "") if browser.open else ""


def _settle_phone(
    service: Service, store: Store, *, account: Account, browser: Browser, remember: bool
) -> str | None:
    """Remember the phone if asked; a phone that two people use is remembered for neither."""
    now = service.now()
    held = phone_of(service, store, browser.phone)
    if held is not None and held.account != account.id:
        forget_phone(service, store, account=held.account, phone=held.public_id, actor=account.id)
        return ""
    if held is not None or not remember:
        return None
    secret = new_secret()
    store.remembered_phones.add(account.id, secret_hash=hashed(secret), at=now)
    store.audit.note(at=now, actor=account.id, event="phone_remembered", person=account.id)
    return secret


def phone_of(service: Service, store: Store, secret: str) -> RememberedPhone | None:
    """Give the remembered phone that holds this secret."""
    if not secret:
        return None
    return store.remembered_phones.of_secret(hashed(secret), at=service.now())


def forget_phone(service: Service, store: Store, *, account: int, phone: UUID, actor: int) -> bool:
    """Forget one phone of an account; False when there is none such."""
    gone = store.remembered_phones.revoke(account, phone, at=service.now())
    if gone:
        store.audit.note(at=service.now(), actor=actor, event="phone_revoked", person=account)
    return gone


def sign_out(service: Service, sign_in: SignIn) -> None:
    """End the sign-in of this browser."""
    with service.database.writing() as store:
        if store.sign_ins.end(sign_in.account, sign_in.public_id, at=service.now()):
            _note(service, store, account=sign_in.account, event="signed_out")


def end_one(service: Service, *, actor: Actor, sign_in: UUID) -> bool:
    """End one sign-in of one's own, here or elsewhere; False when there is none such."""
    with service.database.writing() as store:
        ended = store.sign_ins.end(actor.account, sign_in, at=service.now())
        if ended:
            _note(service, store, account=actor.account, event="sign_in_ended")
        return ended


def end_others(service: Service, *, actor: Actor, here: SignIn) -> None:
    """End every sign-in of one's own but this one, and forget every phone."""
    now = service.now()
    with service.database.writing() as store:
        store.sign_ins.end_all(actor.account, at=now, but=here.id)
        _note(service, store, account=actor.account, event="sign_in_ended")
        if store.remembered_phones.revoke_all(actor.account, at=now):
            _note(service, store, account=actor.account, event="phone_revoked")


def end_phone(service: Service, *, actor: Actor, phone: UUID) -> bool:
    """Forget one phone of one's own; False when there is none such."""
    with service.database.writing() as store:
        return forget_phone(service, store, account=actor.account, phone=phone, actor=actor.account)


def open_ones(service: Service, account: Account) -> tuple[tuple[SignIn, ...], tuple[RememberedPhone, ...]]:
    """Give the sign-ins of an account that still hold, and its remembered phones."""
    now = service.now()
    limits = limits_of(account.role)
    with service.database.reading() as store:
        begun = store.sign_ins.of_account(account.id, started_after=now - limits.absolute)
        phones = store.remembered_phones.of_account(account.id, at=now)
    return tuple(sign_in for sign_in in begun if now - sign_in.seen_at < limits.idle), phones


def to_give_back(service: Service, sign_in: SignIn) -> SealedForm | None:
    """Give what was typed before this sign-in, or None."""
    with service.database.reading() as store:
        sealed = store.sign_ins.kept(sign_in.id)
    return open_form(service.keyring, sealed, account=sign_in.account) if sealed else None


def drop_given_back(service: Service, sign_in: SignIn) -> None:
    """Drop what was typed before this sign-in: it arrived."""
    with service.database.writing() as store:
        store.sign_ins.drop_kept(sign_in.id)


def _note(service: Service, store: Store, *, account: int, event: str) -> None:
    store.audit.note(at=service.now(), actor=account, event=event, person=account)
