"""What was kept before anybody compared it, and is alike: organisations, or files of one organisation."""

from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Select, and_, select

from xprsa.storage.tables import AccountRow, BeneficiaryRow, OrganisationRow, table

_ORGANISATION = table(OrganisationRow)
_BENEFICIARY = table(BeneficiaryRow)
_ACCOUNT = table(AccountRow)


class Alike:
    """Gives what only a person can tell apart, side by side."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def organisations(self, territory: int) -> tuple[tuple[str, ...], ...]:
        """Give the names of organisations that are alike, each group from the oldest on."""
        shared = _ORGANISATION.alias("shared")
        query = (
            select(_ORGANISATION.c.name_key, _ORGANISATION.c.name)
            .where(_ORGANISATION.c.territory_id == territory)
            .where(
                select(shared.c.id)
                .where(
                    shared.c.territory_id == territory,
                    shared.c.name_key == _ORGANISATION.c.name_key,
                    shared.c.shares_key,
                )
                .exists()
            )
            .order_by(_ORGANISATION.c.name_key, _ORGANISATION.c.shares_key, _ORGANISATION.c.id)
        )
        return self._groups(query)

    def files(self, territory: int) -> tuple[tuple[str, ...], ...]:
        """Give the files of one organisation whose references are alike, as `reference, name`."""
        shared = _BENEFICIARY.alias("shared")
        same = and_(
            shared.c.organisation_id == _BENEFICIARY.c.organisation_id,
            shared.c.reference_key == _BENEFICIARY.c.reference_key,
            shared.c.shares_key,
        )
        named = _BENEFICIARY.c.file_reference + ", " + _ACCOUNT.c.first_name + " " + _ACCOUNT.c.last_name
        query = (
            select(_BENEFICIARY.c.organisation_id, _BENEFICIARY.c.reference_key, named)
            .join_from(_BENEFICIARY, _ACCOUNT, _ACCOUNT.c.id == _BENEFICIARY.c.account_id)
            .where(_ACCOUNT.c.territory_id == territory, select(shared.c.account_id).where(same).exists())
            .order_by(
                _BENEFICIARY.c.organisation_id,
                _BENEFICIARY.c.reference_key,
                _BENEFICIARY.c.shares_key,
                _BENEFICIARY.c.account_id,
            )
        )
        return self._groups(query)

    def _groups(self, query: Select[Any]) -> tuple[tuple[str, ...], ...]:
        """Put together the last column of the rows that agree on the others."""
        rows = self._connection.execute(query).all()
        return tuple(tuple(row[-1] for row in group) for _, group in groupby(rows, key=lambda row: row[:-1]))
