"""How modules become active by two managers, and stop; whose reports count."""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from enum import StrEnum
from uuid import UUID

from xprsa.domain.permission import Actor
from xprsa.domain.second_person import counts
from xprsa.domain.territory import Territory
from xprsa.modules.registry import Module
from xprsa.running.second_factor import judge_code, spend_code
from xprsa.running.service import Service
from xprsa.storage.database import Collision
from xprsa.storage.register_entries import AuditKey, ModuleState, RegisteredModule
from xprsa.storage.store import Store


class Unfit(StrEnum):
    """Why a manager does not confirm a module."""

    CONFIRMED_IT = "confirmed_it"  # it takes a second one
    IS_NEW = "is_new"  # their access was not open a week before the proposal
    FIRST_IS_GONE = "first_is_gone"  # whoever confirmed first has no access any more
    EXPIRED = "expired"
    KEY_ENDED = "key_ended"
    OTHER_VERSION = "other_version"  # it is active: it is stopped first


class CannotConfirm(Exception):
    """The manager may not confirm the module.

    :ivar why: what hinders them.
    """

    def __init__(self, why: Unfit) -> None:
        super().__init__(why.value)
        self.why = why


class ModuleMoved(Exception):
    """A module, or a key, is no longer as it was seen."""


def modules(service: Service, *, territory: int) -> tuple[RegisteredModule, ...]:
    """Give all modules of a territory, the newest first."""
    with service.database.reading() as store:
        return store.registered_modules.of_territory(territory)


def find(service: Service, module: UUID, *, territory: int) -> RegisteredModule:
    """Give a module of a territory.

    :raises LookupError: when there is none.
    """
    with service.database.reading() as store:
        return _theirs(store.registered_modules.find(module), territory)


def _theirs(found: RegisteredModule | None, territory: int) -> RegisteredModule:
    if found is None or found.proposal.territory != territory:
        raise LookupError
    return found


def why_unfit(service: Service, module: RegisteredModule, *, actor: Actor) -> Unfit | None:
    """Tell why a manager may not confirm a module that is proposed, or None."""
    with service.database.reading() as store:
        return _why_unfit(service, store, module, actor)


def _why_unfit(service: Service, store: Store, module: RegisteredModule, actor: Actor) -> Unfit | None:
    proposal, now = module.proposal, service.now()
    proposed_at = datetime.combine(proposal.proposed_on, time(), UTC)
    if module.first is not None and module.first.account == actor.account:
        return Unfit.CONFIRMED_IT
    # open since then without a break: an access that was closed and opened again meanwhile is a new one
    if not counts(store.standing.open_since(actor.account, at=now), made_at=proposed_at):
        return Unfit.IS_NEW
    if module.first is not None and store.standing.open_since(module.first.account, at=now) is None:
        return Unfit.FIRST_IS_GONE
    if module.has_expired(on=service.today(service.territory(proposal.territory))):
        return Unfit.EXPIRED
    key = store.audit_keys.find(proposal.public_key, territory=proposal.territory)
    if key is None or not key.is_accepted:
        return Unfit.KEY_ENDED
    name, purpose = module.card.name, module.card.purpose
    if store.registered_modules.active(name, purpose, territory=proposal.territory) is not None:
        return Unfit.OTHER_VERSION
    return None


def confirm(
    service: Service, module: UUID, *, actor: Actor, code: str, seen: str, answers: Mapping[int, str]
) -> None:
    """Confirm a module that is proposed; with the second manager, and all answers, it is active.

    :param code: of the manager's second factor.
    :param seen: the module as it was shown, as `RegisteredModule` writes it.
    :param answers: by the second manager alone: why each effect is acceptable, by its number.
    :raises LookupError: when it is no module of the territory.
    :raises ModuleMoved: when somebody else moved it since it was shown.
    :raises CannotConfirm: when this manager may not.
    :raises CodeTooSoon: when too many codes were wrong.
    :raises CodeWrong: when the code is wrong.
    """
    _refuse_unfit(service, module, actor=actor, seen=seen)
    step = judge_code(service, account=actor.account, code=code)
    now = service.now()
    try:
        with service.database.writing() as store:
            found = _theirs(store.registered_modules.held(module), actor.territory)
            if found.seen != seen:
                raise ModuleMoved
            spend_code(service, store, account=actor.account, step=step)
            if found.first is None:
                event = "module_confirmed"
                done = store.registered_modules.confirm_first(found.id, account=actor.account, at=now)
            else:
                event = "module_activated"
                done = store.registered_modules.activate(
                    found.id,
                    account=actor.account,
                    at=now,
                    on=service.today(service.territory(actor.territory)),
                    answers=answers,
                )
            if not done:
                raise ModuleMoved
            _note(store, event, found, actor=actor.account, at=now)
    except Collision as refused:  # the database holds it: another version became active meanwhile
        raise ModuleMoved from refused


