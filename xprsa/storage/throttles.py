"""Where failures are counted, a row a lane."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, text, update

from xprsa.domain.patience import Weight
from xprsa.storage.tables import Instant, table
from xprsa.storage.tables_access import ThrottleRow

_THROTTLE = table(ThrottleRow)
_MAKE_ROOM = text(
    "INSERT INTO throttle (key, weight, last_at) VALUES (:key, 0, :at) ON CONFLICT (key) DO NOTHING"
).bindparams(bindparam("at", type_=Instant()))


class Throttles:
    """Weights by lane; `hold` keeps others out of the same lanes until the transaction ends."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def hold(self, keys: Collection[str], *, at: datetime) -> Mapping[str, Weight]:
        """Give the weights of these lanes, held until the end of the transaction.

        Always in the same order, so that two requests cannot wait for one another.
        """
        ordered = sorted(keys)
        self._connection.execute(_MAKE_ROOM, [{"key": key, "at": at} for key in ordered])
        query = (
            select(_THROTTLE).where(_THROTTLE.c.key.in_(ordered)).order_by(_THROTTLE.c.key).with_for_update()
        )
        return {row.key: Weight(row.weight, row.last_at) for row in self._connection.execute(query)}

    def look(self, keys: Collection[str], *, at: datetime) -> Mapping[str, Weight]:
        """Give the weights of these lanes as they are, held by nobody."""
        query = select(_THROTTLE).where(_THROTTLE.c.key.in_(keys))
        found = {row.key: Weight(row.weight, row.last_at) for row in self._connection.execute(query)}
        return {key: found.get(key, Weight(0, at)) for key in keys}

    def put(self, weights: Mapping[str, float], *, at: datetime) -> None:
        """Write new weights on lanes that are held."""
        for key, weight in sorted(weights.items()):
            self._connection.execute(
                update(ThrottleRow).where(_THROTTLE.c.key == key).values(weight=weight, last_at=at)
            )
