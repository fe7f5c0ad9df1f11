"""Contacts that somebody else gave, and that wait a day, unless another manager opens them at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from xprsa.domain.contact import Contact
from xprsa.domain.identity import CONTACT_WAITS
from xprsa.domain.permission import Actor
from xprsa.domain.person import Account
from xprsa.domain.second_person import counts
from xprsa.running.service import Service
from xprsa.storage.store import Store


class Hindrance(StrEnum):
    """Why a manager does not open a contact that waits."""

    GAVE_IT = "gave_it"  # whoever gave it does not open it too: that takes a second manager
    OWNER_S = "owner_s"  # its owner put it there, or whoever entered as them: nobody vouches for it
    GIVER_IS_NEW = "giver_is_new"  # whoever gave it had no access of a week: with them nobody makes two
    OPENER_IS_NEW = "opener_is_new"  # nor has whoever looks


class Hindered(Exception):
    """The manager may open none of the contacts that wait.

    :ivar why: what hinders the first of them.
    """

    def __init__(self, why: Hindrance) -> None:
        super().__init__(why.value)
        self.why = why


class ChangedSince(Exception):
    """The contacts that wait are no longer those that were seen."""


@dataclass(frozen=True, slots=True)
class Given:
    """A contact that waits.

    :ivar opens: from when codes go there.
    :ivar by: name of whoever gave it; None for the command line.
    :ivar hindrance: why the manager who looks may not open it, or None.
    """

    contact: Contact
    opens: datetime
    by: str | None
    hindrance: Hindrance | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody whose contacts wait."""

    account: Account
    file_reference: str
    contacts: tuple[Given, ...]

    @property
    def may_be_opened(self) -> bool:
        """Tell whether the manager who looks may open one at least."""
        return any(given.hindrance is None for given in self.contacts)

    @property
    def seen(self) -> str:
        """Tell these contacts from others that may take their place."""
        return seen_as({given.contact: given.opens for given in self.contacts})


def seen_as(contacts: Mapping[Contact, datetime]) -> str:
    """Write when contacts open: another change, another instant."""
    return " ".join(sorted(f"{contact.kind} {opens.isoformat()}" for contact, opens in contacts.items()))


def waiting(service: Service, *, actor: Actor) -> tuple[Waiting, ...]:
    """Give the people of the manager's territory whose contacts wait, by name."""
    now = service.now()
    with service.database.reading() as store:
        return tuple(
            Waiting(
                account,
                reference,
                tuple(
                    Given(
                        contact,
                        opens,
                        names[contact.kind],
                        _hindrance(store, actor, account, contact, opens, at=now),
                    )
                    for contact, opens in account.waiting_contacts(now).items()
                ),
            )
            for account, reference, names in store.accounts.waiting(actor.territory, at=now)
        )


def open_now(service: Service, *, actor: Actor, receiver: UUID, seen: str) -> None:
    """Let codes go at once to the contacts of somebody that wait, as a second manager who knows them.

    :param receiver: public id.
    :param seen: the contacts that were looked at, as `Waiting` writes them.
    :raises LookupError: when they are not of the manager's territory.
    :raises ChangedSince: when nothing waits any more, or something else does.
    :raises Hindered: when the manager may open none; one that they may is opened alone.
    """
    now = service.now()
    with service.database.writing() as store:
        account = store.people.account_by_public_id(receiver)
        if account is None or account.territory != actor.territory:
            raise LookupError
        contacts = account.waiting_contacts(now)
        if not contacts or seen_as(contacts) != seen:
            raise ChangedSince
        found = {
            contact.kind: _hindrance(store, actor, account, contact, opens, at=now)
            for contact, opens in contacts.items()
        }
        why = next(iter(found.values()))
        if why is not None and all(found.values()):
            raise Hindered(why)
        after = account.opened(now, [kind for kind, hindrance in found.items() if hindrance is None])
        if not store.accounts.change_contacts(account, after):
            raise ChangedSince
        store.audit.note(at=now, actor=actor.account, event="contact_opened", person=account.id)


def _hindrance(
    store: Store, actor: Actor, account: Account, contact: Contact, opens: datetime, *, at: datetime
) -> Hindrance | None:
    """Tell why a manager may not open a contact of an account, or None.

    :param at: now: whoever opens had their access without a break since before the contact was given, or it
        would be enough to close the access of somebody of old and to open it again for oneself.
    """
    by, made_at = account.given_by(contact), opens - CONTACT_WAITS
    if by == actor.account:
        return Hindrance.GAVE_IT
    if by == account.id:
        return Hindrance.OWNER_S
    if by is not None and not counts(store.standing.open_since(by, at=made_at), made_at=made_at):
        return Hindrance.GIVER_IS_NEW
    if not counts(store.standing.open_since(actor.account, at=at), made_at=made_at):
        return Hindrance.OPENER_IS_NEW
    return None
