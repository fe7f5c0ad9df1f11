"""Where the purposes of a territory are kept, each with its card."""

import json
from datetime import datetime
from typing import Any

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

    def open(self, card: PurposeCard, *, territory: int, at: datetime) -> TerritoryPurpose | None:
        """Open a purpose in a territory, for the first time or again; None when it is open already."""
        same = (_PURPOSE.c.territory_id == territory, _PURPOSE.c.code == card.purpose.value)
        values = {"card": json.dumps(card.written(), ensure_ascii=False), "opened_at": at, "closed_at": None}
        known = self.held(card.purpose, territory=territory)
        if known is None:
            new = insert(_PURPOSE).values(territory_id=territory, code=card.purpose.value, **values)
            self._connection.execute(new)
        elif known.is_open:
            return None
        else:
            self._connection.execute(update(_PURPOSE).where(*same).values(**values))
        return self.held(card.purpose, territory=territory)

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

    def held(self, code: Purpose, *, territory: int) -> TerritoryPurpose | None:
        """Give a purpose ever opened in a territory; nobody else changes it until the transaction ends."""
        query = select(_PURPOSE).where(_PURPOSE.c.territory_id == territory, _PURPOSE.c.code == code.value)
        row = self._connection.execute(query.with_for_update()).first()
        return _purpose_of(row) if row else None

    def ever_open(self, territory: int) -> dict[Purpose, TerritoryPurpose]:
        """Give what a territory opened one day, with the last card of each."""
        query = select(_PURPOSE).where(_PURPOSE.c.territory_id == territory).order_by(_PURPOSE.c.code)
        return {Purpose(row.code): _purpose_of(row) for row in self._connection.execute(query)}

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


def _purpose_of(row: Any) -> TerritoryPurpose:
    return TerritoryPurpose(
        row.id, row.territory_id, Purpose(row.code), row.card, row.opened_at, row.closed_at
    )
