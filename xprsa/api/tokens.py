"""How a territory lets machines read what left for a purpose: it makes tokens, lists and revokes them."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from xprsa.domain.machine_token import TokenState, written_token
from xprsa.running.machines import token_hash
from xprsa.running.service import Service
from xprsa.storage.database import Collision
from xprsa.storage.export_runs import TerritoryPurpose
from xprsa.storage.register_entries import ModuleState, RegisteredModule
from xprsa.storage.store import Store
from xprsa.storage.tokens import MachineToken, TokenToKeep


class PurposeNotOpen(Exception):
    """A purpose that was closed, or got another card, since it was read."""


class ModuleNotActive(Exception):
    """A module that was stopped, or never answered for the purpose."""


class TokenMade(Exception):
    """A token that is there already, and is not shown again."""


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """A token to make.

    :ivar handle: its public name: who asks twice for one makes one.
    :ivar days: how long it opens, from now on.
    :ivar answers_of: name of the module whose answers it may bring; None: it only reads.
    """

    handle: str
    label: str
    purpose: TerritoryPurpose
    days: int
    answers_of: str | None = None


def new_handle() -> str:
    """Draw a public name."""
    return secrets.token_hex(5)


def purposes(service: Service, *, territory: int) -> tuple[TerritoryPurpose, ...]:
    """Give the purposes for which a territory can make a token: those that are open, with a usable card."""
    with service.database.reading() as store:
        known = store.purposes.open_now(territory)
    return tuple(purpose for purpose in known if purpose.usable_card)


def answering(service: Service, *, territory: int) -> tuple[RegisteredModule, ...]:
    """Give the active modules whose answers a token can bring, by name: those of purposes that are open."""
    codes = {purpose.code for purpose in purposes(service, territory=territory)}
    with service.database.reading() as store:
        known = store.registered_modules.of_territory(territory)
    active = (one for one in known if one.state is ModuleState.ACTIVE and one.card.purpose in codes)
    return tuple(sorted(active, key=lambda module: module.card.name))


def tokens(service: Service, *, territory: int) -> tuple[MachineToken, ...]:
    """Give the tokens of a territory, newest first."""
    with service.database.reading() as store:
        return store.tokens.of_territory(territory)


def find_token(service: Service, handle: str, *, territory: int) -> MachineToken | None:
    """Give a token of a territory by its public name."""
    with service.database.reading() as store:
        return store.tokens.find(handle, territory=territory)


def make_token(service: Service, request: TokenRequest, *, actor: int | None = None) -> str:
    """Make a token; what is given is nowhere else, and is not given again.

    :param actor: internal id of the account that makes it; None for a command.
    :raises PurposeNotOpen: when nothing leaves any more under the card that was read.
    :raises ModuleNotActive: when the module whose answers it would bring is not active for the purpose.
    :raises TokenMade: when there is one of that name.
    """
    now, token = service.now(), written_token(request.handle, secrets.token_hex(32))
    kept = TokenToKeep(
        handle=request.handle,
        token_hash=token_hash(token),
        label=request.label,
        purpose=request.purpose.id,
        recipient=request.purpose.card.recipient,
        answers_of=request.answers_of,
        made_by=actor,
        made_at=now,
        expires_at=now + timedelta(days=request.days),
    )
    try:
        with service.database.writing() as store:
            if not store.purposes.still_stands(request.purpose):
                raise PurposeNotOpen
            if request.answers_of is not None and not _is_active(store, request.answers_of, request.purpose):
                raise ModuleNotActive
            store.tokens.add(kept)
            _note(service, store, "token_made", request.handle, purpose=request.purpose, actor=actor)
            if request.answers_of is not None:
                detail = f"{request.handle} {request.answers_of}"
                store.audit.note(at=now, actor=actor, event="token_may_answer", detail=detail)
    except Collision:
        raise TokenMade from None
    return token


def _is_active(store: Store, module: str, purpose: TerritoryPurpose) -> bool:
    return store.registered_modules.active(module, purpose.code, territory=purpose.territory) is not None


def revoke_token(service: Service, token: MachineToken, *, actor: int | None = None) -> bool:
    """Let a token open nothing from now on; False when it opened nothing any more.

    :param actor: internal id of the account that revokes; None for a command.
    """
    now = service.now()
    if token.state(now) is not TokenState.LIVE:
        return False
    with service.database.writing() as store:
        done = store.tokens.revoke(token, at=now)
        if done:
            _note(service, store, "token_revoked", token.handle, purpose=token, actor=actor)
    return done


def _note(
    service: Service,
    store: Store,
    event: str,
    handle: str,
    *,
    purpose: TerritoryPurpose | MachineToken,
    actor: int | None,
) -> None:
    """Say in the journal which token, of which purpose and territory."""
    detail = f"{handle} {purpose.code} {service.territory(purpose.territory).code}"
    store.audit.note(at=service.now(), actor=actor, event=event, detail=detail)
