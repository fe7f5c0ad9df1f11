"""Where files in which nothing has happened for long are found, and emptied of their weeks."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, delete, exists, func, select, union_all

from xprsa.domain.week import Week
from xprsa.storage.tables import BeneficiaryRow, table
from xprsa.storage.tables_answers import AnswerContestRow, KeptAnswerRow, OwnViewRow
from xprsa.storage.tables_export import PublishedDocumentRow
from xprsa.storage.tables_intensity import NamedDocumentRow
from xprsa.storage.tables_weeks import DraftRow, LineDecisionRow, RollupRow, VersionRow, WeekHeadRow

_BENEFICIARY = table(BeneficiaryRow)
_HEAD = table(WeekHeadRow)
_VERSION = table(VersionRow)
_DECISION = table(LineDecisionRow)
_CONTEST = table(AnswerContestRow)
_WEEKS = (
    AnswerContestRow,
    OwnViewRow,
    KeptAnswerRow,
    PublishedDocumentRow,
    NamedDocumentRow,
    LineDecisionRow,
    VersionRow,
    WeekHeadRow,
    RollupRow,
    DraftRow,
)


class OldFiles:
    """Files of people, by when a week, a decision or an answer last entered them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def people_after(self, person: int, *, most: int) -> tuple[int, ...]:
        """Give the next people by internal id, in order."""
        query = (
            select(_BENEFICIARY.c.account_id)
            .where(_BENEFICIARY.c.account_id > person)
            .order_by(_BENEFICIARY.c.account_id)
            .limit(most)
        )
        return tuple(self._connection.execute(query).scalars())

    def quiet_among(self, people: Collection[int], *, since: datetime) -> tuple[int, ...]:
        """Give those who have weeks, and in whose file nothing has come since."""
        of_person = _BENEFICIARY.c.account_id
        later = Week.of(since.date()).plus(1)  # one after it began after the instant, in every time zone
        query = select(of_person).where(
            of_person.in_(people),
            exists().where(_HEAD.c.person_id == of_person),
            ~exists().where(_HEAD.c.person_id == of_person, _HEAD.c.week > later.ordinal),
            ~exists().where(_VERSION.c.person_id == of_person, _VERSION.c.sent_at >= since),
            ~exists().where(_DECISION.c.person_id == of_person, _DECISION.c.at >= since),
            ~exists().where(_CONTEST.c.person_id == of_person, _CONTEST.c.decided_at >= since),
        )
        return tuple(self._connection.execute(query).scalars())

    def oldest(self, people: Collection[int]) -> datetime | None:
        """Give when something last came into the file that has been quiet for longest; None without any."""
        came = union_all(
            *(
                select(rows.c.person_id, at.label("at")).where(rows.c.person_id.in_(people))
                for rows, at in ((_VERSION, _VERSION.c.sent_at), (_DECISION, _DECISION.c.at))
            )
        ).subquery()
        last = select(func.max(came.c.at).label("at")).group_by(came.c.person_id).subquery()
        return self._connection.execute(select(func.min(last.c.at))).scalar()

    def empty(self, people: Collection[int]) -> None:
        """Delete the weeks of people, what was said and what modules answered of them, and what left of them.

        They stay on file.

        No tombstone leaves for a document already published: it would tell who fell silent.
        """
        for row in _WEEKS:
            rows = table(row)
            self._connection.execute(delete(rows).where(rows.c.person_id.in_(people)))
