"""How a manager lets staff in and takes access away."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from xprsa.accounts import outbox
from xprsa.accounts.sign_ins.secret import hashed, new_secret
from xprsa.domain.permission import Actor, Role
from xprsa.domain.person import Account, Organisation
from xprsa.domain.sign_in import INVITATION_LIFE
from xprsa.running.service import Service
from xprsa.storage.reading_paces import FastReading
from xprsa.storage.store import Store

_FAST_SHOWN = timedelta(days=30)
STAFF_ROLES = (Role.ADVISER, Role.EXPORTER, Role.MANAGER)


class AlreadyIn(Exception):
    """An address that has an access already."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody to invite.

    :ivar email: in lower case.
    :ivar organisation: internal id.
    """

    first_name: str
    last_name: str
    email: str
    role: Role
    organisation: int | None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the team, as its page shows them.

    :ivar has_accepted: whether a password and a second factor were chosen.
    :ivar follows: how many people they follow.
    :ivar is_ours: whether the manager answers for them.
    """

    account: Account
    organisation: str
    has_accepted: bool
    follows: int
    is_ours: bool


def team(service: Service, *, actor: Actor) -> tuple[Member, ...]:
    """Give the staff of the manager's territory who have access."""
    with service.database.reading() as store:
        names = {
            organisation.id: organisation.name
            for organisation in store.organisations.of_territory(actor.territory)
        }
        found = store.accounts.staff(actor.territory)
        follows = store.followings.counts(actor.territory)
    return tuple(
        Member(
            account,
            names.get(account.organisation or 0, ""),
            has_accepted,
            follows.get(account.id, 0),
            is_ours=answers_for(actor, account),
        )
        for account, has_accepted in found
    )


def closed(service: Service, *, actor: Actor) -> tuple[Account, ...]:
    """Give those for whom the manager answers and whose access is closed, last closed first."""
    with service.database.reading() as store:
        found = store.accounts.closed_staff(actor.territory)
    return tuple(account for account in found if answers_for(actor, account))


def answers_for(actor: Actor, account: Account) -> bool:
    """Tell whether a manager answers for somebody of the staff: a colleague, or anybody where they lead."""
    return actor.leads_territory or account.organisation == actor.organisation


def fast_readings(service: Service, *, actor: Actor) -> tuple[FastReading, ...]:
    """Give when somebody of the manager's territory opened files out of the ordinary, in the last 30 days."""
    with service.database.reading() as store:
        return store.reading_paces.fast_in(actor.territory, since=service.now() - _FAST_SHOWN)


def organisations(service: Service, *, actor: Actor) -> tuple[Organisation, ...]:
    """Give the organisations to which somebody may be invited."""
    with service.database.reading() as store:
        return store.organisations.of_territory(actor.territory)


def invite(service: Service, *, actor: Actor, newcomer: Newcomer) -> None:
    """Open an access and send the link by mail.

    :raises AlreadyIn: when the address has an access.
    """
    with service.database.writing() as store:
        link = open_access(
            service, store, newcomer=newcomer, territory=actor.territory, invited_by=actor.account
        )
        outbox.put_invitation(store, newcomer.email, link, at=service.now())


def invite_again(service: Service, *, actor: Actor, member: UUID) -> bool:
    """Send a new link: the first was lost, or the phone was; False when there is nobody such."""
    with service.database.writing() as store:
        account = member_of(store, actor, member)
        if account is None or not account.email:
            return False
        link = _link(service, store, account=account.id, invited_by=actor.account)
        outbox.put_invitation(store, account.email, link, at=service.now())
    return True


def invite_again_by_command(service: Service, *, email: str) -> str | None:
    """Give a new link to whoever runs the service, where no manager can send it; None for nobody such.

    :param email: in lower case.
    """
    with service.database.writing() as store:
        account = store.accounts.staff_of_mail(email)
        return _link(service, store, account=account.id, invited_by=None) if account else None


def open_access(
    service: Service, store: Store, *, newcomer: Newcomer, territory: int, invited_by: int | None = None
) -> str:
    """Make the account and give the link of the invitation; also how the first manager comes in.

    :param invited_by: internal id; None for the service itself.
    :raises AlreadyIn: when the address has an access.
    """
    if store.accounts.staff_of_mail(newcomer.email) is not None:
        raise AlreadyIn
    before = store.accounts.staff_of_mail(newcomer.email, disabled=True)
    if before is not None and before.territory == territory:
        _reopen(service, store, before.id, as_=newcomer)
        account = before.id
    else:
        account = store.accounts.add_staff(
            role=newcomer.role,
            territory=territory,
            organisation=newcomer.organisation,
            first_name=newcomer.first_name,
            last_name=newcomer.last_name,
            email=newcomer.email,
            at=service.now(),
        )
    return _link(service, store, account=account, invited_by=invited_by)


def end_ways_in(store: Store, account: int, *, at: datetime) -> None:
    """End all that opens the account of a member of staff, for good: secrets, sign-ins, remembered phones."""
    store.staff_secrets.drop(account)
    store.sign_ins.end_all(account, at=at)
    store.remembered_phones.revoke_all(account, at=at)


def reopen(service: Service, *, actor: Actor, member: UUID) -> bool:
    """Give access again, as it was, to somebody who follows nobody since; False when there is nobody such.

    :raises AlreadyIn: when the address has another access by now.
    """
    with service.database.writing() as store:
        account = store.people.account_by_public_id(member)
        if account is None or not answers_for(actor, account):
            return False
        if member_of(store, actor, member) is not None:
            return True  # it is open: the button was pressed twice
        if account.id not in {other.id for other in store.accounts.closed_staff(actor.territory)}:
            return False
        if store.accounts.staff_of_mail(account.email or "") is not None:
            raise AlreadyIn
        _reopen(service, store, account.id, as_=_as_before(account))
        link = _link(service, store, account=account.id, invited_by=actor.account)
        outbox.put_invitation(store, account.email or "", link, at=service.now())
    return True


def _as_before(account: Account) -> Newcomer:
    return Newcomer(
        account.first_name, account.last_name, account.email or "", account.role, account.organisation
    )


def _reopen(service: Service, store: Store, account: int, *, as_: Newcomer) -> None:
    end_ways_in(store, account, at=service.now())  # an earlier version closed an access and kept them
    store.accounts.reopen_staff(
        account,
        role=as_.role,
        organisation=as_.organisation,
        first_name=as_.first_name,
        last_name=as_.last_name,
    )


def _link(service: Service, store: Store, *, account: int, invited_by: int | None) -> str:
    token, now = new_secret(), service.now()
    store.invitations.add(account, token_hash=hashed(token), at=now, expires_at=now + INVITATION_LIFE)
    store.audit.note(at=now, actor=invited_by, event="invited", person=account)
    return f"{service.settings.base_url}/invitation/{token}"


def member_of(store: Store, actor: Actor, member: UUID) -> Account | None:
    """Give somebody of the staff of the manager's territory who has access."""
    account = store.people.account_by_public_id(member)
    if account is None or account.disabled_at is not None or account.role not in STAFF_ROLES:
        return None
    return account if account.territory == actor.territory else None
