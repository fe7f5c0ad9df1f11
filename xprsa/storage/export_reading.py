"""Reads people by ranges of their internal ids, with all that an export needs to know of some weeks."""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, Table, bindparam, func, literal, null, select

from xprsa.domain.declaration import Declaration
from xprsa.domain.engagement import Engagement
from xprsa.domain.person import OrganisationCode
from xprsa.domain.review import Decision
from xprsa.domain.territory import Territory
from xprsa.domain.week import Week, local_date
from xprsa.storage.contracts import engagement_from
from xprsa.storage.decisions import decision_of
from xprsa.storage.declarations import READ_COLUMNS, version_of
from xprsa.storage.sealer import Sealer
from xprsa.storage.statement import Statement
from xprsa.storage.tables import AccountRow, BeneficiaryRow, ContractRow, ExemptionRow, OrganisationRow, table
from xprsa.storage.tables_export import ExportRunRow, PublishedDocumentRow
from xprsa.storage.tables_weeks import LineDecisionRow, VersionRow

_ACCOUNT = table(AccountRow)
_BENEFICIARY = table(BeneficiaryRow)
_ORGANISATION = table(OrganisationRow)
_CONTRACT = table(ContractRow)
_EXEMPTION = table(ExemptionRow)
_VERSION = table(VersionRow)
_DECISION = table(LineDecisionRow)
_PUBLISHED = table(PublishedDocumentRow)
_RUN = table(ExportRunRow)


def _of_people_and_weeks(rows: Table, *columns: ColumnElement[Any]) -> Select[Any]:
    return (
        select(rows.c.person_id, *columns)
        .where(rows.c.person_id.between(bindparam("lowest"), bindparam("highest")))
        .where(rows.c.week.between(bindparam("first"), bindparam("last")))
        .order_by(rows.c.person_id, rows.c.week)
    )


_VERSIONS = Statement(
    _of_people_and_weeks(
        _VERSION,
        *(column for column in READ_COLUMNS if column.name != "prevented_reason"),
        null().label("prevented_reason"),
    )
    .where(_VERSION.c.sent_at <= bindparam("as_of"))
    .order_by(_VERSION.c.number)
)
_DECISIONS = Statement(
    _of_people_and_weeks(
        _DECISION,
        *(
            _DECISION.c[name]
            for name in ("week", "line", "version", "verdict", "minutes", "by_id", "at", "undone_at")
        ),
        literal("").label("words"),
    )
    .where(_DECISION.c.at <= bindparam("as_of"))
    .order_by(_DECISION.c.at, _DECISION.c.id)
)
_PERSON_WEEK = attrgetter("person_id", "week")


@dataclass(frozen=True, slots=True)
class Period:
    """What a slice is read for.

    :ivar opened_at: since when the purpose has the card it has: what left before went to others perhaps.
    :ivar as_of: the cut-off: whatever came later is left out.
    :ivar known_runs: internal ids of runs: what one of them carried first is not told again.
    """

    territory: Territory
    purpose: int
    opened_at: datetime
    first: Week
    last: Week
    as_of: datetime
    known_runs: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Published:
    """The last revision of a document that left.

    :ivar said: what the document says, field by field.
    :ivar asked_at: when the run that carried it first was asked for.
    :ivar run: internal id of that run.
    """

    revision: int
    document: str
    supersedes: str | None
    said: dict[str, Any]
    asked_at: datetime
    run: int

    @property
    def person(self) -> str:
        """The pseudonym under which it left."""
        return str(self.said["person"])


@dataclass(frozen=True, slots=True)
class PersonWeeks:
    """One person, with everything known at the cut-off about the weeks of the period.

    :ivar declarations: versions sent until the cut-off; whether one was taken back later is told too, and
        left out where the week is summed up.
    """

    person: int
    public_id: UUID
    organisation: OrganisationCode
    objects: bool
    engagement: Engagement
    declarations: dict[Week, Declaration]
    decisions: dict[Week, tuple[Decision, ...]]
    published: dict[Week, Published]


def slice_after(
    connection: Connection, person: int, *, period: Period, most: int, sealer: Sealer
) -> tuple[PersonWeeks, ...]:
    """Give the people of the territory whose internal id comes after `person`, in order.

    :param most: people at a time; six statements whatever their number.
    """
    people = connection.execute(_people(person, period=period, most=most)).all()
    if not people:
        return ()
    reader = _Reader(connection, people[0].id, people[-1].id, period)
    contracts = reader.terms(_CONTRACT)
    exemptions = reader.terms(_EXEMPTION)
    declarations = reader.declarations(sealer)
    decisions = reader.decisions()
    published = reader.published()
    return tuple(
        PersonWeeks(
            person=row.id,
            public_id=row.public_id,
            organisation=OrganisationCode(row.code),
            objects=row.objects_since is not None,
            engagement=engagement_from(
                contracts=contracts[row.id],
                exemptions=exemptions[row.id],
                departed_on=row.departed_on,
                access_opened_on=row.access_opened_on,
            ),
            declarations=declarations[row.id],
            decisions=decisions[row.id],
            published=published[row.id],
        )
        for row in people
    )


