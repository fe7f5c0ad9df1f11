"""The people of the service, as pages and exports need them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from xprsa.domain.contact import Contact, ContactKind
from xprsa.domain.folding import reference_folded, words_folded
from xprsa.domain.permission import Role


class OrganisationCode(StrEnum):
    """Kinds of referring organisation, as SI Plateforme names them."""

    FRANCE_TRAVAIL = "FT"
    DEPARTMENT = "CD"
    DELEGATE = "DCD"
    MISSION_LOCALE = "ML"
    CAP_EMPLOI = "CE"
    INDIVIDUAL = "IND"


@dataclass(frozen=True, slots=True)
class Organisation:
    """A referring organisation of a territory."""

    id: int
    code: OrganisationCode
    name: str


class Named:
    """Whoever has a first and a last name."""

    __slots__ = ()
    first_name: str
    last_name: str

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"

    @property
    def short_name(self) -> str:
        """First name and initial, for lists that others may see over a shoulder."""
        return f"{self.first_name} {self.last_name[:1]}."


@dataclass(frozen=True, slots=True)
class Account(Named):
    """Anybody who can sign in.

    :ivar id: internal; never shown.
    :ivar public_id: random; the only one that appears in addresses.
    :ivar phone: E.164, `+33639981234`.
    :ivar email_failed_at: since when what is sent there is refused for good; so for `phone_failed_at`.
    :ivar email_changed_at: when its owner last changed or removed it here; None when somebody else wrote it
        since; so for `phone_changed_at`.
    :ivar email_opens_at: from when a code may go there, where somebody else wrote it; None: always; so for
        `phone_opens_at`.
    :ivar email_by: internal id of whoever else gave it; None for the command line; so for `phone_by`.
    :ivar single_keys: whether one key alone does something on the pages of staff.
    """

    id: int
    public_id: UUID
    role: Role
    territory: int
    organisation: int | None
    first_name: str
    last_name: str
    email: str | None = None
    phone: str | None = None
    address: str | None = None
    disabled_at: datetime | None = None
    email_failed_at: datetime | None = None
    phone_failed_at: datetime | None = None
    email_changed_at: datetime | None = None
    phone_changed_at: datetime | None = None
    email_opens_at: datetime | None = None
    phone_opens_at: datetime | None = None
    email_by: int | None = None
    phone_by: int | None = None
    single_keys: bool = True

    @property
    def contacts(self) -> tuple[Contact, ...]:
        """Every contact, whether or not something arrives there; the e-mail first."""
        mail = (Contact(ContactKind.MAIL, self.email),) if self.email else ()
        return (*mail, Contact(ContactKind.SMS, self.phone)) if self.phone else mail

    @property
    def working_contacts(self) -> tuple[Contact, ...]:
        """The contacts of which nothing says that they fail."""
        failed = {ContactKind.MAIL: self.email_failed_at, ContactKind.SMS: self.phone_failed_at}
        return tuple(contact for contact in self.contacts if failed[contact.kind] is None)

    def open_contacts(self, now: datetime) -> tuple[Contact, ...]:
        """Give the working contacts to which a code may go; one that somebody else wrote lately waits."""
        waiting = self.waiting_contacts(now)
        return tuple(contact for contact in self.working_contacts if contact not in waiting)

    def waiting_contacts(self, now: datetime) -> dict[Contact, datetime]:
        """Give the contacts to which no code may go yet, with the instant from which one may."""
        opens = {ContactKind.MAIL: self.email_opens_at, ContactKind.SMS: self.phone_opens_at}
        found = ((contact, opens[contact.kind]) for contact in self.contacts)
        return {contact: at for contact, at in found if at is not None and at > now}

    def given_by(self, contact: Contact) -> int | None:
        """Give the internal id of whoever else gave a contact; None for the command line."""
        return self.email_by if contact.kind is ContactKind.MAIL else self.phone_by

    def opened(self, now: datetime, kinds: Collection[ContactKind]) -> Self:
        """Open the contacts of these kinds, which wait: codes go there from now on."""
        return replace(
            self,
            email_opens_at=now if ContactKind.MAIL in kinds else self.email_opens_at,
            phone_opens_at=now if ContactKind.SMS in kinds else self.phone_opens_at,
        )

    def with_contacts(self, *, email: str | None, phone: str | None, address: str | None) -> Self:
        """Change how to reach somebody, whoever decides it: a contact that is new has not failed yet."""
        return replace(
            self,
            email=email,
            phone=phone,
            address=address,
            email_failed_at=self.email_failed_at if email == self.email else None,
            phone_failed_at=self.phone_failed_at if phone == self.phone else None,
            email_changed_at=self.email_changed_at if email == self.email else None,
            phone_changed_at=self.phone_changed_at if phone == self.phone else None,
            email_opens_at=self.email_opens_at if email == self.email else None,
            phone_opens_at=self.phone_opens_at if phone == self.phone else None,
            email_by=self.email_by if email == self.email else None,
            phone_by=self.phone_by if phone == self.phone else None,
        )

    def with_own_contact(self, kind: ContactKind, value: str | None, *, at: datetime) -> Self:
        """Change the contact of a kind, or remove it, as its owner wishes."""
        if kind is ContactKind.MAIL:
            after = self.with_contacts(email=value, phone=self.phone, address=self.address)
            return replace(after, email_changed_at=at)
        after = self.with_contacts(email=self.email, phone=value, address=self.address)
        return replace(after, phone_changed_at=at)


@dataclass(frozen=True, slots=True)
class Beneficiary:
    """A person whom the service concerns.

    :ivar file_reference: natural key within the organisation; never a NIR.
    :ivar best_hour: when they prefer to be called, in their words.
    :ivar objects_since: since when they said « je ne veux pas être noté », or None.
    :ivar access_opened_on: the day from which a code could reach them, or None while none could.
    :ivar came_on: the day on which they first signed in, or None while they never did.
    """

    account: Account
    organisation: Organisation
    file_reference: str
    adviser: Account | None = None
    language: str = "fr"
    best_hour: str = ""
    objects_since: datetime | None = None
    departed_on: date | None = None
    access_opened_on: date | None = None
    came_on: date | None = None

    @property
    def id(self) -> int:
        """Internal id of the account."""
        return self.account.id

    def with_access(self, today: date) -> "Beneficiary":
        """Open the access of whoever has a mail or a phone, from today on; once open it stays so."""
        is_reached = self.account.email is not None or self.account.phone is not None
        return replace(self, access_opened_on=today) if is_reached and not self.access_opened_on else self


def told_apart(people: Sequence[Beneficiary]) -> tuple[str, ...]:
    """Name people who share a contact with no more than tells them apart: `Ana M.`, `Ana Ma.`, all of it.

    Two of one name are told apart by the file number that each has on paper, and two of one number besides by
    their organisation.
    """
    names = named_apart(people)
    return tuple(
        f"{name}{_beside_a_name(person, _of_one_name(person, people))}"
        for person, name in zip(people, names, strict=True)
    )


def _of_one_name(person: Beneficiary, people: Sequence[Beneficiary]) -> list[Beneficiary]:
    name = words_folded(person.account.name)
    return [one for one in people if one is not person and words_folded(one.account.name) == name]


def _beside_a_name(person: Beneficiary, others: Sequence[Beneficiary]) -> str:
    if not others:
        return ""
    number = reference_folded(person.file_reference)
    if any(reference_folded(other.file_reference) == number for other in others):
        return f", dossier {person.file_reference}, {person.organisation.name}"
    return f", dossier {person.file_reference}"


def named_apart(people: Sequence[Beneficiary]) -> tuple[str, ...]:
    """Name people with no more of a name than tells them apart; number and organisation stand beside."""
    return tuple(_apart_from(person, [other for other in people if other is not person]) for person in people)


def _apart_from(person: Beneficiary, others: Sequence[Beneficiary]) -> str:
    account = person.account
    for letters in range(1, len(account.last_name)):
        name = f"{account.first_name} {account.last_name[:letters]}"
        if not any(words_folded(other.account.name).startswith(words_folded(name)) for other in others):
            return f"{name}."
    return account.name
