"""Where an adviser's caseload is read: everybody with their statuses and terms, in a few statements."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    String,
    Table,
    and_,
    bindparam,
    cast,
    null,
    select,
)

from xprsa.domain.caseload import WeekStatus, status_of
from xprsa.domain.content import Content
from xprsa.domain.declaration import Channel
from xprsa.domain.engagement import Engagement
from xprsa.domain.person import Named
from xprsa.domain.prevented import Prevented
from xprsa.domain.week import Week
from xprsa.storage.contracts import engagement_from
from xprsa.storage.decisions import Decisions, is_last_on_its_line
from xprsa.storage.declarations import Declarations, days_of
from xprsa.storage.listed_contacts import ListedContact, contact_columns, contact_of, is_last_of
from xprsa.storage.rollups import SLOTS, WrittenStatuses, statuses_of
from xprsa.storage.sealer import Sealer
from xprsa.storage.statement import Statement
from xprsa.storage.tables import (
    AccountRow,
    BeneficiaryRow,
    ContractRow,
    ExemptionRow,
    table,
)
from xprsa.storage.tables_contacts import ContactNoteRow
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
_NOTE = table(ContactNoteRow)


# The next three are made by the hundred for a page: not frozen, they take half the time.
@dataclass(slots=True)
class ListedPerson(Named):
    """What a list shows of somebody, and what they are found by.

    :ivar id: internal; never shown.
    :ivar has_come: whether they ever signed in.
    :ivar contacts_changed_at: when they last changed how to reach them, themselves; None for others.
    """

    id: int
    public_id: UUID
    first_name: str
    last_name: str
    phone: str | None
    file_reference: str
    language: str
    best_hour: str
    has_come: bool
    contacts_changed_at: datetime | None


@dataclass
class SentOnce:
    """What stands of one week, as a list shows it: the reason of « je n'ai pas pu » stays sealed.

    :ivar lines: as they are kept: most lists show few of them.
    """

    version: int
    channel: Channel
    prevented_days: tuple[int, ...]
    lines: str

    @cached_property
    def content(self) -> Content:
        """The lines, read when they are asked for."""
        days = self.prevented_days
        return Content(activities_of(self.lines), Prevented(days) if days else None)


@dataclass(slots=True)
class Followed:
    """A person of a caseload.

    :ivar statuses: the last twelve weeks, those received or withdrawn only.
    :ivar waiting: the statuses in which something waits, those of older weeks too.
    :ivar sent: what stands of the week that was asked for, or None.
    """

    person: ListedPerson
    statuses: WrittenStatuses
    waiting: Sequence[WeekStatus]
    engagement: Engagement
    sent: SentOnce | None
    contact: ListedContact


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

    def of_adviser(self, adviser: int, week: Week, *, today: date) -> tuple[Followed, ...]:
        """Give everybody in a caseload, in two statements whatever their number.

        :param week: whose lines are read, beside the statuses of twelve weeks.
        :param today: on the territory's clock: an appointment shows until its day is over.
        """
        people = _PEOPLE.all(self._connection, adviser=adviser, week=week.ordinal, today=today.isoformat())
        terms: dict[int, list[Any]] = defaultdict(list)
        for row in _TERMS.all(self._connection, adviser=adviser):
            terms[row.person_id].append(row)
        return tuple(_followed(row, terms.get(row.account_id, ())) for row in people)

    def last_said(self, adviser: int) -> tuple[LastSaid, ...]:
        """Give what people answered or contested, and nobody took up since, of any week, oldest first."""
        return tuple(
            LastSaid(row.person_id, Week.from_ordinal(row.week), row.words)
            for row in _LAST_SAID.all(self._connection, adviser=adviser)
        )

    def statuses_of(
        self, person_weeks: Collection[tuple[int, Week]], *, as_of: datetime
    ) -> dict[tuple[int, Week], WeekStatus]:
        """Make the statuses of weeks that may be older than those at hand, from the weeks themselves.

        :param person_weeks: internal ids of people, each with a week that was sent.
        """
        declarations = self._declarations.of_many(person_weeks)
        decisions = self._decisions.of_many(person_weeks)
        return {
            person_week: status_of(declaration, decisions.get(person_week, ()), as_of=as_of)
            for person_week, declaration in declarations.items()
        }

    def ids_of(self, adviser: int, people: Collection[UUID]) -> dict[int, UUID]:
        """Give the public ids of those of these people who are in the caseload, by internal id."""
        rows = self._connection.execute(_IDS, {"adviser": adviser, "people": list(people)})
        return {row.id: row.public_id for row in rows}


def _people_of(
    adviser: ColumnElement[int], week: ColumnElement[int], today: ColumnElement[str]
) -> Select[Any]:
    """Everybody: the slots of the rollup, what stands of one week, the last call, the next appointment."""
    person = _BENEFICIARY.c.account_id
    stands = and_(
        _VERSION.c.person_id == person,
        _VERSION.c.week == week,
        _VERSION.c.number == _HEAD.c.version,
        _VERSION.c.withdrawn_at.is_(None),
    )
    who = ("account_id", "file_reference", "language", "best_hour", "departed_on")
    coming = ("access_opened_on", "came_on")
    whom = ("public_id", "first_name", "last_name", "phone", "email_changed_at", "phone_changed_at")
    return (
        select(*(_BENEFICIARY.c[name] for name in (*who, *coming)))
        .add_columns(*(_ACCOUNT.c[name] for name in whom))
        .add_columns(*(_ROLLUP.c[slot] for slot in SLOTS))
        .add_columns(*(_VERSION.c[name] for name in ("number", "lines", "prevented_days", "channel")))
        .add_columns(*contact_columns(person, _ACCOUNT.c.phone, today))
        .join_from(_BENEFICIARY, _ACCOUNT, _ACCOUNT.c.id == person)
        .outerjoin(_ROLLUP, _ROLLUP.c.person_id == person)
        .outerjoin(_HEAD, and_(_HEAD.c.person_id == person, _HEAD.c.week == week))
        .outerjoin(_VERSION, stands)
        .outerjoin(_NOTE, is_last_of(person))
        .where(_BENEFICIARY.c.adviser_id == adviser)
    )


def _terms_of(adviser: ColumnElement[int]) -> CompoundSelect[Any]:
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


_PEOPLE = Statement(_people_of(bindparam("adviser"), bindparam("week"), bindparam("today", type_=String)))
_TERMS = Statement(_terms_of(bindparam("adviser")))
_LAST_SAID = Statement(
    select(_DECISION.c.person_id, _DECISION.c.week, _DECISION.c.words)
    .join_from(_DECISION, _BENEFICIARY, _BENEFICIARY.c.account_id == _DECISION.c.person_id)
    .where(_BENEFICIARY.c.adviser_id == bindparam("adviser"), SAID_BY_PERSON, is_last_on_its_line())
    .order_by(_DECISION.c.at, _DECISION.c.id)
)
_IDS = (
    select(_ACCOUNT.c.id, _ACCOUNT.c.public_id)
    .join_from(_ACCOUNT, _BENEFICIARY, _BENEFICIARY.c.account_id == _ACCOUNT.c.id)
    .where(_BENEFICIARY.c.adviser_id == bindparam("adviser"))
    .where(_ACCOUNT.c.public_id.in_(bindparam("people", expanding=True)))
    .order_by(_ACCOUNT.c.id)
)


def _followed(row: Any, terms: Sequence[Any]) -> Followed:
    statuses = statuses_of(row)
    return Followed(
        person=ListedPerson(
            id=row.account_id,
            public_id=row.public_id,
            first_name=row.first_name,
            last_name=row.last_name,
            phone=row.phone,
            file_reference=row.file_reference,
            language=row.language,
            best_hour=row.best_hour,
            has_come=row.came_on is not None,
            contacts_changed_at=max(filter(None, (row.email_changed_at, row.phone_changed_at)), default=None),
        ),
        statuses=statuses,
        waiting=statuses.waiting,
        engagement=engagement_from(
            contracts=[term for term in terms if term.weekly_minutes is not None],
            exemptions=[term for term in terms if term.weekly_minutes is None],
            departed_on=row.departed_on,
            access_opened_on=row.access_opened_on,
        ),
        sent=_sent(row),
        contact=contact_of(row),
    )


def _sent(row: Any) -> SentOnce | None:
    if row.number is None:
        return None
    return SentOnce(row.number, Channel(row.channel), days_of(row.prevented_days), row.lines)
