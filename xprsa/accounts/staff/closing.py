"""Taking away the access of a member of staff: whom that touches is shown first, and handed on."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from xprsa.accounts.staff.handing_over import (
    HANDED_OVER,
    CannotFollow,
    Successor,
    ToHand,
    caseload,
    give_to,
    held_successor,
    successors,
)
from xprsa.accounts.staff.team import answers_for, end_ways_in, member_of
from xprsa.domain.permission import Actor
from xprsa.domain.person import Account
from xprsa.running.service import Service
from xprsa.storage.accounts import InCharge
from xprsa.storage.followings import Followers


class StillNeeded(Exception):
    """An access without which nobody would answer for the territory, or for the département."""


class FollowsOthers(Exception):
    """An access whose people are of another organisation: who follows them is not this manager's to say."""


@dataclass(frozen=True, slots=True)
class Closing:
    """What the closing of an access touches.

    :ivar people: whom the member follows, with what waits of each.
    :ivar successors: active advisers, those of the same organisation first.
    :ivar is_needed: whether nobody else would answer for what the member answers for.
    """

    member: Account
    people: tuple[ToHand, ...]
    successors: tuple[Successor, ...]
    is_needed: bool


def read_closing(service: Service, *, actor: Actor, member: UUID) -> Closing | None:
    """Read what closing an access touches; `note_names` before it is shown. None for nobody such, or oneself.

    :raises FollowsOthers: when the member follows people, and the manager does not answer for them.
    """
    with service.database.reading() as store:
        account = member_of(store, actor, member)
        if account is None or account.id == actor.account:
            return None
        people = caseload(service, store, account)
        if people and not answers_for(actor, account):
            raise FollowsOthers
        return Closing(
            member=account,
            people=people,
            successors=successors(store, actor, leaving=account),
            is_needed=_is_needed(account, store.accounts.managers(actor.territory), actor),
        )


def _is_needed(account: Account, managers: Sequence[InCharge], actor: Actor) -> bool:
    """Tell whether an account is that of the last manager, or of the last one of the département."""
    own = next((manager for manager in managers if manager.account.id == account.id), None)
    if own is None or not own.has_accepted:
        return False  # whoever never came in answers for nothing, and a mistaken invitation can be withdrawn
    others = [manager for manager in managers if manager.account.id != account.id]
    return not any(
        (manager.has_accepted or manager.account.id == actor.account)
        and (manager.leads_territory or not own.leads_territory)
        for manager in others
    )


def disable(service: Service, *, actor: Actor, member: UUID, successor: UUID | None) -> bool:
    """Take access away, at once and everywhere, and hand the people on; False for nobody such, or oneself.

    :param successor: public id of who follows them from now on; None for nobody.
    :raises StillNeeded: when nobody else would answer for what the member answers for.
    :raises FollowsOthers: when the member follows people, and the manager does not answer for them.
    :raises CannotFollow: when the successor has no access by now, or nobody was chosen though one could be.
    """
    now = service.now()
    with service.database.writing() as store:
        managers = store.accounts.managers(actor.territory, held=True)
        account = member_of(store, actor, member)
        if account is None or account.id == actor.account:
            return False
        if _is_needed(account, managers, actor):
            raise StillNeeded
        taker = held_successor(store, actor, leaving=account, successor=successor)
        held = store.followings.hold(Followers(account.territory, account.id))
        if held and not answers_for(actor, account):
            raise FollowsOthers
        if held and taker is None and successors(store, actor, leaving=account):
            raise CannotFollow  # who came to the member after the page was shown is left with somebody too
        give_to(service, store, held, taker=taker, event=HANDED_OVER, actor=actor, at=now)
        store.accounts.disable(account.id, at=now)
        end_ways_in(store, account.id, at=now)
        store.audit.note(at=now, actor=actor.account, event="disabled", person=account.id)
    return True
