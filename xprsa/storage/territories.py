"""Where territories and their dated rules are kept."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete, func, insert, select, update

from xprsa.domain.catalogue import ActivityFamily, ActivityKind, Catalogue, Counts
from xprsa.domain.territory import Rules, Territory, Theme
from xprsa.storage.tables import AccountRow, BeneficiaryRow, inserted, table
from xprsa.storage.tables_territory import RulesRow, TerritoryRow

_TERRITORY = table(TerritoryRow)
_RULES = table(RulesRow)
_ACCOUNT, _BENEFICIARY = table(AccountRow), table(BeneficiaryRow)


@dataclass(frozen=True, slots=True)
class Concerned:
    """How many people are followed in a territory, and by how many advisers; whoever left is not counted."""

    people: int
    advisers: int


class Territories:
    """Territories, with every dated version of their rules."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> tuple[Territory, ...]:
        """Give every territory, by code."""
        rules: dict[int, list[Rules]] = {}
        for row in self._connection.execute(select(_RULES).order_by(_RULES.c.valid_from)):
            rules.setdefault(row.territory_id, []).append(_rules(row))
        return tuple(
            Territory(
                id=row.id,
                code=row.code,
                name=row.name,
                zone=ZoneInfo(row.zone),
                service_name=row.service_name,
                service_phone=row.service_phone,
                theme=Theme(**json.loads(row.theme)),
                is_fictitious=row.is_fictitious,
                rules=tuple(rules[row.id]),
            )
            for row in self._connection.execute(select(_TERRITORY).order_by(_TERRITORY.c.code))
        )

    def add(self, territory: Territory, *, at: datetime) -> int:
        """Keep a new territory with its rules; give its internal id."""
        made = self._connection.execute(
            insert(TerritoryRow),
            {
                "code": territory.code,
                "name": territory.name,
                "zone": territory.zone.key,
                "service_name": territory.service_name,
                "service_phone": territory.service_phone,
                "theme": _written(territory.theme),
                "is_fictitious": territory.is_fictitious,
            },
        )
        key = inserted(made)
        for rules in territory.rules:
            self.add_rules(key, rules, at=at)
        return key

    def add_rules(self, territory: int, rules: Rules, *, at: datetime) -> None:
        """Keep a dated version of the rules; those before it stay readable."""
        self._connection.execute(
            insert(RulesRow),
            {
                "territory_id": territory,
                "valid_from": rules.valid_from,
                "recorded_at": at,
                "open_weeks": rules.open_weeks,
                "tacit_days": rules.tacit_days,
                "silent_weeks": rules.silent_weeks,
                "again_days": rules.again_days,
                "catalogue": catalogue_written(rules.catalogue),
            },
        )

    def rules_of(self, territory: int, *, held: bool = False) -> tuple[Rules, ...]:
        """Give every version of the rules, the oldest first.

        :param held: hold them until the transaction ends, so that two who change them take turns.
        """
        if held:
            row = select(_TERRITORY.c.id).where(_TERRITORY.c.id == territory).with_for_update(key_share=True)
            self._connection.execute(row)
        query = select(_RULES).where(_RULES.c.territory_id == territory).order_by(_RULES.c.valid_from)
        return tuple(map(_rules, self._connection.execute(query)))

    def withdraw_rules(self, territory: int, rules: Rules) -> None:
        """Take back a version under which nothing was ever sent."""
        self._connection.execute(
            delete(_RULES).where(_RULES.c.territory_id == territory, _RULES.c.id == rules.id)
        )

    def concerned(self, territory: int) -> Concerned:
        """Count whom the rules of a territory are about."""
        followed = (
            select(func.count(_BENEFICIARY.c.account_id), func.count(_BENEFICIARY.c.adviser_id.distinct()))
            .join_from(_BENEFICIARY, _ACCOUNT, _ACCOUNT.c.id == _BENEFICIARY.c.account_id)
            .where(_ACCOUNT.c.territory_id == territory)
            .where(_ACCOUNT.c.disabled_at.is_(None), _BENEFICIARY.c.departed_on.is_(None))
        )
        people, advisers = self._connection.execute(followed).one()
        return Concerned(people, advisers)

    def dress(self, territory: int, theme: Theme, *, seen: Theme) -> bool:
        """Change how the pages look; False when they no longer look as they were seen."""
        plain = ("{}",) if seen == Theme() else ()  # of a territory that nobody dressed
        done = self._connection.execute(
            update(_TERRITORY)
            .where(_TERRITORY.c.id == territory, _TERRITORY.c.theme.in_((_written(seen), *plain)))
            .values(theme=_written(theme))
        )
        return done.rowcount == 1


def _rules(row: Any) -> Rules:
    return Rules(
        id=row.id,
        valid_from=row.valid_from,
        open_weeks=row.open_weeks,
        tacit_days=row.tacit_days,
        silent_weeks=row.silent_weeks,
        again_days=row.again_days,
        catalogue=catalogue_read(row.catalogue),
    )


def _written(theme: Theme) -> str:
    return json.dumps(asdict(theme))


def catalogue_written(catalogue: Catalogue) -> str:
    """Write a catalogue as JSON: one list a kind."""
    return json.dumps(
        [
            [kind.code, kind.label, kind.family, kind.hint, kind.counts, kind.offered]
            for kind in catalogue.kinds
        ],
        ensure_ascii=False,
    )


@lru_cache(maxsize=256)
def catalogue_read(text: str) -> Catalogue:
    """Read a catalogue back."""
    return Catalogue(
        tuple(
            ActivityKind(code, label, ActivityFamily(family), hint, Counts(counts), offered)
            for code, label, family, hint, counts, offered in json.loads(text)
        )
    )
