"""Where an adviser's caseload is read: everybody with their marks and terms, in two statements."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Connection, Select, Table, and_, cast, null, select
from sqlalchemy import Row as Record

from xprsa.domain.caseload import WeekMark
from xprsa.domain.declaration import Channel, Content, Prevented
from xprsa.domain.engagement import Engagement, EngagementContract, Exemption
from xprsa.domain.person import Beneficiary
from xprsa.domain.review import Verdict
from xprsa.domain.week import Week
from xprsa.storage.declarations import activities_of, days_of
from xprsa.storage.people import beneficiaries, beneficiary_of
from xprsa.storage.rollups import SLOTS, marks_of
from xprsa.storage.tables import AuditRow, BeneficiaryRow, ContractRow, ExemptionRow, table
from xprsa.storage.tables_weeks import LineDecisionRow, RollupRow, VersionRow, WeekHeadRow

_BENEFICIARY = table(BeneficiaryRow)
_ROLLUP = table(RollupRow)
_HEAD = table(WeekHeadRow)
_VERSION = table(VersionRow)
_CONTRACT = table(ContractRow)
_EXEMPTION = table(ExemptionRow)
_DECISION = table(LineDecisionRow)
_AUDIT = table(AuditRow)


@dataclass(frozen=True, slots=True)
class SentOnce:
    """What stands of one week, as a list shows it: the reason of « je n'ai pas pu » stays sealed."""

    version: int
    content: Content
    channel: Channel


@dataclass(frozen=True, slots=True)
class Followed:
    """A person of a caseload.

    :ivar marks: the last twelve weeks, those received or withdrawn only.
    :ivar sent: what stands of the week that was asked for, or None.
    """

    person: Beneficiary
    marks: Mapping[Week, WeekMark]
    engagement: Engagement
    sent: SentOnce | None


class Caseloads:
    """Who is followed by whom."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_adviser(self, adviser: int, week: Week) -> tuple[Followed, ...]:
        """Give everybody in a caseload, in two statements whatever their number.

        :param week: whose lines are read, beside the marks of twelve weeks.
        """
        people = self._connection.execute(_people_of(adviser, week)).all()
        terms: dict[int, list[Record[Any]]] = defaultdict(list)
        for row in self._connection.execute(_terms_of(adviser)):
            terms[row.person_id].append(row)
        return tuple(
            Followed(
                person=beneficiary_of(row),
                marks=marks_of(row),
                engagement=_engagement(row, terms.get(row.id, ())),
                sent=_sent(row),
            )
            for row in people
        )

    def last_words_of(self, people: Collection[int], first: Week) -> dict[int, str]:
        """Give the last words of people who answered or contested, by internal id.

        :param first: the oldest week looked at.
        """
        query = (
            select(_DECISION.c.person_id, _DECISION.c.words)
            .where(_DECISION.c.person_id.in_(tuple(people)), _DECISION.c.week >= first.ordinal)
            .where(_DECISION.c.verdict.in_((Verdict.ANSWERED.value, Verdict.CONTESTED.value)))
            .order_by(_DECISION.c.at, _DECISION.c.id)
        )
        return {row.person_id: row.words for row in (self._connection.execute(query) if people else ())}

    def listings_of(self, adviser: int, *, since: datetime) -> tuple[datetime, ...]:
        """Give the instants at which an adviser opened the list of their caseload, newest first."""
        query = (
            select(_AUDIT.c.at)
            .where(_AUDIT.c.person_id.is_(None), _AUDIT.c.at >= since)
            .where(_AUDIT.c.actor_id == adviser, _AUDIT.c.event == "listed")
            .order_by(_AUDIT.c.at.desc())
        )
        return tuple(row.at for row in self._connection.execute(query))


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
        left_on=person.left_on,
    )


def _sent(row: Record[Any]) -> SentOnce | None:
    if row.number is None:
        return None
    days = days_of(row.prevented_days)
    content = Content(activities_of(row.lines), Prevented(days) if days else None)
    return SentOnce(row.number, content, Channel(row.channel))
