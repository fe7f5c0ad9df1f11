"""Beginning and ending sign-ins, remembering and forgetting phones."""

from dataclasses import dataclass
from uuid import UUID

from xprsa.accounts.carried import Carried
from xprsa.accounts.secret import hashed, new_secret
from xprsa.domain.permission import Actor
from xprsa.domain.person import Account
from xprsa.domain.sign_in import PHONE_LIFE, RememberedPhone, SignIn, limits_of
from xprsa.storage.memory import Memory
from xprsa.web.house import House
from xprsa.web.kept import Kept, open_kept


@dataclass(frozen=True, slots=True)
class Browser:
    """Where somebody signs in.

    :ivar network: keyed hash of its network.
    :ivar phone: what its cookie holds since it was remembered, or "".
    :ivar open: who is signed in there already, and will no longer be.
    """

    network: str
    phone: str = ""
    open: SignIn | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A sign-in that has just begun.

    :ivar secret: what the cookie is to hold.
    :ivar phone: what the cookie of a remembered phone is to hold; "" to take it back; None to leave it.
    :ivar then: where to go.
    """

    account: Account
    secret: str
    then: str
    phone: str | None = None


GIVE_BACK = "/connexion/reprendre"


def begin(house: House, memory: Memory, *, account: Account, browser: Browser, carried: Carried) -> Opened:
    """Sign somebody in, with a new secret; whoever was signed in on this browser no longer is."""
    now = house.now()
    if browser.open is not None:
        memory.sign_ins.end(browser.open.account, browser.open.public_id, at=now)
    mine = carried.kept and open_kept(house.keyring, carried.kept, account=account.id) is not None
    secret = new_secret()
    memory.sign_ins.begin(
        account=account.id,
        secret_hash=hashed(secret),
        network=browser.network,
        at=now,
        kept=carried.kept if mine else None,
    )
    memory.audit.note(at=now, actor=account.id, event="signed_in", person=account.id)
    phone = _settle_phone(house, memory, account=account, browser=browser, remember=carried.remember)
    return Opened(account, secret, GIVE_BACK if mine else carried.then or "/", phone)


def _settle_phone(
    house: House, memory: Memory, *, account: Account, browser: Browser, remember: bool
) -> str | None:
    """Remember the phone if asked; a phone that two people use is remembered for neither."""
    now = house.now()
    held = phone_of(house, memory, browser.phone)
    if held is not None and held.account != account.id:
        forget_phone(house, memory, account=held.account, phone=held.public_id, actor=account.id)
        return ""
    if held is not None or not remember:
        return None
    secret = new_secret()
    memory.remembered_phones.add(account.id, secret_hash=hashed(secret), at=now)
    memory.audit.note(at=now, actor=account.id, event="phone_remembered", person=account.id)
    return secret


def phone_of(house: House, memory: Memory, secret: str) -> RememberedPhone | None:
    """Give the remembered phone that holds this secret."""
    if not secret:
        return None
    return memory.remembered_phones.of_secret(hashed(secret), used_after=house.now() - PHONE_LIFE)


def forget_phone(house: House, memory: Memory, *, account: int, phone: UUID, actor: int) -> bool:
    """Forget one phone of an account; False when there is none such."""
    gone = memory.remembered_phones.revoke(account, phone, at=house.now())
    if gone:
        memory.audit.note(at=house.now(), actor=actor, event="phone_revoked", person=account)
    return gone


def sign_out(house: House, sign_in: SignIn) -> None:
    """End the sign-in of this browser."""
    with house.database.writing() as memory:
        if memory.sign_ins.end(sign_in.account, sign_in.public_id, at=house.now()):
            _note(house, memory, account=sign_in.account, event="signed_out")


def end_one(house: House, *, actor: Actor, sign_in: UUID) -> bool:
    """End one sign-in of one's own, here or elsewhere; False when there is none such."""
    with house.database.writing() as memory:
        ended = memory.sign_ins.end(actor.account, sign_in, at=house.now())
        if ended:
            _note(house, memory, account=actor.account, event="sign_in_ended")
        return ended


def end_others(house: House, *, actor: Actor, here: SignIn) -> None:
    """End every sign-in of one's own but this one, and forget every phone."""
    now = house.now()
    with house.database.writing() as memory:
        memory.sign_ins.end_all(actor.account, at=now, but=here.id)
        _note(house, memory, account=actor.account, event="sign_in_ended")
        if memory.remembered_phones.revoke_all(actor.account, at=now):
            _note(house, memory, account=actor.account, event="phone_revoked")


def end_phone(house: House, *, actor: Actor, phone: UUID) -> bool:
    """Forget one phone of one's own; False when there is none such."""
    with house.database.writing() as memory:
        return forget_phone(house, memory, account=actor.account, phone=phone, actor=actor.account)


def open_ones(house: House, account: Account) -> tuple[tuple[SignIn, ...], tuple[RememberedPhone, ...]]:
    """Give the sign-ins of an account that still hold, and its remembered phones."""
    now = house.now()
    limits = limits_of(account.role)
    with house.database.reading() as memory:
        begun = memory.sign_ins.of_account(account.id, started_after=now - limits.absolute)
        phones = memory.remembered_phones.of_account(account.id, used_after=now - PHONE_LIFE)
    return tuple(one for one in begun if now - one.seen_at < limits.idle), phones


def to_give_back(house: House, sign_in: SignIn) -> Kept | None:
    """Give what was typed before this sign-in, or None."""
    with house.database.reading() as memory:
        sealed = memory.sign_ins.kept(sign_in.id)
    return open_kept(house.keyring, sealed, account=sign_in.account) if sealed else None


def drop_given_back(house: House, sign_in: SignIn) -> None:
    """Drop what was typed before this sign-in: it arrived."""
    with house.database.writing() as memory:
        memory.sign_ins.drop_kept(sign_in.id)


def _note(house: House, memory: Memory, *, account: int, event: str) -> None:
    memory.audit.note(at=house.now(), actor=account, event=event, person=account)
