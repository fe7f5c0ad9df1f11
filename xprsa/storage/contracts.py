"""Where contracts and exemptions are kept: terms are added, those of earlier days stay as they were."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy import Row as Record

from xprsa.domain.engagement import Engagement, EngagementContract, Exemption
from xprsa.storage.tables import BeneficiaryRow, ContractRow, ExemptionRow, table

_BENEFICIARY = table(BeneficiaryRow)
_CONTRACT = table(ContractRow)
_EXEMPTION = table(ExemptionRow)

Signed = tuple[int, EngagementContract]  # internal id of the person, terms
Exempted = tuple[int, Exemption]


class Contracts:
    """Signed contracts and exemptions of people."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_person(self, person: int) -> tuple[EngagementContract, ...]:
        """Give every version of a person's terms, in the order they were learnt."""
        return self.engagement_of(person).contracts

    def exemptions_of(self, person: int) -> tuple[Exemption, ...]:
        """Give a person's exemptions, oldest first."""
        return self.engagement_of(person).exemptions

    def engagement_of(self, person: int) -> Engagement:
        """Give everything that decides what a person is asked; nothing for somebody unknown."""
        return self.engagements_of((person,)).get(person, Engagement())

    def engagements_of(self, people: Collection[int]) -> dict[int, Engagement]:
        """Give the same for many people at once, in three queries whatever their number.

        :param people: internal ids, at most some thousands.
        """
        left = select(_BENEFICIARY.c.account_id, _BENEFICIARY.c.left_on).where(
            _BENEFICIARY.c.account_id.in_(people)
        )
        terms = (
            select(_CONTRACT)
            .where(_CONTRACT.c.person_id.in_(people))
            .order_by(_CONTRACT.c.recorded_on, _CONTRACT.c.valid_from)
        )
        exempt = (
            select(_EXEMPTION).where(_EXEMPTION.c.person_id.in_(people)).order_by(_EXEMPTION.c.valid_from)
        )
        contracts = _by_person(self._connection.execute(terms))
        exemptions = _by_person(self._connection.execute(exempt))
        return {
            row.account_id: Engagement(
                contracts=tuple(_terms(one) for one in contracts.get(row.account_id, ())),
                exemptions=tuple(_exempt(one) for one in exemptions.get(row.account_id, ())),
                left_on=row.left_on,
            )
            for row in self._connection.execute(left)
        }

    def add(self, person: int, terms: EngagementContract) -> None:
        """Keep new terms beside the older ones.

        :raises Collision: when terms from the same day were recorded the same day.
        """
        self.add_all([(person, terms)])

    def add_all(self, signed: Sequence[Signed]) -> None:
        """Keep new terms of many people."""
        if signed:
            self._connection.execute(insert(_CONTRACT), [_terms_values(*one) for one in signed])

    def correct_all(self, signed: Sequence[Signed]) -> None:
        """Replace terms that were recorded the same day: within a day, the last word stands."""
        if signed:
            self._connection.execute(
                update(_CONTRACT)
                .where(_CONTRACT.c.person_id == bindparam("of_person"))
                .where(_CONTRACT.c.valid_from == bindparam("from_day"))
                .where(_CONTRACT.c.recorded_on == bindparam("on_day")),
                [
                    {
                        "of_person": person,
                        "from_day": terms.valid_from,
                        "on_day": terms.recorded_on,
                        "valid_until": terms.valid_until,
                        "weekly_minutes": terms.weekly_minutes,
                    }
                    for person, terms in signed
                ],
            )

    def exempt_all(self, exempted: Sequence[Exempted], *, recorded_on: date) -> None:
        """Keep new exemptions of many people."""
        if exempted:
            self._connection.execute(
                insert(_EXEMPTION),
                [
                    {
                        "person_id": person,
                        "valid_from": exemption.valid_from,
                        "valid_until": exemption.valid_until,
                        "recorded_on": recorded_on,
                    }
                    for person, exemption in exempted
                ],
            )

    def move_exemption_ends(self, exempted: Sequence[Exempted]) -> None:
        """Change the last day of exemptions that begin the same day."""
        if exempted:
            self._connection.execute(
                update(_EXEMPTION)
                .where(_EXEMPTION.c.person_id == bindparam("of_person"))
                .where(_EXEMPTION.c.valid_from == bindparam("from_day")),
                [
                    {
                        "of_person": person,
                        "from_day": exemption.valid_from,
                        "valid_until": exemption.valid_until,
                    }
                    for person, exemption in exempted
                ],
            )


def _by_person(rows: Iterable[Record[Any]]) -> dict[int, list[Record[Any]]]:
    found: dict[int, list[Record[Any]]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(row)
    return found


def _terms(row: Record[Any]) -> EngagementContract:
    return EngagementContract(
        valid_from=row.valid_from,
        recorded_on=row.recorded_on,
        weekly_minutes=row.weekly_minutes,
        valid_until=row.valid_until,
    )


def _exempt(row: Record[Any]) -> Exemption:
    return Exemption(valid_from=row.valid_from, valid_until=row.valid_until)


def _terms_values(person: int, terms: EngagementContract) -> dict[str, object]:
    return {
        "person_id": person,
        "valid_from": terms.valid_from,
        "valid_until": terms.valid_until,
        "recorded_on": terms.recorded_on,
        "weekly_minutes": terms.weekly_minutes,
    }
