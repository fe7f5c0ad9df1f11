"""Where accounts are looked for when somebody signs in, invited and disabled."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, exists, insert, or_, select, update

from xprsa.domain.contact import Contact, ContactKind
from xprsa.domain.permission import Role
from xprsa.domain.person import Account
from xprsa.storage.people import ACCOUNT_COLUMNS, account_of, leads_territory
from xprsa.storage.tables import AccountRow, BeneficiaryRow, OrganisationRow, inserted, table
from xprsa.storage.tables_access import SignInRow, StaffSecretRow

_ACCOUNT = table(AccountRow)
_BENEFICIARY = table(BeneficiaryRow)
_ORGANISATION = table(OrganisationRow)
_SIGN_IN = table(SignInRow)
_SECRET = table(StaffSecretRow)


@dataclass(frozen=True, slots=True)
class InCharge:
    """A manager who has access.

    :ivar leads_territory: whether they answer for every organisation.
    :ivar has_accepted: whether they chose a password and a second factor.
    """

    account: Account
    leads_territory: bool
    has_accepted: bool


class Accounts:
    """Accounts as signing in needs them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_contact(self, contact: Contact, *, at: datetime) -> tuple[Account, ...]:
        """Give the beneficiaries who may be reached there: none, one, or several who share it.

        :param at: whoever got it from somebody else less than a day before is not reached there yet.
        """
        column, _ = _contact_columns(contact)
        opens_at = (
            _ACCOUNT.c.email_opens_at if contact.kind is ContactKind.MAIL else _ACCOUNT.c.phone_opens_at
        )
        query = (
            select(*ACCOUNT_COLUMNS)
            .where(
                column == contact.value,
                _ACCOUNT.c.role == Role.BENEFICIARY.value,
                _ACCOUNT.c.disabled_at.is_(None),
                or_(opens_at.is_(None), opens_at <= at),
            )
            .order_by(_ACCOUNT.c.first_name, _ACCOUNT.c.id)
        )
        return tuple(account_of(row) for row in self._connection.execute(query))

    def holder(self, contact: Contact, *, staff: bool, at: datetime) -> Account | None:
        """Give somebody who may sign in with this contact: nobody else is ever written to."""
        if staff:
            return self.staff_of_mail(contact.value)
        return next(iter(self.of_contact(contact, at=at)), None)

    def staff_of_mail(self, email: str, *, disabled: bool = False) -> Account | None:
        """Give the member of staff with this address, in lower case.

        :param disabled: look among those who no longer have access.
        """
        query = select(*ACCOUNT_COLUMNS).where(
            _ACCOUNT.c.email == email,
            _ACCOUNT.c.role != Role.BENEFICIARY.value,
            _ACCOUNT.c.disabled_at.is_not(None) if disabled else _ACCOUNT.c.disabled_at.is_(None),
        )
        row = self._connection.execute(query.order_by(_ACCOUNT.c.id).limit(1)).first()
        return account_of(row) if row else None

    def staff(self, territory: int) -> tuple[tuple[Account, bool], ...]:
        """Give the staff of a territory by name, and whether each accepted the invitation."""
        accepted = exists().where(_SECRET.c.account_id == _ACCOUNT.c.id).label("accepted")
        query = (
            select(*ACCOUNT_COLUMNS, accepted)
            .where(
                _ACCOUNT.c.territory_id == territory,
                _ACCOUNT.c.role != Role.BENEFICIARY.value,
                _ACCOUNT.c.disabled_at.is_(None),
            )
            .order_by(_ACCOUNT.c.last_name, _ACCOUNT.c.first_name, _ACCOUNT.c.id)
        )
        return tuple((account_of(row), bool(row.accepted)) for row in self._connection.execute(query))

    def managers(self, territory: int, *, held: bool = False) -> tuple[InCharge, ...]:
        """Give the managers of a territory who have access.

        :param held: hold them until the transaction ends, so that two who close each other take turns.
        """
        accepted = exists().where(_SECRET.c.account_id == _ACCOUNT.c.id).label("accepted")
        query = (
            select(*ACCOUNT_COLUMNS, accepted, _ORGANISATION.c.code)
            .outerjoin_from(_ACCOUNT, _ORGANISATION, _ORGANISATION.c.id == _ACCOUNT.c.organisation_id)
            .where(
                _ACCOUNT.c.territory_id == territory,
                _ACCOUNT.c.role == Role.MANAGER.value,
                _ACCOUNT.c.disabled_at.is_(None),
            )
            .order_by(_ACCOUNT.c.id)
        )
        rows = self._connection.execute(query.with_for_update(of=_ACCOUNT, key_share=True) if held else query)
        return tuple(
            InCharge(account_of(row), leads_territory(Role.MANAGER, row.code), bool(row.accepted))
            for row in rows
        )

    def hold_staff(self, accounts: Collection[int]) -> None:
        """Hold accounts of staff until the transaction ends: none is closed meanwhile.

        Whoever holds people too holds these first.

        :param accounts: internal ids.
        """
        query = select(_ACCOUNT.c.id).where(_ACCOUNT.c.id.in_(accounts)).order_by(_ACCOUNT.c.id)
        self._connection.execute(query.with_for_update(key_share=True)).all()

    def closed_staff(self, territory: int) -> tuple[Account, ...]:
        """Give the staff of a territory whose access is closed and may be opened again, last closed first."""
        query = select(*ACCOUNT_COLUMNS).where(
            _ACCOUNT.c.territory_id == territory,
            _ACCOUNT.c.role != Role.BENEFICIARY.value,
            _ACCOUNT.c.disabled_at.is_not(None),
            _ACCOUNT.c.email.is_not(None),
        )
        rows = self._connection.execute(query.order_by(_ACCOUNT.c.disabled_at.desc(), _ACCOUNT.c.id))
        return tuple(account_of(row) for row in rows)

    def failed(self, contact: Contact, *, at: datetime) -> None:
        """Write down that nothing can be sent there; the first failure stays."""
        column, failed_at = _contact_columns(contact)
        self._connection.execute(
            update(AccountRow).where(column == contact.value, failed_at.is_(None)).values({failed_at: at})
        )

    def reached(self, contact: Contact) -> None:
        """Forget a failure: something arrived there."""
        column, failed_at = _contact_columns(contact)
        self._connection.execute(
            update(AccountRow)
            .where(column == contact.value, failed_at.is_not(None))
            .values({failed_at: None})
        )

    def change_contacts(self, before: Account, after: Account) -> bool:
        """Write the mail and phone of an account; False when they are no longer those of `before`."""
        done = self._connection.execute(
            update(AccountRow)
            .where(_ACCOUNT.c.id == before.id)
            .where(_ACCOUNT.c.email.is_not_distinct_from(before.email))
            .where(_ACCOUNT.c.phone.is_not_distinct_from(before.phone))
            .values(
                email=after.email,
                phone=after.phone,
                email_failed_at=after.email_failed_at,
                phone_failed_at=after.phone_failed_at,
                email_changed_at=after.email_changed_at,
                phone_changed_at=after.phone_changed_at,
                email_opens_at=after.email_opens_at,
                phone_opens_at=after.phone_opens_at,
                email_by=after.email_by,
                phone_by=after.phone_by,
            )
        )
        return done.rowcount == 1

    def waiting(
        self, territory: int, *, at: datetime
    ) -> tuple[tuple[Account, str, dict[ContactKind, str | None]], ...]:
        """Give whose contacts wait, by name, with their file reference and the names of whoever gave each."""
        mail_by, phone_by = _ACCOUNT.alias("mail_by"), _ACCOUNT.alias("phone_by")
        query = (
            select(
                *ACCOUNT_COLUMNS,
                _BENEFICIARY.c.file_reference,
                (mail_by.c.first_name + " " + mail_by.c.last_name).label("name_of_mail_by"),
                (phone_by.c.first_name + " " + phone_by.c.last_name).label("name_of_phone_by"),
            )
            .join_from(_ACCOUNT, _BENEFICIARY, _BENEFICIARY.c.account_id == _ACCOUNT.c.id)
            .outerjoin(mail_by, mail_by.c.id == _ACCOUNT.c.email_by)
            .outerjoin(phone_by, phone_by.c.id == _ACCOUNT.c.phone_by)
            .where(
                _ACCOUNT.c.territory_id == territory,
                _ACCOUNT.c.disabled_at.is_(None),
                or_(_ACCOUNT.c.email_opens_at > at, _ACCOUNT.c.phone_opens_at > at),
            )
            .order_by(_ACCOUNT.c.last_name, _ACCOUNT.c.first_name, _ACCOUNT.c.id)
        )
        return tuple(
            (
                account_of(row),
                row.file_reference,
                {ContactKind.MAIL: row.name_of_mail_by, ContactKind.SMS: row.name_of_phone_by},
            )
            for row in self._connection.execute(query)
        )

    def out_of_reach(self, territory: int) -> tuple[tuple[Account, str], ...]:
        """Give whom something could not be sent to, by name, with their file reference."""
        query = (
            select(*ACCOUNT_COLUMNS, _BENEFICIARY.c.file_reference)
            .join_from(_ACCOUNT, _BENEFICIARY, _BENEFICIARY.c.account_id == _ACCOUNT.c.id)
            .where(
                _ACCOUNT.c.territory_id == territory,
                _ACCOUNT.c.disabled_at.is_(None),
                _ACCOUNT.c.email_failed_at.is_not(None) | _ACCOUNT.c.phone_failed_at.is_not(None),
            )
            .order_by(_ACCOUNT.c.last_name, _ACCOUNT.c.first_name, _ACCOUNT.c.id)
        )
        return tuple((account_of(row), row.file_reference) for row in self._connection.execute(query))

    def comes_from(self, contact: Contact, network: str, *, since: datetime) -> bool:
        """Tell whether anybody with this contact signed in from that network before.

        :param network: keyed hash, as sign-ins keep it.
        """
        column, _ = _contact_columns(contact)
        known = (
            exists()
            .where(_SIGN_IN.c.account_id == _ACCOUNT.c.id)
            .where(_SIGN_IN.c.network == network, _SIGN_IN.c.started_at > since)
        )
        query = select(_ACCOUNT.c.id).where(column == contact.value, known).limit(1)
        return self._connection.execute(query).first() is not None

    def add_staff(
        self,
        *,
        role: Role,
        territory: int,
        organisation: int | None,
        first_name: str,
        last_name: str,
        email: str,
        at: datetime,
    ) -> int:
        """Add a member of staff; give the internal id."""
        done = self._connection.execute(
            insert(AccountRow).values(
                public_id=uuid4(),
                role=role.value,
                territory_id=territory,
                organisation_id=organisation,
                first_name=first_name,
                last_name=last_name,
                email=email,
                created_at=at,
            )
        )
        return inserted(done)

    def reopen_staff(
        self, account: int, *, role: Role, organisation: int | None, first_name: str, last_name: str
    ) -> None:
        """Give access again to a member of staff who had lost it; what opened it before must be ended too."""
        self._connection.execute(
            update(AccountRow)
            .where(_ACCOUNT.c.id == account)
            .values(
                role=role.value,
                organisation_id=organisation,
                first_name=first_name,
                last_name=last_name,
                disabled_at=None,
            )
        )

    def disable(self, account: int, *, at: datetime) -> None:
        """Take access away."""
        self._connection.execute(update(AccountRow).where(_ACCOUNT.c.id == account).values(disabled_at=at))


def _contact_columns(contact: Contact) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Give where a contact of its kind stands, and since when it fails."""
    if contact.kind is ContactKind.MAIL:
        return _ACCOUNT.c.email, _ACCOUNT.c.email_failed_at
    return _ACCOUNT.c.phone, _ACCOUNT.c.phone_failed_at
