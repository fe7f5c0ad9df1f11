"""Many people at once, as an import reads and writes them: a statement a batch, never one a person."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, insert, select, update

from xprsa.domain.engagement import Engagement
from xprsa.domain.folding import reference_folded
from xprsa.domain.permission import Role
from xprsa.domain.person import Account, Beneficiary
from xprsa.storage.contracts import Contracts
from xprsa.storage.people import ACCOUNT_COLUMNS, People, account_of, beneficiaries, beneficiary_of
from xprsa.storage.tables import AccountRow, AssignmentRow, BeneficiaryRow, next_id, table

_ACCOUNT = table(AccountRow)
_BENEFICIARY = table(BeneficiaryRow)
_ASSIGNMENT = table(AssignmentRow)
_NEW_ADVISER = bindparam("adviser_id", type_=_ASSIGNMENT.c.adviser_id.type)
_REASSIGN = insert(_ASSIGNMENT).from_select(
    ["person_id", "id", "adviser_id", "since"],
    select(
        _BENEFICIARY.c.account_id,
        bindparam("id", type_=_ASSIGNMENT.c.id.type),
        _NEW_ADVISER,
        bindparam("since", type_=_ASSIGNMENT.c.since.type),
    )
    .where(_BENEFICIARY.c.account_id == bindparam("person_id"))
    .where(_BENEFICIARY.c.adviser_id.is_distinct_from(_NEW_ADVISER)),
)
_AT_ONCE = 500  # values in one statement: every database takes that many

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Known:
    """What we know of somebody whom a file names."""

    person: Beneficiary
    engagement: Engagement


class Intake:
    """Look-ups and writes of an import."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._people = People(connection)
        self._contracts = Contracts(connection)

    def known(self, organisation: int, references: Collection[str]) -> dict[str, tuple[Known, ...]]:
        """Give the people of an organisation by compared file reference; several where they are alike.

        :param references: compared forms.
        """
        found: dict[str, tuple[Known, ...]] = {}
        for some in parts(tuple(references)):
            people = self._people.of_references(organisation, some)
            engagements = self._contracts.engagements_of([person.id for person in people])
            for person in people:
                key = reference_folded(person.file_reference)
                found[key] = (*found.get(key, ()), Known(person, engagements[person.id]))
        return found

    def lookalikes(
        self, organisation: int, *, numbers: Collection[str], contacts: Collection[str]
    ) -> tuple[Beneficiary, ...]:
        """Give the people of an organisation with one of these numbers, or who are reached there.

        :param numbers: references without their first zeros.
        """
        found: dict[int, Beneficiary] = {}
        bare = func.ltrim(_BENEFICIARY.c.reference_key, "0")
        for column, wanted in ((bare, numbers), (_ACCOUNT.c.email, contacts), (_ACCOUNT.c.phone, contacts)):
            for some in parts(tuple(wanted)):
                query = beneficiaries().where(
                    _BENEFICIARY.c.organisation_id == organisation, column.in_(some)
                )
                people = (beneficiary_of(row) for row in self._connection.execute(query))
                found.update((person.id, person) for person in people)
        return tuple(found.values())

    def staff(self, emails: Collection[str]) -> dict[str, Account]:
        """Give staff of every territory by e-mail; an account in use before a closed one."""
        found: dict[str, Account] = {}
        for some in parts(tuple(emails)):
            query = (
                select(*ACCOUNT_COLUMNS)
                .where(_ACCOUNT.c.email.in_(some))
                .where(_ACCOUNT.c.role != Role.BENEFICIARY.value)
                .order_by(_ACCOUNT.c.disabled_at.is_(None), _ACCOUNT.c.id)
            )
            for row in self._connection.execute(query):
                found[row.email] = account_of(row)
        return found

    def add_accounts(self, accounts: Sequence[Account], *, at: datetime) -> dict[UUID, int]:
        """Keep new accounts; give their internal ids by public id."""
        if not accounts:
            return {}
        made = self._connection.execute(
            insert(_ACCOUNT).returning(_ACCOUNT.c.public_id, _ACCOUNT.c.id),
            [
                {
                    "public_id": account.public_id,
                    "role": account.role.value,
                    "territory_id": account.territory,
                    "created_at": at,
                    **_contact_values(account),
                }
                for account in accounts
            ],
        )
        return {row.public_id: row.id for row in made}

    def add_people(self, people: Sequence[Beneficiary], *, at: datetime) -> None:
        """Keep what only beneficiaries have, for accounts that are kept already."""
        if people:
            self._connection.execute(
                insert(_BENEFICIARY),
                [
                    {
                        "account_id": person.id,
                        "organisation_id": person.organisation.id,
                        "file_reference": person.file_reference,
                        **_person_values(person),
                    }
                    for person in people
                ],
            )
        followed = [assignment_values(person, at) for person in people if person.adviser]
        if followed:
            self._connection.execute(insert(_ASSIGNMENT), followed)

    def change_people(self, people: Sequence[Beneficiary], *, at: datetime) -> None:
        """Write people as they are now: names, contacts, adviser, language, day of leaving."""
        if people:
            self._connection.execute(_REASSIGN, [assignment_values(person, at) for person in people])
            self._connection.execute(
                update(_ACCOUNT).where(_ACCOUNT.c.id == bindparam("of_account")),
                [{"of_account": person.id, **_contact_values(person.account)} for person in people],
            )
            self._connection.execute(
                update(_BENEFICIARY).where(_BENEFICIARY.c.account_id == bindparam("of_account")),
                [{"of_account": person.id, **_person_values(person)} for person in people],
            )


def assignment_values(person: Beneficiary, since: datetime) -> dict[str, object]:
    """Give the columns that say who follows a person from an instant on."""
    return {
        "person_id": person.id,
        "id": next_id(),
        "adviser_id": person.adviser.id if person.adviser else None,
        "since": since,
    }


def _contact_values(account: Account) -> dict[str, object]:
    return {
        "organisation_id": account.organisation,
        "first_name": account.first_name,
        "last_name": account.last_name,
        "email": account.email,
        "phone": account.phone,
        "address": account.address,
        "email_failed_at": account.email_failed_at,
        "phone_failed_at": account.phone_failed_at,
        "email_changed_at": account.email_changed_at,
        "phone_changed_at": account.phone_changed_at,
        "email_opens_at": account.email_opens_at,
        "phone_opens_at": account.phone_opens_at,
        "email_by": account.email_by,
        "phone_by": account.phone_by,
    }


def _person_values(person: Beneficiary) -> dict[str, object]:
    return {
        "adviser_id": person.adviser.id if person.adviser else None,
        "language": person.language,
        "best_hour": person.best_hour,
        "departed_on": person.departed_on,
        "access_opened_on": person.access_opened_on,
    }


def parts(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    """Part items into as many as one statement takes."""
    for start in range(0, len(items), _AT_ONCE):
        yield items[start : start + _AT_ONCE]
