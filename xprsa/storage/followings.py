"""Who follows whom, since when, and how many each: what is handed from one adviser to another."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, func, insert, or_, select, update

from xprsa.domain.person import Account
from xprsa.storage.intake import parts
from xprsa.storage.people import ACCOUNT_COLUMNS, account_of
from xprsa.storage.tables import AccountRow, AssignmentRow, BeneficiaryRow, next_id, table

_ACCOUNT = table(AccountRow)
_ASSIGNMENT = table(AssignmentRow)
_BENEFICIARY = table(BeneficiaryRow)


@dataclass(frozen=True, slots=True)
class Following:
    """From an instant on, somebody follows a person.

    :ivar adviser: internal id; None for nobody.
    :ivar name: of the adviser; "" for nobody.
    """

    since: datetime
    adviser: int | None
    name: str


@dataclass(frozen=True, slots=True)
class Followers:
    """Whose people are handed over: an adviser's, or those of organisations whom nobody follows.

    :ivar adviser: internal id; None for nobody.
    :ivar organisation: internal id of the one that refers them; None for any of the territory.
    """

    territory: int
    adviser: int | None
    organisation: int | None = None

    @property
    def conditions(self) -> tuple[ColumnElement[bool], ...]:
        """The people, in SQL."""
        found = [_ACCOUNT.c.territory_id == self.territory, _BENEFICIARY.c.adviser_id == self.adviser]
        if self.adviser is None:
            found.append(_ACCOUNT.c.disabled_at.is_(None))
        if self.organisation is not None:
            found.append(_BENEFICIARY.c.organisation_id == self.organisation)
        return tuple(found)


class Followings:
    """Who follows whom."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def counts(self, territory: int) -> dict[int, int]:
        """Give how many people each adviser of a territory follows, by internal id; nobody who has none."""
        query = (
            select(_BENEFICIARY.c.adviser_id, func.count().label("many"))
            .join_from(_BENEFICIARY, _ACCOUNT, _ACCOUNT.c.id == _BENEFICIARY.c.adviser_id)
            .where(_ACCOUNT.c.territory_id == territory)
            .group_by(_BENEFICIARY.c.adviser_id)
        )
        return {row.adviser_id: row.many for row in self._connection.execute(query)}

    def hold(self, followers: Followers, people: Collection[UUID] | None = None) -> tuple[int, ...]:
        """Hold people until the transaction ends; give their internal ids: none whom others follow by now.

        :param people: public ids; None for everybody whom the adviser follows.
        """
        if people is None:
            return self._held(*followers.conditions)
        chosen = parts(sorted(people))
        ids = (self._held(*followers.conditions, _ACCOUNT.c.public_id.in_(some)) for some in chosen)
        return tuple(person for some in ids for person in some)

    def _held(self, *conditions: ColumnElement[bool]) -> tuple[int, ...]:
        """Hold people in the order of their ids: whoever holds many waits for others, and never around."""
        query = (
            select(_BENEFICIARY.c.account_id)
            .join_from(_BENEFICIARY, _ACCOUNT, _ACCOUNT.c.id == _BENEFICIARY.c.account_id)
            .where(*conditions)
            .order_by(_BENEFICIARY.c.account_id)
        )
        held = query.with_for_update(of=_BENEFICIARY, key_share=True)
        return tuple(self._connection.execute(held).scalars())

    def hand_over(self, people: Sequence[int], *, to: int | None, at: datetime) -> None:
        """Let somebody follow people from now on.

        :param people: internal ids, held.
        :param to: internal id of an adviser, held; None for nobody.
        """
        for some in parts(people):
            self._connection.execute(
                insert(AssignmentRow),
                [{"person_id": person, "id": next_id(), "adviser_id": to, "since": at} for person in some],
            )
            self._connection.execute(
                update(_BENEFICIARY).where(_BENEFICIARY.c.account_id.in_(some)).values(adviser_id=to)
            )

    def to_tell(self, people: Sequence[int], *, on: date) -> Iterator[tuple[Account, ...]]:
        """Yield the accounts of those to whom something may still be told: neither erased nor gone, in parts.

        :param on: whoever left by that day is left out.
        """
        stays = or_(_BENEFICIARY.c.departed_on.is_(None), _BENEFICIARY.c.departed_on > on)
        for some in parts(people):
            query = (
                select(*ACCOUNT_COLUMNS)
                .join_from(_ACCOUNT, _BENEFICIARY, _BENEFICIARY.c.account_id == _ACCOUNT.c.id)
                .where(_ACCOUNT.c.id.in_(some), _ACCOUNT.c.disabled_at.is_(None), stays)
            )
            yield tuple(account_of(row) for row in self._connection.execute(query))

    def of_person(self, person: int) -> tuple[Following, ...]:
        """Give who followed a person since when, newest first."""
        query = (
            select(_ASSIGNMENT.c.since, _ASSIGNMENT.c.adviser_id, _ACCOUNT.c.first_name, _ACCOUNT.c.last_name)
            .outerjoin_from(_ASSIGNMENT, _ACCOUNT, _ACCOUNT.c.id == _ASSIGNMENT.c.adviser_id)
            .where(_ASSIGNMENT.c.person_id == person)
            .order_by(_ASSIGNMENT.c.id.desc())
        )
        return tuple(
            Following(row.since, row.adviser_id, f"{row.first_name or ''} {row.last_name or ''}".strip())
            for row in self._connection.execute(query)
        )