def _people(person: int, *, period: Period, most: int) -> Select[Any]:
    return (
        select(
            _ACCOUNT.c.id,
            _ACCOUNT.c.public_id,
            _ORGANISATION.c.code,
            _BENEFICIARY.c.objects_since,
            _BENEFICIARY.c.departed_on,
            _BENEFICIARY.c.access_opened_on,
        )
        .join_from(_BENEFICIARY, _ACCOUNT, _ACCOUNT.c.id == _BENEFICIARY.c.account_id)
        .join(_ORGANISATION, _ORGANISATION.c.id == _BENEFICIARY.c.organisation_id)
        .where(_ACCOUNT.c.territory_id == period.territory.id, _BENEFICIARY.c.account_id > person)
        .where(_ACCOUNT.c.created_at <= period.as_of)
        .order_by(_BENEFICIARY.c.account_id)
        .limit(most)
    )


@dataclass(frozen=True)
class _Reader:
    """One statement a table, for the people between two internal ids (both included)."""

    connection: Connection
    lowest: int
    highest: int
    period: Period

    def terms(self, dated: Table) -> dict[int, list[Any]]:
        """Give contracts or exemptions by person, as known on the day of the cut-off."""
        known_on = local_date(self.period.as_of, self.period.territory.zone)
        query = self._of_people(dated).where(dated.c.recorded_on <= known_on)
        found: dict[int, list[Any]] = defaultdict(list)
        for row in self.connection.execute(query):
            found[row.person_id].append(row)
        return found

    def declarations(self, sealer: Sealer) -> dict[int, dict[Week, Declaration]]:
        """Give the versions sent until the cut-off, oldest first; the sealed reason is not even read."""
        found: dict[int, dict[Week, Declaration]] = defaultdict(dict)
        for (person, ordinal), rows in groupby(self._until_cut_off(_VERSIONS), _PERSON_WEEK):
            week = Week.from_ordinal(ordinal)
            versions = tuple(version_of(row, sealer, person=person) for row in rows)
            found[person][week] = Declaration(person, week, versions)
        return found

    def decisions(self) -> dict[int, dict[Week, tuple[Decision, ...]]]:
        """Give the moves made until the cut-off, oldest first; what was written with them is not read."""
        found: dict[int, dict[Week, tuple[Decision, ...]]] = defaultdict(dict)
        for (person, ordinal), rows in groupby(self._until_cut_off(_DECISIONS), _PERSON_WEEK):
            found[person][Week.from_ordinal(ordinal)] = tuple(map(decision_of, rows))
        return found

    def published(self) -> dict[int, dict[Week, Published]]:
        """Give the last revision that left for the purpose, by person and week."""
        newest = func.max(_PUBLISHED.c.revision).over(
            partition_by=(_PUBLISHED.c.person_id, _PUBLISHED.c.week)
        )
        ranked = (
            self._of_weeks(_PUBLISHED)
            .add_columns(newest.label("newest"), _RUN.c.asked_at)
            .join(_RUN, _RUN.c.id == _PUBLISHED.c.run_id)
            .where(_PUBLISHED.c.purpose_id == self.period.purpose)
            .subquery()
        )
        found: dict[int, dict[Week, Published]] = defaultdict(dict)
        for row in self.connection.execute(select(ranked).where(ranked.c.revision == ranked.c.newest)):
            found[row.person_id][Week.from_ordinal(row.week)] = Published(
                row.revision, row.document, row.supersedes, json.loads(row.fields), row.asked_at, row.run_id
            )
        return found

    def _until_cut_off(self, statement: Statement) -> list[Any]:
        return statement.all(
            self.connection,
            lowest=self.lowest,
            highest=self.highest,
            first=self.period.first.ordinal,
            last=self.period.last.ordinal,
            as_of=self.period.as_of,
        )

    def _of_people(self, rows: Table) -> Select[Any]:
        return select(rows).where(rows.c.person_id.between(self.lowest, self.highest))

    def _of_weeks(self, rows: Table) -> Select[Any]:
        return self._of_people(rows).where(
            rows.c.week.between(self.period.first.ordinal, self.period.last.ordinal)
        )
