"""Where what leaves by name is kept: written before it leaves, marked once it arrived."""

import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from xprsa.domain.week import Week
from xprsa.scoring.intensity import WeeklyIntensity
from xprsa.storage.tables import AccountRow, BeneficiaryRow, OrganisationRow, table
from xprsa.storage.tables_intensity import NamedDocumentRow

_NAMED = table(NamedDocumentRow)
_ACCOUNT = table(AccountRow)
_BENEFICIARY = table(BeneficiaryRow)
_ORGANISATION = table(OrganisationRow)


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """A revision of a week that left by name, or is about to.

    :ivar arrived_at: when its recipient said that they have it; None: they may have it or not.
    """

    week: Week
    revision: int
    recipient: str
    document: WeeklyIntensity
    left_at: datetime
    arrived_at: datetime | None = None


class NamedDocuments:
    """What left by name, a row a revision."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def filed(
        self, people: Collection[int], *, territory: int, organisations: Collection[str]
    ) -> dict[int, str]:
        """Give the file references, as they were typed, of those who have a file in these organisations.

        :param people: internal ids, some hundreds.
        :param organisations: compared names.
        """
        query = (
            select(_BENEFICIARY.c.account_id, _BENEFICIARY.c.file_reference)
            .join_from(_BENEFICIARY, _ACCOUNT, _ACCOUNT.c.id == _BENEFICIARY.c.account_id)
            .join(_ORGANISATION, _ORGANISATION.c.id == _BENEFICIARY.c.organisation_id)
            .where(_ACCOUNT.c.territory_id == territory, _BENEFICIARY.c.account_id.in_(people))
            .where(_ORGANISATION.c.name_key.in_(organisations))
        )
        return {row.account_id: row.file_reference for row in self._connection.execute(query)}

    def names_among(self, organisations: Collection[str], *, territory: int) -> frozenset[str]:
        """Give those of some compared names that a territory has an organisation for."""
        query = select(_ORGANISATION.c.name_key).where(
            _ORGANISATION.c.territory_id == territory, _ORGANISATION.c.name_key.in_(organisations)
        )
        return frozenset(self._connection.execute(query).scalars())

    def last_of(self, people: Collection[int]) -> dict[int, dict[Week, NamedDocument]]:
        """Give the last revision of each week that left about people, by person."""
        query = select(_NAMED).where(_NAMED.c.person_id.in_(people)).order_by(_NAMED.c.revision)
        found: dict[int, dict[Week, NamedDocument]] = {person: {} for person in people}
        for row in self._connection.execute(query):
            found[row.person_id][Week.from_ordinal(row.week)] = _document(row)
        return found

    def about(self, person: int) -> tuple[NamedDocument, ...]:
        """Give all that left about a person by name, newest first."""
        query = (
            select(_NAMED)
            .where(_NAMED.c.person_id == person)
            .order_by(_NAMED.c.left_at.desc(), _NAMED.c.week.desc(), _NAMED.c.revision.desc())
        )
        return tuple(_document(row) for row in self._connection.execute(query))

    def holders(self, person: int) -> dict[str, int]:
        """Give who was told of weeks of a person by name, and of how many."""
        return dict(Counter(left.recipient for left in self.last_of([person])[person].values()))

    def leave(self, person: int, documents: Sequence[NamedDocument]) -> None:
        """Keep revisions that are about to leave.

        :raises Collision: when the same revision leaves by another hand, or the person is gone.
        """
        if documents:
            self._connection.execute(insert(_NAMED), [_values(person, document) for document in documents])

    def arrived(self, person: int, message: str, *, at: datetime) -> None:
        """Note that the recipient said that they have a message."""
        self._connection.execute(
            update(_NAMED)
            .where(_NAMED.c.person_id == person, _NAMED.c.message == message)
            .where(_NAMED.c.arrived_at.is_(None))
            .values(arrived_at=at)
        )


def _values(person: int, named: NamedDocument) -> dict[str, object]:
    return {
        "person_id": person,
        "week": named.week.ordinal,
        "revision": named.revision,
        "message": named.document.message,
        "replaces": named.document.replaces,
        "recipient": named.recipient,
        "fields": json.dumps(named.document.payload, ensure_ascii=False),
        "left_at": named.left_at,
        "arrived_at": named.arrived_at,
    }


def _document(row: Any) -> NamedDocument:
    return NamedDocument(
        week=Week.from_ordinal(row.week),
        revision=row.revision,
        recipient=row.recipient,
        document=WeeklyIntensity.model_validate_json(row.fields),
        left_at=row.left_at,
        arrived_at=row.arrived_at,
    )
