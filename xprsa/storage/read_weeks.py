"""Weeks of a person as they are read: versions, the moves made on each, and who made them; read at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, and_, bindparam, select

from xprsa.domain.declaration import Declaration
from xprsa.domain.engagement import Engagement
from xprsa.domain.review import Decision
from xprsa.domain.summary import Summary, summarise
from xprsa.domain.territory import Territory
from xprsa.domain.week import Week
from xprsa.storage.decisions import decision_of
from xprsa.storage.declarations import READ_COLUMNS, version_of
from xprsa.storage.sealer import Sealer
from xprsa.storage.statement import Statement
from xprsa.storage.tables import AccountRow, table
from xprsa.storage.tables_weeks import LineDecisionRow, VersionRow

_VERSION = table(VersionRow)
_MOVE = table(LineDecisionRow)
_TYPIST = table(AccountRow).alias("typist")
_MOVER = table(AccountRow).alias("mover")

# A move names the version that it was made on, which is never deleted without it: no move is left out.
_OF_WEEKS = Statement(
    select(
        *READ_COLUMNS,
        _TYPIST.c.first_name.label("typist_first_name"),
        _TYPIST.c.last_name.label("typist_last_name"),
        _MOVE.c.id,
        _MOVE.c.line,
        _MOVE.c.version,
        _MOVE.c.verdict,
        _MOVE.c.minutes,
        _MOVE.c.words,
        _MOVE.c.by_id,
        _MOVE.c.at,
        _MOVE.c.undone_at,
        _MOVER.c.first_name.label("mover_first_name"),
        _MOVER.c.last_name.label("mover_last_name"),
    )
    .join_from(_VERSION, _TYPIST, _TYPIST.c.id == _VERSION.c.entered_by)
    .outerjoin(
        _MOVE,
        and_(
            _MOVE.c.person_id == _VERSION.c.person_id,
            _MOVE.c.week == _VERSION.c.week,
            _MOVE.c.version == _VERSION.c.number,
        ),
    )
    .outerjoin(_MOVER, _MOVER.c.id == _MOVE.c.by_id)
    .where(_VERSION.c.person_id == bindparam("person"))
    .where(_VERSION.c.week.between(bindparam("first"), bindparam("last")))
    .order_by(_VERSION.c.week, _VERSION.c.number)
)


@dataclass(frozen=True, slots=True)
class ReadWeek:
    """A week with all that was said of it.

    :ivar decisions: every move, oldest first.
    :ivar names: whoever typed a version or made a move, by internal id of the account.
    """

    declaration: Declaration
    decisions: tuple[Decision, ...]
    names: Mapping[int, str]

    def summary(self, territory: Territory, engagement: Engagement, *, as_of: datetime) -> Summary | None:
        """Sum up what stood at an instant, by the rules and terms of that week; None when nothing did."""
        week = self.declaration.week
        return summarise(
            self.declaration,
            self.decisions,
            rules=territory.rules_of(week),
            target=engagement.target(week),
            as_of=as_of,
        )


class ReadWeeks:
    """Weeks of people, to show them; whoever writes reads them behind a lock, by `Declarations`."""

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def of_week(self, person: int, week: Week) -> ReadWeek:
        """Give a week; without any version when nothing was ever sent."""
        return self.of_weeks(person, week, week).get(week, ReadWeek(Declaration(person, week), (), {}))

    def of_weeks(self, person: int, first: Week, last: Week) -> dict[Week, ReadWeek]:
        """Give the weeks of a period for which something was ever sent, oldest first."""
        rows = _OF_WEEKS.all(self._connection, person=person, first=first.ordinal, last=last.ordinal)
        weeks = ((Week.from_ordinal(week), list(group)) for week, group in groupby(rows, attrgetter("week")))
        return {week: self._read(person, week, group) for week, group in weeks}

    def _read(self, person: int, week: Week, rows: list[Any]) -> ReadWeek:
        versions = {row.number: row for row in rows}
        moves = sorted((row for row in rows if row.id is not None), key=attrgetter("at", "id"))
        return ReadWeek(
            declaration=Declaration(
                person, week, tuple(version_of(row, self._sealer, person=person) for row in versions.values())
            ),
            decisions=tuple(map(decision_of, moves)),
            names=dict(_names(rows)),
        )


def _names(rows: list[Any]) -> Iterator[tuple[int, str]]:
    for row in rows:
        yield row.entered_by, f"{row.typist_first_name} {row.typist_last_name}"
        if row.id is not None:
            yield row.by_id, f"{row.mover_first_name} {row.mover_last_name}"