def _refuse_unfit(service: Service, module: UUID, *, actor: Actor, seen: str) -> None:
    """Refuse before a code is spent."""
    with service.database.reading() as store:
        found = _theirs(store.registered_modules.find(module), actor.territory)
        if found.state is not ModuleState.PROPOSED or found.seen != seen:
            raise ModuleMoved
        why = _why_unfit(service, store, found, actor)
    if why is not None:
        raise CannotConfirm(why)


def end(service: Service, module: UUID, *, territory: int, actor: int | None, seen: str | None) -> None:
    """Stop an active module, or withdraw a proposed one: at once, by one, and for good.

    :param actor: internal id of the account; None for a command.
    :param seen: the module as it was shown; None for a command, which looked just now.
    :raises LookupError: when it is no module of the territory.
    :raises ModuleMoved: when it is no longer as it was shown, or ended.
    """
    now = service.now()
    with service.database.writing() as store:
        found = _theirs(store.registered_modules.held(module), territory)
        if seen is not None and found.seen != seen:
            raise ModuleMoved
        if not store.registered_modules.end(found, account=actor, at=now):
            raise ModuleMoved
        event = "module_stopped" if found.state is ModuleState.ACTIVE else "module_withdrawn"
        _note(store, event, found, actor=actor, at=now)


def is_active(service: Service, module: Module, *, territory: Territory, notes: bool = True) -> bool:
    """Tell whether a module, as it is installed now, may be used in a territory today.

    One that is not what two managers confirmed may not, and managers read so from then on, until it is again.

    :param notes: whether to write that down.
    """
    with service.database.reading() as store:
        found = store.registered_modules.active(module.card.name, module.card.purpose, territory=territory.id)
    if found is None:
        return False
    other = None if module.digest == found.proposal.digest else module.digest
    if notes and other != found.other_digest:
        with service.database.writing() as store:
            now = service.now()
            store.registered_modules.note_installed(
                found.id, other_digest=other, at=None if other is None else now
            )
            _note(store, "module_differs" if other else "module_same_again", found, actor=None, at=now)
    return other is None and not found.has_expired(on=service.today(territory))


def keys(service: Service, *, territory: int) -> tuple[AuditKey, ...]:
    """Give the keys that signed reports proposed in a territory, the newest first."""
    with service.database.reading() as store:
        return store.audit_keys.of_territory(territory)


def find_key(service: Service, public_key: str, *, territory: int) -> AuditKey:
    """Give a key that signed a report proposed in a territory.

    :raises LookupError: when there is none.
    """
    with service.database.reading() as store:
        found = store.audit_keys.find(public_key, territory=territory)
    if found is None:
        raise LookupError
    return found


def accept_key(service: Service, public_key: str, *, actor: Actor, code: str) -> None:
    """Let reports count that a key signed.

    :raises ModuleMoved: when it does not wait for that any more.
    :raises CodeTooSoon: when too many codes were wrong.
    :raises CodeWrong: when the code is wrong.
    """
    step = judge_code(service, account=actor.account, code=code)
    now, where = service.now(), actor.territory
    with service.database.writing() as store:
        spend_code(service, store, account=actor.account, step=step)
        if not store.audit_keys.accept(public_key, territory=where, account=actor.account, at=now):
            raise ModuleMoved
        store.audit.note(at=now, actor=actor.account, event="audit_key_accepted", detail=public_key)


def end_key(service: Service, public_key: str, *, actor: Actor) -> None:
    """Let no further report of a key count, for good; what is active stays so until somebody stops it.

    :raises ModuleMoved: when it ended already.
    """
    now, where = service.now(), actor.territory
    with service.database.writing() as store:
        if not store.audit_keys.end(public_key, territory=where, account=actor.account, at=now):
            raise ModuleMoved
        store.audit.note(at=now, actor=actor.account, event="audit_key_ended", detail=public_key)


def _note(store: Store, event: str, module: RegisteredModule, *, actor: int | None, at: datetime) -> None:
    """Say in the journal which module of which digest moved."""
    store.audit.note(at=at, actor=actor, event=event, detail=f"{module.public_id} {module.proposal.digest}")
