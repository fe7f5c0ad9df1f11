"""Where referring organisations are kept."""

from sqlalchemy import Connection, insert, select

from xprsa.domain.person import Organisation, OrganisationCode
from xprsa.storage.tables import OrganisationRow, inserted, table

_ORGANISATION = table(OrganisationRow)


class Organisations:
    """The organisations of every territory."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_territory(self, territory: int) -> tuple[Organisation, ...]:
        """Give every organisation of a territory, by name; those whose name is like an older one last."""
        query = (
            select(_ORGANISATION)
            .where(_ORGANISATION.c.territory_id == territory)
            .order_by(_ORGANISATION.c.shares_key, _ORGANISATION.c.name)
        )
        return tuple(
            Organisation(id=row.id, code=OrganisationCode(row.code), name=row.name)
            for row in self._connection.execute(query)
        )

    def add(self, territory: int, *, code: OrganisationCode, name: str) -> Organisation:
        """Keep a new organisation.

        :raises Collision: when the territory has one of that name.
        """
        made = self._connection.execute(
            insert(_ORGANISATION), {"territory_id": territory, "code": code.value, "name": name}
        )
        return Organisation(id=inserted(made), code=code, name=name)
