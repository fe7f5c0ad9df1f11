"""Where people are kept: accounts, and what only beneficiaries have."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, Subquery, func, select, update

from xprsa.domain.folding import reference_folded, reference_forms
from xprsa.domain.permission import Role
from xprsa.domain.person import Account, Beneficiary, Organisation, OrganisationCode
from xprsa.storage.tables import AccountRow, BeneficiaryRow, OrganisationRow, table
from xprsa.storage.tables_export import PurposeRow

_ACCOUNT = table(AccountRow)
_BENEFICIARY = table(BeneficiaryRow)
_ORGANISATION = table(OrganisationRow)
_PURPOSE = table(PurposeRow)
_ADVISER = _ACCOUNT.alias("adviser")

ACCOUNT_COLUMNS = tuple(
    _ACCOUNT.c[name]
    for name in (
        "id",
        "public_id",
        "role",
        "territory_id",
        "organisation_id",
        "first_name",
        "last_name",
        "email",
        "phone",
        "address",
        "disabled_at",
        "email_failed_at",
        "phone_failed_at",
        "email_changed_at",
        "phone_changed_at",
        "email_opens_at",
        "phone_opens_at",
        "email_by",
        "phone_by",
        "single_keys",
    )
)


def account_of(row: Any, prefix: str = "") -> Account:
    """Build an account from a record that holds `ACCOUNT_COLUMNS`, each name after `prefix`."""
    return Account(
        id=getattr(row, f"{prefix}id"),
        public_id=getattr(row, f"{prefix}public_id"),
        role=Role(getattr(row, f"{prefix}role")),
        territory=getattr(row, f"{prefix}territory_id"),
        organisation=getattr(row, f"{prefix}organisation_id"),
        first_name=getattr(row, f"{prefix}first_name"),
        last_name=getattr(row, f"{prefix}last_name"),
        email=getattr(row, f"{prefix}email"),
        phone=getattr(row, f"{prefix}phone"),
        address=getattr(row, f"{prefix}address"),
        disabled_at=getattr(row, f"{prefix}disabled_at"),
        email_failed_at=getattr(row, f"{prefix}email_failed_at"),
        phone_failed_at=getattr(row, f"{prefix}phone_failed_at"),
        email_changed_at=getattr(row, f"{prefix}email_changed_at"),
        phone_changed_at=getattr(row, f"{prefix}phone_changed_at"),
        email_opens_at=getattr(row, f"{prefix}email_opens_at"),
        phone_opens_at=getattr(row, f"{prefix}phone_opens_at"),
        email_by=getattr(row, f"{prefix}email_by"),
        phone_by=getattr(row, f"{prefix}phone_by"),
        single_keys=getattr(row, f"{prefix}single_keys"),
    )


def leads_territory(role: Role, organisation: OrganisationCode | None) -> bool:
    """Tell whether somebody is a manager of the département, or of no organisation."""
    return role is Role.MANAGER and organisation in (None, OrganisationCode.DEPARTMENT)


class People:
    """Answers questions about accounts and beneficiaries."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def account(self, account: int) -> Account | None:
        """Give the account with this internal id."""
        row = self._connection.execute(select(*ACCOUNT_COLUMNS).where(_ACCOUNT.c.id == account)).first()
        return account_of(row) if row else None

    def account_by_public_id(self, public_id: UUID) -> Account | None:
        """Give the account with this public id."""
        query = select(*ACCOUNT_COLUMNS).where(_ACCOUNT.c.public_id == public_id)
        row = self._connection.execute(query).first()
        return account_of(row) if row else None

    def find(self, person: int) -> Beneficiary | None:
        """Give a beneficiary with organisation and adviser, by the internal id of the account."""
        row = self._connection.execute(beneficiaries().where(_ACCOUNT.c.id == person)).first()
        return beneficiary_of(row) if row else None

    def open_access(self, people: Sequence[int], *, on: date) -> None:
        """Note the day from which people can come in, unless it is known already.

        :param people: internal ids, some hundreds at most.
        """
        self._connection.execute(
            update(_BENEFICIARY)
            .where(_BENEFICIARY.c.account_id.in_(people), _BENEFICIARY.c.access_opened_on.is_(None))
            .values(access_opened_on=on)
        )

    def choose_keys(self, account: int, *, single: bool) -> None:
        """Keep whether one key alone does something on the pages of a member of staff."""
        chosen = update(AccountRow).where(_ACCOUNT.c.id == account).values(single_keys=single)
        self._connection.execute(chosen)

    def note_coming(self, person: int, *, on: date) -> None:
        """Note the day on which a person first signed in, which they could from then on at the latest."""
        self._connection.execute(
            update(_BENEFICIARY)
            .where(_BENEFICIARY.c.account_id == person, _BENEFICIARY.c.came_on.is_(None))
            .values(came_on=on, access_opened_on=func.coalesce(_BENEFICIARY.c.access_opened_on, on))
        )

    def object(self, person: int, *, since: datetime) -> bool:
        """Keep that a person does not want to be scored; False when they said so already.

        Runs that are about to leave wait, or have left: none that leaves later holds anything about them.
        """
        return self._set_objection(person, since=since)

    def no_longer_object(self, person: int) -> bool:
        """Keep that a person took their objection back; False when there was none."""
        return self._set_objection(person, since=None)

    def _set_objection(self, person: int, *, since: datetime | None) -> bool:
        territory = select(_ACCOUNT.c.territory_id).where(_ACCOUNT.c.id == person).scalar_subquery()
        purposes = select(_PURPOSE.c.id).where(_PURPOSE.c.territory_id == territory).order_by(_PURPOSE.c.id)
        self._connection.execute(purposes.with_for_update(key_share=True)).all()
        was = _BENEFICIARY.c.objects_since
        changed = self._connection.execute(
            update(_BENEFICIARY)
            .where(_BENEFICIARY.c.account_id == person, was.is_not(None) if since is None else was.is_(None))
            .values(objects_since=since)
        )
        return changed.rowcount == 1

    def of_file(self, territory: int, file_reference: str) -> tuple[Beneficiary, ...]:
        """Give the beneficiaries of a territory with this file reference, however it is typed.

        Several: each organisation numbers its own, and a label may be of the reference or not.
        """
        query = (
            beneficiaries()
            .where(_ACCOUNT.c.territory_id == territory, _ACCOUNT.c.disabled_at.is_(None))
            .order_by(_ACCOUNT.c.id)
        )
        for kept in kept_as(file_reference):
            if found := tuple(beneficiary_of(row) for row in self._connection.execute(query.where(kept))):
                return found
        return ()

    def of_references(self, organisation: int, references: Collection[str]) -> tuple[Beneficiary, ...]:
        """Give the beneficiaries of an organisation with these file references, however they are written.

        :param references: some hundreds at most.
        """
        compared = [reference_folded(reference) for reference in references]
        query = (
            beneficiaries()
            .where(_BENEFICIARY.c.organisation_id == organisation)
            .where(_BENEFICIARY.c.reference_key.in_(compared))
            .order_by(_BENEFICIARY.c.shares_key)
        )
        return tuple(beneficiary_of(row) for row in self._connection.execute(query))

    def unfollowed(
        self, territory: int, *, organisation: int | None, on: date, most: int
    ) -> tuple[tuple[Beneficiary, ...], int]:
        """Give the first by name of those whom no adviser follows, and how many they are in all.

        :param organisation: internal id of the one that refers them; None for any of the territory.
        :param on: whoever left by that day is left out.
        """
        nobody = [
            _ACCOUNT.c.territory_id == territory,
            _ACCOUNT.c.disabled_at.is_(None),
            _BENEFICIARY.c.adviser_id.is_(None),
            _BENEFICIARY.c.departed_on.is_(None) | (_BENEFICIARY.c.departed_on > on),
        ]
        if organisation is not None:
            nobody.append(_BENEFICIARY.c.organisation_id == organisation)
        query = beneficiaries().where(*nobody)
        by_name = query.order_by(_ACCOUNT.c.last_name, _ACCOUNT.c.first_name, _ACCOUNT.c.id).limit(most)
        first = tuple(beneficiary_of(row) for row in self._connection.execute(by_name))
        many = self._connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()
        return first, many


