"""A person's file: who they are, who follows them, what they are asked; read at once, with who opened it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, String, and_, bindparam, cast, func, insert, literal_column, select

from xprsa.domain.engagement import Engagement
from xprsa.domain.person import Beneficiary
from xprsa.domain.week import Week
from xprsa.storage.contracts import engagement_of, terms_where
from xprsa.storage.drafts import NOT_SENT, Typed, typed_of
from xprsa.storage.people import beneficiaries, beneficiary_of
from xprsa.storage.sealer import Sealer
from xprsa.storage.statement import Statement
from xprsa.storage.tables import PersonAuditRow, next_id, table
from xprsa.storage.tables_weeks import DraftRow, WeekHeadRow

_TERMS = terms_where(lambda column: column == bindparam("person")).subquery("terms")
_OF_PERSON = beneficiaries(_TERMS).where(_TERMS.c.of_person == bindparam("person"))
_FILE = Statement(_OF_PERSON)
_RECORD = insert(table(PersonAuditRow)).values(
    person_id=bindparam("person"),
    id=bindparam("line"),
    at=bindparam("now"),
    actor_id=bindparam("reader"),
    event="read",
    week=bindparam("of_week"),
    detail="",
)
_RECORDED = Statement(_RECORD)
_FILE_RECORDED = Statement(_OF_PERSON.add_cte(_RECORD.cte("recorded")))
_DRAFT = table(DraftRow)
_WITH_DRAFT = Statement(
    _OF_PERSON.add_columns(_DRAFT.c.fields).outerjoin(
        _DRAFT, and_(_DRAFT.c.person_id == _TERMS.c.of_person, _DRAFT.c.week == bindparam("week"), NOT_SENT)
    )
)
_COMMA: Any = literal_column("','")  # written into the statement: a value would be at each call
_DRAFTED = (
    select(func.aggregate_strings(cast(_DRAFT.c.week, String), _COMMA))
    .where(_DRAFT.c.person_id == _TERMS.c.of_person, NOT_SENT)
    .scalar_subquery()
)
_HEAD = table(WeekHeadRow)
_FIRST_SENT = select(func.min(_HEAD.c.week)).where(_HEAD.c.person_id == _TERMS.c.of_person).scalar_subquery()
_WITH_DRAFTED = Statement(_OF_PERSON.add_columns(_DRAFTED.label("drafted"), _FIRST_SENT.label("first_sent")))


@dataclass(frozen=True, slots=True)
class File:
    """What every page about a person begins with."""

    person: Beneficiary
    engagement: Engagement


class Files:
    """Files of beneficiaries."""

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def of(self, person: int) -> File:
        """Give the file of a beneficiary, in one query.

        :raises LookupError: when there is none.
        """
        return _file_of(_FILE.all(self._connection, person=person))

    def opened(self, person: int, *, by: int, at: datetime, week: Week | None) -> File:
        """Give a file and write who opens it, never one without the other; in one statement on PostgreSQL.

        :param by: internal id of the account that looks.
        :param week: the one that is looked at, or None.
        :raises LookupError: when there is none.
        """
        values = {
            "person": person,
            "line": next_id(),
            "now": at,
            "reader": by,
            "of_week": week.ordinal if week else None,
        }
        if self._connection.dialect.name == "postgresql":
            return _file_of(_FILE_RECORDED.all(self._connection, **values))
        _RECORDED.run(self._connection, **values)
        return self.of(person)

    def with_draft(self, person: int, week: Week) -> tuple[File, Typed | None]:
        """Give the same with what was typed for a week and not sent, or None, in one query.

        :raises LookupError: when there is no file.
        """
        rows = _WITH_DRAFT.all(self._connection, person=person, week=week.ordinal)
        sealed = rows[0].fields if rows else None
        typed = typed_of(sealed, self._sealer, person=person, week=week) if sealed else None
        return _file_of(rows), typed

    def with_drafted(self, person: int) -> tuple[File, frozenset[Week], Week | None]:
        """Give the same with the weeks for which something was typed and not sent, in one query.

        The first week ever sent comes with them; None when there is none.

        :raises LookupError: when there is no file.
        """
        rows = _WITH_DRAFTED.all(self._connection, person=person)
        file, drafted, first = _file_of(rows), rows[0].drafted, rows[0].first_sent
        weeks = frozenset(map(Week.from_ordinal, map(int, drafted.split(",") if drafted else ())))
        return file, weeks, None if first is None else Week.from_ordinal(first)


def _file_of(rows: Sequence[Any]) -> File:
    if not rows:
        raise LookupError("a beneficiary without a file")
    return File(beneficiary_of(rows[0]), engagement_of(rows))
