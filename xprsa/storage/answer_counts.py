"""How often modules were asked, what came back, what was contested: counts that name nobody."""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace

from sqlalchemy import Connection, func, select

from xprsa.storage.answer_entries import AskingState, ContestOutcome
from xprsa.storage.tables import AccountRow, BeneficiaryRow, table
from xprsa.storage.tables_answers import AnswerContestRow, AskingRow, OwnViewRow

_ASKING, _CONTEST, _VIEW = table(AskingRow), table(AnswerContestRow), table(OwnViewRow)
_ACCOUNT, _BENEFICIARY = table(AccountRow), table(BeneficiaryRow)


@dataclass(frozen=True, slots=True)
class ModuleCounts:
    """What became of a module's askings that are done; a person asked about twice counts twice.

    :ivar asked: `answers`, `abstentions` and faults together. The three stay when people are erased.
    :ivar contests: `withdrawn`, `stands` and those that are open together; they go with the person.
    """

    asked: int = 0
    answers: int = 0
    abstentions: int = 0
    contests: int = 0
    withdrawn: int = 0
    stands: int = 0


@dataclass(frozen=True, slots=True)
class TerritoryCounts:
    """What is counted of a territory: a view is written before whatever stands opens, of no one module.

    :ivar changed: views that what was read changed.
    :ivar objections: people who do not want to be scored now.
    """

    views: int = 0
    changed: int = 0
    objections: int = 0


class AnswerCounts:
    """Counts over everybody."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_modules(self) -> dict[int, ModuleCounts]:
        """Give what became of each module that was ever asked, by its internal id."""
        sums = (func.sum(_ASKING.c[name]).label(name) for name in ("people", "answers", "abstentions"))
        query = (
            select(_ASKING.c.module_id, *sums)
            .where(_ASKING.c.state == AskingState.DONE.value)
            .group_by(_ASKING.c.module_id)
        )
        contests = self._contests()
        return {
            row.module_id: ModuleCounts(
                asked=int(row.people),
                answers=int(row.answers),
                abstentions=int(row.abstentions),
                contests=sum(contests[row.module_id].values()),
                withdrawn=contests[row.module_id][ContestOutcome.WITHDRAWN],
                stands=contests[row.module_id][ContestOutcome.STANDS],
            )
            for row in self._connection.execute(query)
        }

    def _contests(self) -> defaultdict[int, Counter[str | None]]:
        """Count contests by module and outcome; None for those that are open."""
        query = (
            select(_ASKING.c.module_id, _CONTEST.c.outcome, func.count())
            .join_from(_CONTEST, _ASKING, _ASKING.c.id == _CONTEST.c.asking_id)
            .group_by(_ASKING.c.module_id, _CONTEST.c.outcome)
        )
        found: defaultdict[int, Counter[str | None]] = defaultdict(Counter)
        for module, outcome, number in self._connection.execute(query):
            found[module][outcome] += number
        return found

    def of_territories(self) -> dict[int, TerritoryCounts]:
        """Give what is counted of each territory in which anything is, by its internal id."""
        views = (
            select(
                _ASKING.c.territory_id,
                func.count().label("written"),
                func.count().filter(_VIEW.c.changed.is_(True)).label("changed"),
            )
            .join_from(_VIEW, _ASKING, _ASKING.c.id == _VIEW.c.asking_id)
            .group_by(_ASKING.c.territory_id)
        )
        objections = (
            select(_ACCOUNT.c.territory_id, func.count().label("people"))
            .join_from(_BENEFICIARY, _ACCOUNT, _ACCOUNT.c.id == _BENEFICIARY.c.account_id)
            .where(_BENEFICIARY.c.objects_since.is_not(None))
            .group_by(_ACCOUNT.c.territory_id)
        )
        found = {
            row.territory_id: TerritoryCounts(row.written, row.changed)
            for row in self._connection.execute(views)
        }
        for row in self._connection.execute(objections):
            known = found.get(row.territory_id, TerritoryCounts())
            found[row.territory_id] = replace(known, objections=row.people)
        return found
