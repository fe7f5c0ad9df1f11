"""What is alike: organisations kept before anybody compared them, and files that may be one person's."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, join, select

from xprsa.domain.folding import words_folded, zeros_lost
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
        """Give the files of one organisation that may be one person's, as `reference, name`, oldest first.

        They share a number but for its first zeros, or a name with a contact, as those at which an import
        stops (decision 24).
        """
        groups: dict[tuple[object, ...], dict[int, str]] = {}
        for shared in (func.ltrim(_BENEFICIARY.c.reference_key, "0"), _ACCOUNT.c.email, _ACCOUNT.c.phone):
            for row in self._connection.execute(_files_that_share(shared, territory)):
                for trait in _traits(row):
                    groups.setdefault((row.organisation_id, *trait), {})[row.id] = _named(row)
        return tuple(tuple(names.values()) for names in _outermost(groups.values()))

    def _groups(self, query: Select[Any]) -> tuple[tuple[str, ...], ...]:
        """Put together the last column of the rows that agree on the others."""
        rows = self._connection.execute(query).all()
        return tuple(tuple(row[-1] for row in group) for _, group in groupby(rows, key=lambda row: row[:-1]))


def _files_that_share(shared: ColumnElement[Any], territory: int) -> Select[Any]:
    """Select the files of a territory that have the same as another one of their organisation."""
    files = join(_BENEFICIARY, _ACCOUNT, _ACCOUNT.c.id == _BENEFICIARY.c.account_id)
    here = _ACCOUNT.c.territory_id == territory
    several = (
        select(_BENEFICIARY.c.organisation_id, shared.label("shared"))
        .select_from(files)
        .where(here, shared.is_not(None))
        .group_by(_BENEFICIARY.c.organisation_id, shared)
        .having(func.count() > 1)
        .subquery()
    )
    same = and_(several.c.organisation_id == _BENEFICIARY.c.organisation_id, several.c.shared == shared)
    return (
        select(
            _ACCOUNT.c.id,
            _ACCOUNT.c.first_name,
            _ACCOUNT.c.last_name,
            _ACCOUNT.c.email,
            _ACCOUNT.c.phone,
            _BENEFICIARY.c.organisation_id,
            _BENEFICIARY.c.file_reference,
            _BENEFICIARY.c.reference_key,
        )
        .select_from(files.join(several, same))
        .where(here)
        .order_by(_BENEFICIARY.c.organisation_id, shared, _BENEFICIARY.c.shares_key, _ACCOUNT.c.id)
    )


def _traits(row: Any) -> Iterator[tuple[str, ...]]:
    """Give what one person alone has in an organisation."""
    yield "number", zeros_lost(row.reference_key) or row.reference_key
    for contact in (row.email, row.phone):
        if contact:
            yield words_folded(f"{row.first_name} {row.last_name}"), contact


def _outermost(groups: Iterable[dict[int, str]]) -> Iterator[dict[int, str]]:
    """Yield the groups of several files, the largest first, but those of which a larger one holds all."""
    holding: dict[int, list[dict[int, str]]] = {}
    for names in sorted(groups, key=len, reverse=True):
        around = holding.get(next(iter(names)), [])
        if len(names) > 1 and not any(names.keys() <= larger.keys() for larger in around):
            for file in names:
                holding.setdefault(file, []).append(names)
            yield names


def _named(row: Any) -> str:
    return f"{row.file_reference}, {row.first_name} {row.last_name}"
