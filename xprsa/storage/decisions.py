"""Where the moves on lines are kept, append-only, each with the version that was read."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, exists, func, insert, select, tuple_, update

from xprsa.domain.review import Decision, Verdict
from xprsa.domain.week import Week
from xprsa.storage.intake import parts
from xprsa.storage.statement import Statement
from xprsa.storage.tables import BeneficiaryRow, next_id, table
from xprsa.storage.tables_weeks import LineDecisionRow

_DECISION = table(LineDecisionRow)
_BENEFICIARY = table(BeneficiaryRow)
_LATER = _DECISION.alias("later")
_OF_WEEKS = Statement(
    select(_DECISION)
    .where(_DECISION.c.person_id == bindparam("person"))
    .where(_DECISION.c.week.between(bindparam("first"), bindparam("last")))
    .order_by(_DECISION.c.at, _DECISION.c.id)
)


class Decisions:
    """Every move of advisers and of people.

    Whoever adds to a week has read it behind its lock: a new move gets an id after all that were read,
    were they written by a machine whose clock is ahead.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._newest = 0  # id

    def of_week(self, person: int, week: Week) -> tuple[Decision, ...]:
        """Give every move on a week, oldest first."""
        return self.of_weeks(person, week, week).get(week, ())

    def of_weeks(self, person: int, first: Week, last: Week) -> dict[Week, tuple[Decision, ...]]:
        """Give every move on a period of weeks, oldest first, by week."""
        rows = _OF_WEEKS.all(self._connection, person=person, first=first.ordinal, last=last.ordinal)
        found: dict[Week, list[Decision]] = {}
        for row in rows:
            found.setdefault(Week.from_ordinal(row.week), []).append(self._read(row))
        return {week: tuple(moves) for week, moves in found.items()}

    def of_many(
        self, person_weeks: Collection[tuple[int, Week]]
    ) -> dict[tuple[int, Week], tuple[Decision, ...]]:
        """Give every move on weeks of several people, oldest first, in one statement.

        :param person_weeks: internal ids of people, each with a week (some hundreds at most).
        """
        wanted = [(person, week.ordinal) for person, week in person_weeks]
        query = (
            select(_DECISION)
            .where(tuple_(_DECISION.c.person_id, _DECISION.c.week).in_(wanted))
            .order_by(_DECISION.c.at, _DECISION.c.id)
        )
        found: dict[tuple[int, Week], list[Decision]] = {}
        for row in self._connection.execute(query) if wanted else ():
            found.setdefault((row.person_id, Week.from_ordinal(row.week)), []).append(self._read(row))
        return {person_week: tuple(moves) for person_week, moves in found.items()}

    def add(self, person: int, week: Week, moves: Sequence[Decision]) -> None:
        """Keep moves that the domain allowed."""
        self.add_all(week, {person: moves})

    def add_all(self, week: Week, moves_of: Mapping[int, Sequence[Decision]]) -> None:
        """Keep moves on one week of several people."""
        rows = [
            decision_values(person, week, move, after=self._newest)
            for person, moves in moves_of.items()
            for move in moves
        ]
        if rows:
            self._connection.execute(insert(LineDecisionRow), rows)

    def undo(self, person: int, week: Week, moves: Collection[Decision], *, at: datetime) -> None:
        """Take back moves that hold, each the last on its line: two may say the same at one instant."""
        for move in moves:
            values = {"person_id": person, "week": week.ordinal, **_told_apart(move)}
            same = select(func.max(_DECISION.c.id)).where(
                *(_DECISION.c[name] == values[name] for name in values)
            )
            this = (_DECISION.c.person_id == person, _DECISION.c.id == same.scalar_subquery())
            self._connection.execute(update(_DECISION).where(*this).values(undone_at=at))

    def made_at(self, instant: datetime, *, by: int) -> tuple[tuple[int, Week], ...]:
        """Give the weeks of which an adviser decided at an instant, of people whom they follow now.

        :param by: internal id.
        """
        query = (
            select(_DECISION.c.person_id, _DECISION.c.week)
            .join_from(_DECISION, _BENEFICIARY, _BENEFICIARY.c.account_id == _DECISION.c.person_id)
            .where(_BENEFICIARY.c.adviser_id == by, _DECISION.c.by_id == by, _DECISION.c.at == instant)
            .distinct()
        )
        return tuple((row.person_id, Week.from_ordinal(row.week)) for row in self._connection.execute(query))

    def undo_all(
        self, person_weeks: Sequence[tuple[int, Week]], *, made_at: datetime, by: int, at: datetime
    ) -> None:
        """Take back all that an adviser decided of weeks at an instant, as the domain allowed.

        :param by: internal id.
        """
        of_tap = (_DECISION.c.by_id == by, _DECISION.c.at == made_at, _DECISION.c.undone_at.is_(None))
        for some in parts(person_weeks):
            chosen = tuple_(_DECISION.c.person_id, _DECISION.c.week).in_(
                [(person, week.ordinal) for person, week in some]
            )
            self._connection.execute(update(_DECISION).where(chosen, *of_tap).values(undone_at=at))

    def _read(self, row: Any) -> Decision:
        self._newest = max(self._newest, row.id)
        return decision_of(row)


def _told_apart(move: Decision) -> dict[str, Any]:
    return {"line": move.line, "at": move.at, "verdict": move.verdict.value, "undone_at": None}


def is_last_on_its_line() -> ColumnElement[bool]:
    """Select the moves after which nobody said anything of the same line that still holds."""
    return ~exists().where(
        _LATER.c.person_id == _DECISION.c.person_id,
        _LATER.c.week == _DECISION.c.week,
        _LATER.c.line == _DECISION.c.line,
        _LATER.c.id > _DECISION.c.id,
        _LATER.c.undone_at.is_(None),
    )


def decision_values(person: int, week: Week, move: Decision, *, after: int = 0) -> dict[str, Any]:
    """Give the columns of a move.

    :param after: id of a move known to come before.
    """
    return {
        "person_id": person,
        "id": next_id(after=after),
        "week": week.ordinal,
        "line": move.line,
        "version": move.version,
        "verdict": move.verdict.value,
        "minutes": move.minutes,
        "words": move.words,
        "by_id": move.by,
        "at": move.at,
    }


def decision_of(row: Any) -> Decision:
    """Build a move from a record of the table."""
    return Decision(
        line=row.line,
        version=row.version,
        verdict=Verdict(row.verdict),
        by=row.by_id,
        at=row.at,
        minutes=row.minutes,
        words=row.words,
        undone_at=row.undone_at,
    )
