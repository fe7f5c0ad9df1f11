"""Taking away the access of a member of staff: whom that touches is shown first, and handed on."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from xprsa.accounts.staff.team import end_ways_in, member_of
from xprsa.domain.permission import Actor, Role
from xprsa.domain.person import Account
from xprsa.running.service import Service
from xprsa.storage.accounts import InCharge
from xprsa.storage.audit import Note
from xprsa.storage.caseloads import ListedPerson


class StillNeeded(Exception):
    """An access without which nobody would answer for the territory, or for the département."""


@dataclass(frozen=True, slots=True)
class Closing:
    """What the closing of an access touches.

    :ivar people: whom the member follows.
    :ivar to_read: weeks of theirs in which something waits for the member; the last twelve weeks.
    :ivar questions: questions of the member that wait for a person.
    :ivar contests: lines contested by them.
    :ivar successors: active advisers of the same organisation.
    :ivar is_needed: whether nobody else would answer for what the member answers for.
    """

    member: Account
    people: tuple[ListedPerson, ...]
    to_read: int
    questions: int
    contests: int
    successors: tuple[Account, ...]
    is_needed: bool


def read_closing(service: Service, *, actor: Actor, member: UUID) -> Closing | None:
    """Read what closing an access touches; None when there is nobody such, or for oneself."""
    territory = service.territory(actor.territory)
    week, today = service.this_week(territory), service.today(territory)
    with service.database.reading() as store:
        account = member_of(store, actor, member)
        if account is None or account.id == actor.account:
            return None
        followed = store.caseloads.of_adviser(account.id, week, today=today)
        team = store.accounts.staff(actor.territory)
        managers = store.accounts.managers(actor.territory)
    statuses = [status for entry in followed for status in entry.statuses.values()]
    return Closing(
        member=account,
        people=tuple(sorted((entry.person for entry in followed), key=lambda person: person.name)),
        to_read=sum(status.waiting_since is not None for status in statuses),
        questions=sum(status.asked for status in statuses),
        contests=sum(status.contested for status in statuses),
        successors=tuple(
            other
            for other, has_accepted in team
            if has_accepted
            and other.role is Role.ADVISER
            and other.organisation == account.organisation
            and other.id != account.id
        ),
        is_needed=_is_needed(account, managers, actor),
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


def disable(service: Service, *, actor: Actor, member: UUID, successor: int | None) -> bool:
    """Take access away, at once and everywhere, and hand the people on; False for nobody such, or oneself.

    :param successor: internal id of who follows them from now on; None for nobody.
    :raises StillNeeded: when nobody else would answer for what the member answers for.
    """
    now = service.now()
    with service.database.writing() as store:
        managers = store.accounts.managers(actor.territory, held=True)
        account = member_of(store, actor, member)
        if account is None or account.id == actor.account:
            return False
        if _is_needed(account, managers, actor):
            raise StillNeeded
        handed = store.caseloads.hand_over(account.id, to=successor, at=now)
        store.accounts.disable(account.id, at=now)
        end_ways_in(store, account.id, at=now)
        notes = [Note("handed_over", person) for person in handed]
        store.audit.note_all([*notes, Note("disabled", account.id)], at=now, actor=actor.account)
    return True
