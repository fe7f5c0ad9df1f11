"""Who was asked about in an asking, a slice at a time."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from xprsa.domain.person import Account
from xprsa.storage.people import ACCOUNT_COLUMNS, account_of
from xprsa.storage.tables import AccountRow, table
from xprsa.storage.tables_answers import KeptAnswerRow

_KEPT, _ACCOUNT = table(KeptAnswerRow), table(AccountRow)
_SLICE = 500


class AskedPeople:
    """The accounts of those about whom something came back, whatever it was."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def slices(self, asking: int) -> Iterator[list[Account]]:
        """Yield them by internal id, some hundreds at a time; none whose access is closed.

        :param asking: internal id.
        """
        after = 0
        while True:
            query = (
                select(*ACCOUNT_COLUMNS)
                .join_from(_KEPT, _ACCOUNT, _ACCOUNT.c.id == _KEPT.c.person_id)
                .where(_KEPT.c.asking_id == asking, _KEPT.c.person_id > after)
                .order_by(_KEPT.c.person_id)
                .limit(_SLICE)
            )
            accounts = [account_of(row) for row in self._connection.execute(query)]
            if not accounts:
                return
            yield [account for account in accounts if account.disabled_at is None]
            after = accounts[-1].id
