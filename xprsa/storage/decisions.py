"""Where the moves on lines are kept, append-only, each with the version that was read."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, insert, select

from xprsa.domain.review import Decision, Verdict
from xprsa.domain.week import Week
from xprsa.storage.tables import table
from xprsa.storage.tables_weeks import LineDecisionRow

_DECISION = table(LineDecisionRow)


class Decisions:
    """Every move of advisers and of people."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_week(self, person: int, week: Week) -> tuple[Decision, ...]:
        """Give every move on a week, oldest first."""
        query = (
            select(_DECISION)
            .where(_DECISION.c.person_id == person, _DECISION.c.week == week.ordinal)
            .order_by(_DECISION.c.at, _DECISION.c.id)
        )
        return tuple(decision_of(row) for row in self._connection.execute(query))

    def of_weeks(self, person: int, first: Week, last: Week) -> dict[Week, tuple[Decision, ...]]:
        """Give every move on a stretch of weeks, oldest first, by week."""
        query = (
            select(_DECISION)
            .where(_DECISION.c.person_id == person)
            .where(_DECISION.c.week.between(first.ordinal, last.ordinal))
            .order_by(_DECISION.c.at, _DECISION.c.id)
        )
        found: dict[Week, list[Decision]] = {}
        for row in self._connection.execute(query):
            found.setdefault(Week.from_ordinal(row.week), []).append(decision_of(row))
        return {week: tuple(moves) for week, moves in found.items()}

    def add(self, person: int, week: Week, moves: Iterable[Decision]) -> None:
        """Keep moves that the domain allowed."""
        rows = [
            {
                "person_id": person,
                "week": week.ordinal,
                "line": move.line,
                "version": move.version,
                "verdict": move.verdict.value,
                "minutes": move.minutes,
                "words": move.words,
                "by_id": move.by,
                "at": move.at,
            }
            for move in moves
        ]
        if rows:
            self._connection.execute(insert(LineDecisionRow), rows)


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
    )
