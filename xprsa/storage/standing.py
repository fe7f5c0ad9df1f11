"""Since when members of staff have had the access they have."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from xprsa.storage.tables import PersonAuditRow, table
from xprsa.storage.tables_access import StaffSecretRow

_LINES = table(PersonAuditRow)
_SECRET = table(StaffSecretRow)


class StaffStanding:
    """Reads it from what is kept already: their sign-ins in the journal, the date of their password."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open_since(self, account: int, *, at: datetime) -> datetime | None:
        """Give since when an access was open at an instant; None when it was not, or nothing tells.

        A password is not dated by its first one, and the journal is kept for a year: the older of both tells,
        and only what came after the access was last closed.

        :param account: internal id.
        """
        lines = select(func.max(_LINES.c.at), func.min(_LINES.c.at)).where(
            _LINES.c.person_id == account, _LINES.c.at <= at
        )
        closed_at, _ = self._connection.execute(lines.where(_LINES.c.event == "disabled")).one()
        came = lines.where(_LINES.c.event == "signed_in")
        chosen = select(_SECRET.c.changed_at).where(
            _SECRET.c.account_id == account, _SECRET.c.changed_at <= at
        )
        if closed_at is not None:
            came = came.where(_LINES.c.at > closed_at)
            chosen = chosen.where(_SECRET.c.changed_at > closed_at)
        _, came_at = self._connection.execute(came).one()
        found = (came_at, self._connection.execute(chosen).scalar())
        return min((instant for instant in found if instant is not None), default=None)
