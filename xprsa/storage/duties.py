"""Where it is counted how organisations keep their promises, and kept for a day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from xprsa.domain.duty import Duty
from xprsa.domain.review import BY_ADVISER, THE_WEEK
from xprsa.storage.intake import parts
from xprsa.storage.rollups import SLOTS, WrittenStatuses, statuses_of
from xprsa.storage.tables import AccountRow, BeneficiaryRow, OrganisationRow, table
from xprsa.storage.tables_contacts import ContactNoteRow
from xprsa.storage.tables_territory import DutyRow
from xprsa.storage.tables_weeks import LineDecisionRow, RollupRow, VersionRow

_ACCOUNT = table(AccountRow)
_BENEFICIARY = table(BeneficiaryRow)
_DECISION = table(LineDecisionRow)
_DUTY = table(DutyRow)
_NOTE = table(ContactNoteRow)
_ORGANISATION = table(OrganisationRow)
_ROLLUP = table(RollupRow)
_VERSION = table(VersionRow)
_REFERRED_BY = _BENEFICIARY.c.organisation_id


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """A week and the first answer to it.

    :ivar organisation: internal id.
    """

    organisation: int
    sent_at: datetime
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class CallPromise:
    """A call noted with a day on which to call again.

    :ivar organisation: internal id; so is `person`.
    """

    organisation: int
    person: int
    noted_at: datetime
    again_from: date


class Duties:
    """How organisations keep what they owe."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def first_answers(self, territory: int, *, since: datetime) -> tuple[FirstAnswer, ...]:
        """Give the weeks that an adviser first answered since an instant, by a move that holds."""
        verdicts = [verdict.value for verdict in BY_ADVISER]
        first = (
            select(_DECISION.c.person_id, _DECISION.c.week, func.min(_DECISION.c.at).label("answered_at"))
            .where(_DECISION.c.verdict.in_(verdicts), _DECISION.c.line != THE_WEEK)
            .where(_DECISION.c.undone_at.is_(None))
            .group_by(_DECISION.c.person_id, _DECISION.c.week)
            .having(func.min(_DECISION.c.at) >= since)
            .subquery()
        )
        query = (
            select(_REFERRED_BY, _VERSION.c.sent_at, first.c.answered_at)
            .join_from(
                first,
                _VERSION,
                (_VERSION.c.person_id == first.c.person_id) & (_VERSION.c.week == first.c.week),
            )
            .join(_BENEFICIARY, _BENEFICIARY.c.account_id == first.c.person_id)
            .join(_ACCOUNT, _ACCOUNT.c.id == first.c.person_id)
            .where(_VERSION.c.number == 1, _ACCOUNT.c.territory_id == territory)
        )
        rows = self._connection.execute(query)
        return tuple(FirstAnswer(row.organisation_id, row.sent_at, row.answered_at) for row in rows)

    def waiting(self, territory: int, *, on: date) -> Iterable[tuple[int, WrittenStatuses]]:
        """Yield the statuses of everybody of a territory who is there, with who refers them.

        :param on: whoever left by that day is left out.
        """
        departed_on = _BENEFICIARY.c.departed_on
        query = (
            select(_REFERRED_BY, *(_ROLLUP.c[slot] for slot in SLOTS))
            .join_from(_BENEFICIARY, _ACCOUNT, _ACCOUNT.c.id == _BENEFICIARY.c.account_id)
            .outerjoin(_ROLLUP, _ROLLUP.c.person_id == _BENEFICIARY.c.account_id)
            .where(_ACCOUNT.c.territory_id == territory, _ACCOUNT.c.disabled_at.is_(None))
            .where(departed_on.is_(None) | (departed_on > on))
        )
        for row in self._connection.execute(query):
            yield row.organisation_id, statuses_of(row)

    def promises(self, territory: int, *, first: date, last: date) -> tuple[CallPromise, ...]:
        """Give the notes that name a day of a period on which to call again, both days included."""
        query = (
            select(_REFERRED_BY, _NOTE.c.person_id, _NOTE.c.noted_at, _NOTE.c.again_from)
            .join_from(_NOTE, _BENEFICIARY, _BENEFICIARY.c.account_id == _NOTE.c.person_id)
            .join(_ACCOUNT, _ACCOUNT.c.id == _NOTE.c.person_id)
            .where(_ACCOUNT.c.territory_id == territory, _NOTE.c.again_from.between(first, last))
            .where(_NOTE.c.superseded_at.is_(None), _NOTE.c.undone_at.is_(None))
        )
        rows = self._connection.execute(query)
        return tuple(CallPromise(*row) for row in rows)

    def noted(self, people: Sequence[int]) -> Mapping[int, list[datetime]]:
        """Give when calls and visits of people were noted, none that was taken back, by internal id."""
        found: dict[int, list[datetime]] = {}
        for some in parts(people):
            query = (
                select(_NOTE.c.person_id, _NOTE.c.noted_at)
                .where(_NOTE.c.person_id.in_(some), _NOTE.c.superseded_at.is_(None))
                .where(_NOTE.c.undone_at.is_(None))
            )
            for row in self._connection.execute(query):
                found.setdefault(row.person_id, []).append(row.noted_at)
        return found

    def keep(self, duties: Mapping[int, Duty]) -> None:
        """Keep how organisations did today, in place of another day: by internal id."""
        for some in parts(list(duties)):
            self._connection.execute(delete(_DUTY).where(_DUTY.c.organisation_id.in_(some)))
            rows = [
                {"organisation_id": organisation, **asdict(duties[organisation])} for organisation in some
            ]
            self._connection.execute(insert(_DUTY), rows)

    def of_organisation(self, organisation: int) -> Duty | None:
        """Give how an organisation did, or None before it was ever counted."""
        row = self._connection.execute(select(_DUTY).where(_DUTY.c.organisation_id == organisation)).first()
        return _duty(row) if row else None

    def of_territory(self, territory: int) -> tuple[tuple[str, Duty | None], ...]:
        """Give the organisations of a territory by name, each with how it did."""
        query = (
            select(_ORGANISATION.c.name, *_DUTY.c)
            .outerjoin_from(_ORGANISATION, _DUTY, _DUTY.c.organisation_id == _ORGANISATION.c.id)
            .where(_ORGANISATION.c.territory_id == territory)
            .order_by(_ORGANISATION.c.name)
        )
        rows = self._connection.execute(query)
        return tuple((row.name, _duty(row) if row.counted_on else None) for row in rows)


def _duty(row: Any) -> Duty:
    return Duty(
        counted_on=row.counted_on,
        people=row.people,
        answered=row.answered,
        median_days=row.median_days,
        oldest_days=row.oldest_days,
        promised=row.promised,
        kept=row.kept,
    )
