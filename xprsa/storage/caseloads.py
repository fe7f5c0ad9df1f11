"""Where an adviser's caseload is read: everybody with their statuses and terms, in a few statements."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    Table,
    and_,
    cast,
    null,
    select,
)
from sqlalchemy import Row as Record

from xprsa.domain.caseload import WeekStatus, status_of
from xprsa.domain.declaration import Channel, Content, Prevented
from xprsa.domain.engagement import Engagement, EngagementContract, Exemption
from xprsa.domain.person import Beneficiary
from xprsa.domain.week import Week
from xprsa.storage.decisions import Decisions, is_last_on_its_line
from xprsa.storage.declarations import Declarations, days_of
from xprsa.storage.people import beneficiaries, beneficiary_of
from xprsa.storage.rollups import SLOTS, statuses_of
from xprsa.storage.sealer import Sealer
from xprsa.storage.tables import (
    AccountRow,
    BeneficiaryRow,
    ContractRow,
    ExemptionRow,
    table,
)
from xprsa.storage.tables_weeks import SAID_BY_PERSON, LineDecisionRow, RollupRow, VersionRow, WeekHeadRow
from xprsa.storage.written_lines import activities_of

_BENEFICIARY = table(BeneficiaryRow)
_ROLLUP = table(RollupRow)
_HEAD = table(WeekHeadRow)
_VERSION = table(VersionRow)
_CONTRACT = table(ContractRow)
_EXEMPTION = table(ExemptionRow)
_DECISION = table(LineDecisionRow)
_ACCOUNT = table(AccountRow)


@dataclass(frozen=True, slots=True)
class SentOnce:
    """What stands of one week, as a list shows it: the reason of « je n'ai pas pu » stays sealed."""

    version: int
    content: Content
    channel: Channel


@dataclass(frozen=True, slots=True)
class Followed:
    """A person of a caseload.

    :ivar statuses: the last twelve weeks, those received or withdrawn only.
    :ivar sent: what stands of the week that was asked for, or None.
    """

    person: Beneficiary
    statuses: Mapping[Week, WeekStatus]
    engagement: Engagement
    sent: SentOnce | None


@dataclass(frozen=True, slots=True)
class LastSaid:
    """The last words on a line, when the person had them; "" for a contest without a word."""

    person: int
    week: Week
    words: str


class Caseloads:
    """Who is followed by whom."""

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._declarations = Declarations(connection, sealer)
        self._decisions = Decisions(connection)

    def of_adviser(self, adviser: int, week: Week) -> tuple[Followed, ...]:
        """Give everybody in a caseload, in two statements whatever their number.

        :param week: whose lines are read, beside the statuses of twelve weeks.
        """
        people = self._connection.execute(_people_of(adviser, week)).all()
        terms: dict[int, list[Record[Any]]] = defaultdict(list)
        for row in self._connection.execute(_terms_of(adviser)):
            terms[row.person_id].append(row)
        return tuple(
            Followed(
                person=beneficiary_of(row),
                statuses=statuses_of(row),
                engagement=_engagement(row, terms.get(row.id, ())),
                sent=_sent(row),
            )
            for row in people
        )

    def last_said(self, adviser: int) -> tuple[LastSaid, ...]:
        """Give what people answered or contested, and nobody took up since, of any week, oldest first."""
        query = (
            select(_DECISION.c.person_id, _DECISION.c.week, _DECISION.c.words)
            .join_from(_DECISION, _BENEFICIARY, _BENEFICIARY.c.account_id == _DECISION.c.person_id)
            .where(_BENEFICIARY.c.adviser_id == adviser, SAID_BY_PERSON, is_last_on_its_line())
            .order_by(_DECISION.c.at, _DECISION.c.id)
        )
        return tuple(
            LastSaid(row.person_id, Week.from_ordinal(row.week), row.words)
            for row in self._connection.execute(query)
        )

    def statuses_of(
        self, places: Collection[tuple[int, Week]], *, as_of: datetime
    ) -> dict[tuple[int, Week], WeekStatus]:
        """Make the statuses of weeks that may be older than those at hand, from the weeks themselves.

        :param places: internal ids of people, each with a week that was sent.
        """
        declarations, decisions = self._declarations.of_many(places), self._decisions.of_many(places)
        return {
            place: status_of(declaration, decisions.get(place, ()), as_of=as_of)
            for place, declaration in declarations.items()
        }

    def ids_of(self, adviser: int, people: Collection[UUID]) -> dict[int, UUID]:
        """Give the public ids of those of these people who are in the caseload, by internal id."""
        query = (
            select(_ACCOUNT.c.id, _ACCOUNT.c.public_id)
            .join_from(_ACCOUNT, _BENEFICIARY, _BENEFICIARY.c.account_id == _ACCOUNT.c.id)
            .where(_BENEFICIARY.c.adviser_id == adviser, _ACCOUNT.c.public_id.in_(people))
            .order_by(_ACCOUNT.c.id)
        )
        return {row.id: row.public_id for row in self._connection.execute(query)}


def _people_of(adviser: int, week: Week) -> Select[Any]:
    """Everybody, with the slots of the rollup and what stands of one week where there is any."""
    person = _BENEFICIARY.c.account_id
    head = and_(_HEAD.c.person_id == person, _HEAD.c.week == week.ordinal)
    stands = and_(
        _VERSION.c.person_id == person,
        _VERSION.c.week == week.ordinal,
        _VERSION.c.number == _HEAD.c.version,
        _VERSION.c.withdrawn_at.is_(None),
    )
    version = (_VERSION.c.number, _VERSION.c.lines, _VERSION.c.prevented_days, _VERSION.c.channel)
    return (
        beneficiaries()
        .add_columns(*(_ROLLUP.c[slot] for slot in SLOTS), *version)
        .outerjoin(_ROLLUP, _ROLLUP.c.person_id == person)
        .outerjoin(_HEAD, head)
        .outerjoin(_VERSION, stands)
        .where(_BENEFICIARY.c.adviser_id == adviser)
    )


def _terms_of(adviser: int) -> CompoundSelect[Any]:
    """Contracts and exemptions of the whole caseload: an exemption has no minutes."""
    followed = select(_BENEFICIARY.c.account_id).where(_BENEFICIARY.c.adviser_id == adviser)
    no_minutes = cast(null(), _CONTRACT.c.weekly_minutes.type).label("weekly_minutes")
    return (
        select(*_terms_columns(_CONTRACT), _CONTRACT.c.weekly_minutes)
        .where(_CONTRACT.c.person_id.in_(followed))
        .union_all(
            select(*_terms_columns(_EXEMPTION), no_minutes).where(_EXEMPTION.c.person_id.in_(followed))
        )
    )


def _terms_columns(terms: Table) -> tuple[ColumnElement[Any], ...]:
    return tuple(terms.c[name] for name in ("person_id", "valid_from", "valid_until", "recorded_on"))


def _engagement(person: Record[Any], terms: Sequence[Record[Any]]) -> Engagement:
    return Engagement(
        contracts=tuple(
            EngagementContract(row.valid_from, row.recorded_on, row.weekly_minutes, row.valid_until)
            for row in terms
            if row.weekly_minutes is not None
        ),
        exemptions=tuple(
            Exemption(row.valid_from, row.valid_until) for row in terms if row.weekly_minutes is None
        ),
        departed_on=person.departed_on,
    )


def _sent(row: Record[Any]) -> SentOnce | None:
    if row.number is None:
        return None
    days = days_of(row.prevented_days)
    content = Content(activities_of(row.lines), Prevented(days) if days else None)
    return SentOnce(row.number, content, Channel(row.channel))
