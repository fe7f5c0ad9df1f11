"""Contacts that somebody else gave, and that wait a day, unless another manager opens them at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from xprsa.domain.contact import Contact
from xprsa.domain.permission import Actor
from xprsa.domain.person import Account
from xprsa.running.service import Service


class GaveIt(Exception):
    """Whoever gave a contact does not open it too, and nobody one that its owner gave."""


class ChangedSince(Exception):
    """The contacts that wait are no longer those that were seen."""


@dataclass(frozen=True, slots=True)
class Given:
    """A contact that waits.

    :ivar opens: from when codes go there.
    :ivar by: name of whoever gave it; None for the command line.
    :ivar is_mine: whether it was the manager who looks.
    :ivar may_be_opened: whether the manager who looks may open it before its hour.
    """

    contact: Contact
    opens: datetime
    by: str | None
    is_mine: bool
    may_be_opened: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody whose contacts wait."""

    account: Account
    file_reference: str
    contacts: tuple[Given, ...]

    @property
    def may_be_opened(self) -> bool:
        """Tell whether the manager who looks may open one at least."""
        return any(given.may_be_opened for given in self.contacts)

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
        found = store.accounts.waiting(actor.territory, at=now)
    return tuple(
        Waiting(
            account,
            reference,
            tuple(
                Given(
                    contact,
                    opens,
                    names[contact.kind],
                    is_mine=account.given_by(contact) == actor.account,
                    may_be_opened=account.may_open(contact, by=actor.account),
                )
                for contact, opens in account.waiting_contacts(now).items()
            ),
        )
        for account, reference, names in found
    )


def open_now(service: Service, *, actor: Actor, receiver: UUID, seen: str) -> None:
    """Let codes go at once to the contacts of somebody that wait, as a second manager who knows them.

    :param receiver: public id.
    :param seen: the contacts that were looked at, as `Waiting` writes them.
    :raises LookupError: when they are not of the manager's territory.
    :raises ChangedSince: when nothing waits any more, or something else does.
    :raises GaveIt: when this manager, or their owner, gave all of them; one of somebody else is opened alone.
    """
    now = service.now()
    with service.database.writing() as store:
        account = store.people.account_by_public_id(receiver)
        if account is None or account.territory != actor.territory:
            raise LookupError
        contacts = account.waiting_contacts(now)
        if not contacts or seen_as(contacts) != seen:
            raise ChangedSince
        after = account.opened(now, by=actor.account)
        if after == account:
            raise GaveIt
        if not store.accounts.change_contacts(account, after):
            raise ChangedSince
        store.audit.note(at=now, actor=actor.account, event="contact_opened", person=account.id)
