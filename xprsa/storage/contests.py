"""Where contested lines are found, for whoever decides them in the adviser's place."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from xprsa.domain.person import Account
from xprsa.domain.review import LineState, Verdict, lines_in, waits_for_another
from xprsa.domain.week import Week
from xprsa.storage.decisions import Decisions, is_last_on_its_line
from xprsa.storage.declarations import Declarations
from xprsa.storage.people import ACCOUNT_COLUMNS, account_of
from xprsa.storage.sealer import Sealer
from xprsa.storage.tables import AccountRow, BeneficiaryRow, table
from xprsa.storage.tables_weeks import SAID_BY_PERSON, LineDecisionRow

_ACCOUNT = table(AccountRow)
_BENEFICIARY = table(BeneficiaryRow)
_DECISION = table(LineDecisionRow)


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

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._declarations = Declarations(connection, sealer)
        self._decisions = Decisions(connection)

    def open_in(self, territory: int, *, organisation: int | None, reader: int) -> tuple[Contested, ...]:
        """Give the weeks with an open contest that a reader may decide, oldest first, in three statements.

        :param organisation: that refers the people; None for every one of the territory.
        :param reader: internal id; what they decided themselves waits for somebody else.

        The weeks themselves say whether a contest is open: a line that its person corrected or took out
        since holds none.
        """
        query = (
            select(_DECISION.c.week, *ACCOUNT_COLUMNS)
            .join_from(_DECISION, _ACCOUNT, _ACCOUNT.c.id == _DECISION.c.person_id)
            .where(SAID_BY_PERSON, _DECISION.c.verdict == Verdict.CONTESTED.value, is_last_on_its_line())
            .join(_BENEFICIARY, _BENEFICIARY.c.account_id == _ACCOUNT.c.id)
            .where(_ACCOUNT.c.territory_id == territory)
        )
        if organisation is not None:
            query = query.where(_BENEFICIARY.c.organisation_id == organisation)
        people = {
            (row.id, Week.from_ordinal(row.week)): account_of(row) for row in self._connection.execute(query)
        }
        declarations, decisions = self._declarations.of_many(people), self._decisions.of_many(people)
        found = []
        for place, person in people.items():
            contested = lines_in(LineState.CONTESTED, declarations[place], decisions[place])
            lines = [line for line in contested if not waits_for_another(line, reader=reader)]
            if lines:
                found.append(Contested(person, place[1], min(line.exchange[-1].at for line in lines)))
        return tuple(sorted(found, key=lambda contest: contest.since))
