"""Where what modules answer is kept while an asking runs, some people at a time."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, exists, insert, select, update

from xprsa.scoring.answer import Answer
from xprsa.storage.answer_entries import AskingState, ContestOutcome, ModuleAsking
from xprsa.storage.asking_moves import StoredAnswer
from xprsa.storage.tables import AccountRow, BeneficiaryRow, table
from xprsa.storage.tables_answers import AnswerContestRow, AskingRow, KeptAnswerRow
from xprsa.storage.tables_export import PurposeRow

_ASKING, _KEPT, _CONTEST = table(AskingRow), table(KeptAnswerRow), table(AnswerContestRow)
_ACCOUNT, _BENEFICIARY, _PURPOSE = table(AccountRow), table(BeneficiaryRow), table(PurposeRow)


class IncomingAnswers:
    """What came back about people; nobody who objects, and nobody who is gone, is kept."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def who_may_be_kept(self, purpose: int, people: Collection[int]) -> frozenset[int]:
        """Give those of some people who are there and do not object; nobody objects, or goes, meanwhile.

        :param purpose: internal id of the module's purpose, at which objections wait.
        """
        self._hold_objections(purpose)
        query = (
            select(_BENEFICIARY.c.account_id)
            .where(_BENEFICIARY.c.account_id.in_(people), _BENEFICIARY.c.objects_since.is_(None))
            .order_by(_BENEFICIARY.c.account_id)  # two that keep answers at once do not wait for each other
        )
        return frozenset(self._connection.execute(query.with_for_update(read=True, key_share=True)).scalars())

    def keep(
        self,
        asking: ModuleAsking,
        answers: Sequence[StoredAnswer],
        *,
        claim: str,
        at: datetime,
        after: int,
    ) -> bool:
        """Keep what came back about some people; False, and nothing, when another process took over.

        :param after: internal id of the last person who was dealt with, whether asked about or not.
        """
        whose = (_ASKING.c.id == asking.id, _ASKING.c.claim == claim)
        runs = _ASKING.c.state == AskingState.RUNNING.value
        values = {"after": after, "beat_at": at, **_added(answers, sign=1)}
        changed = self._connection.execute(update(_ASKING).where(*whose, runs).values(values))
        if changed.rowcount and answers:
            self._connection.execute(insert(_KEPT), [_row(asking, one, at=at) for one in answers])
        return changed.rowcount == 1

    def leave_out_objecting(self, asking: ModuleAsking, *, purpose: int) -> None:
        """Drop what came back about whoever objects by now; nobody else can until the transaction ends."""
        self._hold_objections(purpose)
        objecting = select(_BENEFICIARY.c.account_id).where(_BENEFICIARY.c.objects_since.is_not(None))
        theirs = (_KEPT.c.asking_id == asking.id, _KEPT.c.person_id.in_(objecting))
        gone = [_stored(row) for row in self._connection.execute(select(_KEPT).where(*theirs))]
        if gone:
            self._connection.execute(delete(_KEPT).where(*theirs))
            values = _added(gone, sign=-1)
            self._connection.execute(update(_ASKING).where(_ASKING.c.id == asking.id).values(values))

    def standing_after(self, asking: ModuleAsking, person: int, *, most: int) -> tuple[StoredAnswer, ...]:
        """Give what stands of an asking about the next people, by internal id.

        Nothing of whoever objects, and no answer of which a contest is open, or ended by its withdrawal.
        """
        withdrawn = exists().where(
            _CONTEST.c.person_id == _KEPT.c.person_id,
            _CONTEST.c.asking_id == _KEPT.c.asking_id,
            _CONTEST.c.outcome.is_distinct_from(ContestOutcome.STANDS.value),
        )
        query = (
            select(_KEPT)
            .join(_BENEFICIARY, _BENEFICIARY.c.account_id == _KEPT.c.person_id)
            .where(_KEPT.c.asking_id == asking.id, _KEPT.c.person_id > person)
            .where(_BENEFICIARY.c.objects_since.is_(None), ~withdrawn)
        )
        rows = self._connection.execute(query.order_by(_KEPT.c.person_id).limit(most))
        return tuple(map(_stored, rows))

    def people_after(self, territory: int, person: int, *, most: int) -> Sequence[tuple[int, UUID]]:
        """Give internal and public id of the next people of a territory, by internal id."""
        query = (
            select(_ACCOUNT.c.id, _ACCOUNT.c.public_id)
            .join(_BENEFICIARY, _BENEFICIARY.c.account_id == _ACCOUNT.c.id)
            .where(_ACCOUNT.c.territory_id == territory, _ACCOUNT.c.id > person)
        )
        rows = self._connection.execute(query.order_by(_ACCOUNT.c.id).limit(most))
        return [(row.id, row.public_id) for row in rows]

    def _hold_objections(self, purpose: int) -> None:
        held = select(_PURPOSE.c.id).where(_PURPOSE.c.id == purpose)
        self._connection.execute(held.with_for_update(key_share=True))


def _added(answers: Iterable[StoredAnswer], *, sign: int) -> Mapping[str, Any]:
    """Give the counters with some answers more, or fewer."""
    columns = ["faults" if one.fault else "abstentions" if one.abstains else "answers" for one in answers]
    return {
        "people": _ASKING.c.people + sign * len(columns),
        **{name: _ASKING.c[name] + sign * columns.count(name) for name in set(columns)},
    }


def _row(asking: ModuleAsking, one: StoredAnswer, *, at: datetime) -> dict[str, Any]:
    return {
        "person_id": one.person,
        "asking_id": asking.id,
        "pseudonym": one.pseudonym,
        "question": one.question,
        "answer": one.answer,
        "fault": one.fault,
        "at": at,
    }


def _stored(row: Any) -> StoredAnswer:
    abstains = row.answer is not None and Answer.model_validate_json(row.answer).abstains is not None
    return StoredAnswer(row.person_id, row.pseudonym, row.question, row.answer, row.fault, abstains)
