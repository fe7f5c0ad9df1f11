"""Where the purposes of a territory are kept, each with its card."""

import json
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from xprsa.domain.territory import Territory
from xprsa.scoring.card import PurposeCard, support_card
from xprsa.scoring.purpose import Purpose
from xprsa.storage.export_runs import TerritoryPurpose
from xprsa.storage.tables import table
from xprsa.storage.tables_export import PurposeRow

_PURPOSE = table(PurposeRow)


class Purposes:
    """What each territory opened, and what it closed since."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(self, card: PurposeCard, *, territory: int, at: datetime) -> bool:
        """Open a purpose in a territory, for the first time or again; False when it is open already."""
        same = (_PURPOSE.c.territory_id == territory, _PURPOSE.c.code == card.purpose.value)
        values = {"card": json.dumps(card.written(), ensure_ascii=False), "opened_at": at, "closed_at": None}
        again = update(_PURPOSE).where(*same, _PURPOSE.c.closed_at.is_not(None)).values(**values)
        if self._connection.execute(again).rowcount:
            return True
        if self._connection.execute(select(_PURPOSE.c.id).where(*same)).first():
            return False
        self._connection.execute(
            insert(_PURPOSE).values(territory_id=territory, code=card.purpose.value, **values)
        )
        return True

    def close(self, code: Purpose, *, territory: int, at: datetime) -> bool:
        """Close a purpose in a territory; False when it is not open."""
        closed = self._connection.execute(
            update(_PURPOSE)
            .where(_PURPOSE.c.territory_id == territory, _PURPOSE.c.code == code.value)
            .where(_PURPOSE.c.closed_at.is_(None))
            .values(closed_at=at)
        )
        return closed.rowcount == 1

    def seed_support(self, territory: Territory, *, at: datetime) -> None:
        """Open the purpose `support` with its starting card, unless it is open already."""
        self.open(support_card(territory_name=territory.name), territory=territory.id, at=at)

    def ever_open(self, territory: int) -> dict[Purpose, TerritoryPurpose]:
        """Give what a territory opened one day, with the last card of each."""
        query = select(_PURPOSE).where(_PURPOSE.c.territory_id == territory).order_by(_PURPOSE.c.code)
        return {
            Purpose(row.code): TerritoryPurpose(
                row.id, row.territory_id, Purpose(row.code), row.card, row.opened_at, row.closed_at
            )
            for row in self._connection.execute(query)
        }

    def open_now(self, territory: int) -> tuple[TerritoryPurpose, ...]:
        """Give what is open in a territory, by code."""
        return tuple(purpose for purpose in self.ever_open(territory).values() if purpose.is_open)

    def still_stands(self, purpose: TerritoryPurpose) -> bool:
        """Tell whether a purpose is open with the very card that somebody read."""
        query = select(_PURPOSE.c.id).where(
            _PURPOSE.c.id == purpose.id,
            _PURPOSE.c.closed_at.is_(None),
            _PURPOSE.c.card == purpose.written,
        )
        return self._connection.execute(query).first() is not None
