"""Where contracts and exemptions are kept: terms are added, those of earlier days stay as they were."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    CompoundSelect,
    Connection,
    Date,
    Select,
    SmallInteger,
    bindparam,
    cast,
    delete,
    insert,
    literal_column,
    null,
    select,
    union_all,
    update,
)
from sqlalchemy import Row as Record

from xprsa.domain.engagement import Engagement, EngagementContract, Exemption
from xprsa.storage.statement import Statement
from xprsa.storage.tables import BeneficiaryRow, ContractRow, ExemptionRow, table

_BENEFICIARY = table(BeneficiaryRow)
_CONTRACT = table(ContractRow)
_EXEMPTION = table(ExemptionRow)

_WHO, _SIGNED, _EXEMPT = range(3)

Signed = tuple[int, EngagementContract]  # internal id of the person, terms
Exempted = tuple[int, Exemption]


class Contracts:
    """Signed contracts and exemptions of people."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def engagement_of(self, person: int) -> Engagement:
        """Give everything that decides what a person is asked; nothing for somebody unknown."""
        rows = _OF_ONE.all(self._connection, person=person)
        return engagement_of(rows) if rows else Engagement()

    def engagements_of(self, people: Collection[int]) -> dict[int, Engagement]:
        """Give the same for many people at once, in one query whatever their number.

        :param people: internal ids, at most some thousands.
        """
        found: dict[int, list[Record[Any]]] = {}
        for row in self._connection.execute(terms_where(lambda person: person.in_(people))):
            found.setdefault(row.of_person, []).append(row)
        return {person: engagement_of(rows) for person, rows in found.items()}

    def add_all(self, signed: Sequence[Signed]) -> None:
        """Keep new terms of many people."""
        if signed:
            self._connection.execute(insert(_CONTRACT), [_terms_values(*terms) for terms in signed])

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

    def remove_all(self, signed: Sequence[Signed]) -> None:
        """Delete terms of many people, as if they had never been recorded."""
        if signed:
            self._connection.execute(
                delete(_CONTRACT)
                .where(_CONTRACT.c.person_id == bindparam("of_person"))
                .where(_CONTRACT.c.valid_from == bindparam("from_day"))
                .where(_CONTRACT.c.recorded_on == bindparam("on_day")),
                [
                    {"of_person": person, "from_day": terms.valid_from, "on_day": terms.recorded_on}
                    for person, terms in signed
                ],
            )

    def lift_exemptions(self, exempted: Sequence[Exempted]) -> None:
        """Delete exemptions of many people, as if they had never been recorded."""
        if exempted:
            self._connection.execute(
                delete(_EXEMPTION)
                .where(_EXEMPTION.c.person_id == bindparam("of_person"))
                .where(_EXEMPTION.c.valid_from == bindparam("from_day")),
                [{"of_person": person, "from_day": exemption.valid_from} for person, exemption in exempted],
            )


def terms_where(concerned: Callable[[Column[int]], ColumnElement[bool]]) -> CompoundSelect[Any]:
    """Give one query for all that decides what people are asked: contracts, exemptions, coming and leaving.

    :param concerned: the condition on the column that holds the person.
    """
    day, number = cast(null(), Date), cast(null(), SmallInteger)
    left = _BENEFICIARY.c.account_id
    return union_all(
        _line(_WHO, left, _BENEFICIARY.c.access_opened_on, _BENEFICIARY.c.departed_on, day, number).where(
            concerned(left)
        ),
        _line(
            _SIGNED,
            _CONTRACT.c.person_id,
            _CONTRACT.c.valid_from,
            _CONTRACT.c.valid_until,
            _CONTRACT.c.recorded_on,
            _CONTRACT.c.weekly_minutes,
        ).where(concerned(_CONTRACT.c.person_id)),
        _line(
            _EXEMPT, _EXEMPTION.c.person_id, _EXEMPTION.c.valid_from, _EXEMPTION.c.valid_until, day, number
        ).where(concerned(_EXEMPTION.c.person_id)),
    )


def _line(term: int, person: Column[int], *columns: ColumnElement[Any]) -> Select[Any]:
    names = ("valid_from", "valid_until", "recorded_on", "weekly_minutes")
    labelled = (column.label(name) for name, column in zip(names, columns, strict=True))
    return select(literal_column(str(term)).label("term"), person.label("of_person"), *labelled)


def engagement_of(rows: Sequence[Any]) -> Engagement:
    """Build what a person is asked from the records of `terms_where`."""
    who = next((row for row in rows if row.term == _WHO), None)
    return engagement_from(
        contracts=[row for row in rows if row.term == _SIGNED],
        exemptions=[row for row in rows if row.term == _EXEMPT],
        departed_on=who.valid_until if who else None,
        access_opened_on=who.valid_from if who else None,
    )


def engagement_from(
    *,
    contracts: Iterable[Any],
    exemptions: Iterable[Any],
    departed_on: date | None,
    access_opened_on: date | None,
) -> Engagement:
    """Build what a person is asked from records of contracts and of exemptions, in any order."""
    signed = [
        EngagementContract(row.valid_from, row.recorded_on, row.weekly_minutes, row.valid_until)
        for row in contracts
    ]
    exempt = [Exemption(row.valid_from, row.valid_until) for row in exemptions]
    return Engagement(
        contracts=tuple(sorted(signed, key=lambda terms: (terms.recorded_on, terms.valid_from))),
        exemptions=tuple(sorted(exempt, key=lambda days: days.valid_from)),
        departed_on=departed_on,
        access_opened_on=access_opened_on,
    )


_OF_ONE = Statement(terms_where(lambda column: column == bindparam("person")))


def _terms_values(person: int, terms: EngagementContract) -> dict[str, object]:
    return {
        "person_id": person,
        "valid_from": terms.valid_from,
        "valid_until": terms.valid_until,
        "recorded_on": terms.recorded_on,
        "weekly_minutes": terms.weekly_minutes,
    }
