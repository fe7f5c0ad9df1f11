"""Where contested lines are found, for whoever decides them in the adviser's place."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, select

from xprsa.domain.person import Account
from xprsa.domain.review import Verdict
from xprsa.domain.week import Week
from xprsa.storage.people import ACCOUNT_COLUMNS, account_of
from xprsa.storage.rollups import SLOTS, marks_of
from xprsa.storage.tables import AccountRow, table
from xprsa.storage.tables_weeks import LineDecisionRow, RollupRow

_ACCOUNT = table(AccountRow)
_DECISION = table(LineDecisionRow)
_LATER = _DECISION.alias("later")
_ROLLUP = table(RollupRow)


@dataclass(frozen=True, slots=True)
class Contested:
    """A week with a line that its person contests.

    :ivar since: when the oldest of its open contests was made.
    """

    person: Account
    week: Week
    since: datetime


class Contests:
    """Contested lines that nobody decided yet."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open_in(self, territory: int) -> tuple[Contested, ...]:
        """Give the weeks of a territory with an open contest, oldest first, in one statement.

        A week whose mark no longer holds a contest (the person corrected the line) is left out.
        """
        later = exists().where(
            _LATER.c.person_id == _DECISION.c.person_id,
            _LATER.c.week == _DECISION.c.week,
            _LATER.c.line == _DECISION.c.line,
            _LATER.c.id > _DECISION.c.id,
        )
        query = (
            select(_DECISION.c.week, _DECISION.c.at, *ACCOUNT_COLUMNS, *(_ROLLUP.c[slot] for slot in SLOTS))
            .join_from(_DECISION, _ACCOUNT, _ACCOUNT.c.id == _DECISION.c.person_id)
            .outerjoin(_ROLLUP, _ROLLUP.c.person_id == _DECISION.c.person_id)
            .where(_DECISION.c.verdict == Verdict.CONTESTED.value, ~later)
            .where(_ACCOUNT.c.territory_id == territory)
            .order_by(_DECISION.c.at, _DECISION.c.id)
        )
        found: dict[tuple[int, int], Contested] = {}
        for row in self._connection.execute(query):
            week = Week.from_ordinal(row.week)
            mark = marks_of(row).get(week)
            if mark is None or mark.contested:
                found.setdefault((row.id, row.week), Contested(account_of(row), week, row.at))
        return tuple(found.values())
