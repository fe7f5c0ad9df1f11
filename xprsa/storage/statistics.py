"""Where the statistics of a week are counted and kept: people in slices, then one document for good."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from xprsa.domain.declaration import Declaration
from xprsa.domain.engagement import Engagement
from xprsa.domain.prevented import PreventedReason
from xprsa.domain.review import Decision
from xprsa.domain.week import Week
from xprsa.storage.contracts import Contracts
from xprsa.storage.decisions import Decisions
from xprsa.storage.declarations import Declarations
from xprsa.storage.sealer import Sealer
from xprsa.storage.tables import AccountRow, BeneficiaryRow, OrganisationRow, table
from xprsa.storage.tables_territory import StatisticsRow, TerritoryRow

_ACCOUNT = table(AccountRow)
_BENEFICIARY = table(BeneficiaryRow)
_ORGANISATION = table(OrganisationRow)
_STATISTICS = table(StatisticsRow)
_TERRITORY = table(TerritoryRow)


@dataclass(frozen=True, slots=True)
class CountedPerson:
    """Somebody, and what is known of them that week.

    :ivar id: internal.
    :ivar organisation: name of the one that refers them.
    :ivar declaration: None when nothing was ever sent.
    """

    id: int
    organisation: str
    language: str
    engagement: Engagement
    declaration: Declaration | None
    decisions: tuple[Decision, ...]


class Statistics:
    """What territories told, week by week."""

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._declarations = Declarations(connection, _Lenient(sealer))
        self._decisions = Decisions(connection)
        self._contracts = Contracts(connection)

    def slice_after(self, person: int, *, territory: int, week: Week, most: int) -> Sequence[CountedPerson]:
        """Give the next people of a territory by internal id, in four statements whatever their number.

        :param most: some hundreds.
        """
        query = (
            select(_ACCOUNT.c.id, _ORGANISATION.c.name, _BENEFICIARY.c.language)
            .join_from(_ACCOUNT, _BENEFICIARY, _BENEFICIARY.c.account_id == _ACCOUNT.c.id)
            .join(_ORGANISATION, _ORGANISATION.c.id == _BENEFICIARY.c.organisation_id)
            .where(_ACCOUNT.c.territory_id == territory, _ACCOUNT.c.id > person)
            .where(_ACCOUNT.c.disabled_at.is_(None))
            .order_by(_ACCOUNT.c.id)
            .limit(most)
        )
        rows = self._connection.execute(query).all()
        people = [row.id for row in rows]
        engagements = self._contracts.engagements_of(people) if people else {}
        weeks = [(one, week) for one in people]
        declarations, decisions = self._declarations.of_many(weeks), self._decisions.of_many(weeks)
        return [
            CountedPerson(
                id=row.id,
                organisation=row.name,
                language=row.language,
                engagement=engagements.get(row.id, Engagement()),
                declaration=declarations.get((row.id, week)),
                decisions=decisions.get((row.id, week), ()),
            )
            for row in rows
        ]

    def last(self, territory: int) -> Week | None:
        """Give the newest week of which a territory told something, or None."""
        return next(iter(self.weeks(territory, most=1)), None)

    def weeks(self, territory: int, *, most: int) -> tuple[Week, ...]:
        """Give the weeks of which a territory told something, newest first."""
        query = select(_STATISTICS.c.week).where(_STATISTICS.c.territory_id == territory)
        rows = self._connection.execute(query.order_by(_STATISTICS.c.week.desc()).limit(most))
        return tuple(Week.from_ordinal(week) for week in rows.scalars())

    def of_week(self, territory: int, week: Week) -> str | None:
        """Give what a territory told of a week, as it was written, or None."""
        query = select(_STATISTICS.c.document).where(
            _STATISTICS.c.territory_id == territory, _STATISTICS.c.week == week.ordinal
        )
        return self._connection.execute(query).scalar()

    def publish(self, territory: int, week: Week, document: str, *, at: datetime) -> None:
        """Keep what a territory tells of a week; a second document meets the uniqueness of the schema."""
        values = {"territory_id": territory, "week": week.ordinal, "document": document, "published_at": at}
        self._connection.execute(insert(_STATISTICS), values)

    def opened_at(self, territory: int) -> datetime | None:
        """Give since when anybody may read the statistics; None while managers of the territory may."""
        query = select(_TERRITORY.c.statistics_opened_at).where(_TERRITORY.c.id == territory)
        return self._connection.execute(query).scalar()

    def open(self, territory: int, *, at: datetime) -> bool:
        """Let anybody read them from now on; False when they may already."""
        return self._set_opened(territory, at=at)

    def close(self, territory: int) -> bool:
        """Let managers alone read them; False when it is so already."""
        return self._set_opened(territory, at=None)

    def _set_opened(self, territory: int, *, at: datetime | None) -> bool:
        was = _TERRITORY.c.statistics_opened_at
        done = self._connection.execute(
            update(_TERRITORY)
            .where(_TERRITORY.c.id == territory, was.is_not(None) if at is None else was.is_(None))
            .values(statistics_opened_at=at)
        )
        return done.rowcount == 1


class _Lenient:
    """Opens reasons for the count alone: one that no key opens is another reason, and stops nobody."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    def seal_at(self, text: str, place: str) -> str:
        """Encrypt."""
        return self._sealer.seal_at(text, place)

    def open_at(self, sealed: str, place: str) -> str:
        """Decrypt, or give a reason that says nothing."""
        try:
            return self._sealer.open_at(sealed, place)
        except ValueError:
            return PreventedReason.OTHER.value
