"""What a change of name and contacts entails, and whether it still speaks of the same person.

One decision, for whoever makes the change or asks about it.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from xprsa.domain.contact import Contact, ContactKind
from xprsa.domain.folding import words_folded
from xprsa.domain.person import Account

OWN_CHANGE_SHOWN = timedelta(days=30)  # to the adviser, who may have noted the former contact elsewhere
CONTACT_WAITS = timedelta(days=1)  # so that whoever is told at the contact that leaves can call


@dataclass(frozen=True, slots=True)
class ContactChange:
    """What a change of contacts entails.

    :ivar told: contacts that the account had, to be told that one was added, changed or removed, those that
        stay too: neither those to which nothing arrives, nor any of an account that is shut.
    :ivar gained: contacts to which a code would go from now on, and did not before.
    :ivar hands_over: whether whoever is signed in may be another person than the one reached now.
    """

    told: tuple[Contact, ...]
    gained: tuple[Contact, ...]
    hands_over: bool


@dataclass(frozen=True, slots=True)
class OwnChange:
    """A contact that its owner changed, or removed.

    :ivar is_removal: whether none stands in its place.
    """

    kind: ContactKind
    at: datetime
    is_removal: bool


def change_of_contacts(before: Account, after: Account) -> ContactChange:
    """Decide what a change of contacts entails, whoever makes it."""
    is_told = before.contacts != after.contacts and before.disabled_at is None
    return ContactChange(
        told=before.working_contacts if is_told else (),
        gained=_gained(before, after),
        hands_over=is_somebody_else(before, after),
    )


def own_changes(account: Account, *, now: datetime) -> tuple[OwnChange, ...]:
    """Give what somebody changed of their contacts lately."""
    changed = (
        (ContactKind.SMS, account.phone_changed_at, account.phone),
        (ContactKind.MAIL, account.email_changed_at, account.email),
    )
    return tuple(
        OwnChange(kind, at, is_removal=value is None)
        for kind, at, value in changed
        if at is not None and now - at < OWN_CHANGE_SHOWN
    )


def held_back(
    before: Account, after: Account, *, at: datetime, by: int | None, open_at: datetime | None = None
) -> Account:
    """Let the contacts that somebody else gave to an account in use wait: no code goes there for a day.

    :param by: internal id of whoever gave them; None for the command line. A contact that is put back keeps
        whoever had given it: they do not open it either.
    :param open_at: the instant of the import that is undone: what took codes then takes them at once.
    """
    waited = after.waiting_contacts(open_at) if open_at else after.contacts
    waits = {contact.kind: contact for contact in _gained(before, after) if contact in waited}
    mail, phone = waits.get(ContactKind.MAIL), waits.get(ContactKind.SMS)
    opens = at + CONTACT_WAITS
    return replace(
        after,
        email_opens_at=opens if mail else after.email_opens_at,
        phone_opens_at=opens if phone else after.phone_opens_at,
        email_by=(after.given_by(mail) or by) if mail else after.email_by,
        phone_by=(after.given_by(phone) or by) if phone else after.phone_by,
    )


def phones_ended(before: Account, after: Account, *, at: datetime) -> datetime | None:
    """Give until when phones were remembered that ended, where a change takes away what says so; else None.

    A contact that somebody else gave ends them once it serves: for good, whatever becomes of it afterwards.
    """
    instants = (
        (before.email_opens_at, after.email_opens_at),
        (before.phone_opens_at, after.phone_opens_at),
    )
    ended = [opened for opened, now in instants if opened is not None and opened <= at and now != opened]
    return max(ended, default=None)


def is_somebody_else(before: Account, after: Account) -> bool:
    """Tell whether name and contact change together, as when a file hands somebody's weeks to another person.

    A new name alone (a marriage, a correction) or a new contact alone (a new phone) is the same person's.
    """
    return is_renamed(before, after) and reaches_elsewhere(before, after)


def is_renamed(before: Account, after: Account) -> bool:
    """Tell whether the names are others, in whatever order and typography they stand."""
    return _names(before) != _names(after)


def reaches_elsewhere(before: Account, after: Account) -> bool:
    """Tell whether a code would go to an address or a number that it did not go to before."""
    return bool(_gained(before, after))


def _gained(before: Account, after: Account) -> tuple[Contact, ...]:
    return tuple(contact for contact in after.contacts if contact not in before.contacts)


def _names(account: Account) -> list[str]:
    return sorted(words_folded(account.name).split())