def kept_as(file_reference: str) -> tuple[ColumnElement[bool], ...]:
    """Give the conditions for the files that a typed reference may mean: the first that somebody meets is it.

    They are the whole text; then, all at once, what is left without each of its labels: nothing tells which.
    """
    whole, *bare = reference_forms(file_reference)
    return _BENEFICIARY.c.reference_key == whole, _BENEFICIARY.c.reference_key.in_(bare)


def beneficiaries(terms: Subquery | None = None) -> Select[Any]:
    """Select every beneficiary with organisation and adviser.

    :param terms: a query of `terms_where`, to repeat each beneficiary beside each of their terms.
    """
    adviser_columns = [_ADVISER.c[column.name].label(f"adviser_{column.name}") for column in ACCOUNT_COLUMNS]
    query = (
        select(
            *ACCOUNT_COLUMNS,
            _BENEFICIARY.c.file_reference,
            _BENEFICIARY.c.language,
            _BENEFICIARY.c.best_hour,
            _BENEFICIARY.c.objects_since,
            _BENEFICIARY.c.departed_on,
            _BENEFICIARY.c.access_opened_on,
            _BENEFICIARY.c.came_on,
            _ORGANISATION.c.id.label("of_id"),
            _ORGANISATION.c.code.label("of_code"),
            _ORGANISATION.c.name.label("of_name"),
            *adviser_columns,
            *(terms.c if terms is not None else ()),
        )
        .join_from(_ACCOUNT, _BENEFICIARY, _BENEFICIARY.c.account_id == _ACCOUNT.c.id)
        .join(_ORGANISATION, _ORGANISATION.c.id == _BENEFICIARY.c.organisation_id)
        .outerjoin(_ADVISER, _ADVISER.c.id == _BENEFICIARY.c.adviser_id)
    )
    return query if terms is None else query.join(terms, terms.c.of_person == _ACCOUNT.c.id)


def beneficiary_of(row: Any) -> Beneficiary:
    """Build a beneficiary from a record of `beneficiaries`."""
    return Beneficiary(
        account=account_of(row),
        organisation=Organisation(row.of_id, OrganisationCode(row.of_code), row.of_name),
        file_reference=row.file_reference,
        adviser=account_of(row, "adviser_") if row.adviser_id is not None else None,
        language=row.language,
        best_hour=row.best_hour,
        objects_since=row.objects_since,
        departed_on=row.departed_on,
        access_opened_on=row.access_opened_on,
        came_on=row.came_on,
    )
