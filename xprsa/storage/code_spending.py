"""Where the codes that left are counted, by hour and by way."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, text

from xprsa.storage.messages import Way
from xprsa.storage.tables import Instant, table
from xprsa.storage.tables_access import CodeSpendRow

_SPEND = table(CodeSpendRow)
_ADD = text(
    "INSERT INTO code_spend (hour, channel, codes) VALUES (:hour, :channel, :codes)"
    " ON CONFLICT (hour, channel) DO UPDATE SET codes = code_spend.codes + excluded.codes"
).bindparams(bindparam("hour", type_=Instant()))


class CodeSpending:
    """Counts codes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, way: Way, codes: int, *, hour: datetime) -> Mapping[Way, int]:
        """Count codes that leave in an hour; give what left in it, by way. Others wait for this transaction.

        :param hour: when it began.
        """
        self._connection.execute(_ADD, {"hour": hour, "channel": way.value, "codes": codes})
        return self.since(hour, until=hour)

    def since(self, first: datetime, *, until: datetime) -> Mapping[Way, int]:
        """Give what left by way, from one hour to another, both included."""
        query = (
            select(_SPEND.c.channel, func.sum(_SPEND.c.codes).label("codes"))
            .where(_SPEND.c.hour.between(first, until))
            .group_by(_SPEND.c.channel)
        )
        found = {Way(row.channel): int(row.codes) for row in self._connection.execute(query)}
        return {way: found.get(way, 0) for way in (Way.MAIL, Way.SMS)}
