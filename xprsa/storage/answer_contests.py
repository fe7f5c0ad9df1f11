"""Where contests of answers are kept, sealed words and reasons with them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, exists, insert, select, update

from xprsa.domain.person import Account
from xprsa.domain.week import Week
from xprsa.storage.answer_entries import AnswerContest, AskingState, ContestDecision, ContestOutcome
from xprsa.storage.contests import Held
from xprsa.storage.own_views import opened_to
from xprsa.storage.people import ACCOUNT_COLUMNS, account_of
from xprsa.storage.sealer import Sealer, place
from xprsa.storage.tables import AccountRow, BeneficiaryRow, table
from xprsa.storage.tables_answers import AnswerContestRow, AskingRow, KeptAnswerRow

_CONTEST, _ASKING = table(AnswerContestRow), table(AskingRow)
_ACCOUNT, _BENEFICIARY = table(AccountRow), table(BeneficiaryRow)
_KEPT = table(KeptAnswerRow)
_DECIDER = _ACCOUNT.alias("decider")


@dataclass(frozen=True, slots=True)
class ContestedAnswer:
    """An open contest of an answer, for whoever decides it.

    :ivar asking: public id.
    :ivar adviser: internal id of who follows the person, or None.
    :ivar has_read: whether the answer opened to the reader before it was contested.
    """

    person: Account
    asking: UUID
    contested_at: datetime
    adviser: int | None
    has_read: bool


class AnswerContests:
    """One contest an answer: made once, decided once."""

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def make(self, person: int, *, asking: int, words: str, at: datetime) -> bool:
        """Keep that a person contests an answer that they read; False when there is none, or they did before.

        :param asking: internal id.
        """
        is_kept = (
            select(_KEPT.c.asking_id)
            .join(_ASKING, _ASKING.c.id == _KEPT.c.asking_id)
            .where(_KEPT.c.person_id == person, _KEPT.c.asking_id == asking)
            .where(_ASKING.c.state == AskingState.DONE.value)
        )
        if self._connection.execute(is_kept).first() is None or self.find(person, asking=asking):
            return False
        sealed = self._sealer.seal_at(words, place(_CONTEST.c.words, person, asking))
        self._connection.execute(
            insert(_CONTEST).values(person_id=person, asking_id=asking, words=sealed, contested_at=at)
        )
        return True

    def find(self, person: int, *, asking: int) -> AnswerContest | None:
        """Give the contest of an answer, or None."""
        query = _contests().where(_CONTEST.c.person_id == person, _CONTEST.c.asking_id == asking)
        row = self._connection.execute(query).first()
        return self._read(row) if row else None

    def about(self, person: int) -> dict[int, AnswerContest]:
        """Give the contests of a person, by internal id of the asking."""
        rows = self._connection.execute(_contests().where(_CONTEST.c.person_id == person))
        return {row.asking_id: self._read(row) for row in rows}

    def open_in(
        self, territory: int, *, organisation: int | None, reader: int
    ) -> tuple[ContestedAnswer, ...]:
        """Give the open contests of a territory, oldest first; none of somebody who objects to scores.

        :param organisation: the one whose people the reader decides for; None for the whole territory.
        :param reader: internal id.
        """
        opened = opened_to(
            reader, person=_CONTEST.c.person_id, asking=_ASKING.c.id, ended_at=_ASKING.c.ended_at
        )
        query = (
            select(
                _ASKING.c.public_id.label("asking"),
                _CONTEST.c.contested_at,
                _BENEFICIARY.c.adviser_id.label("followed_by"),
                exists().where(opened).label("has_read"),
                *ACCOUNT_COLUMNS,
            )
            .join_from(_CONTEST, _ACCOUNT, _ACCOUNT.c.id == _CONTEST.c.person_id)
            .join(_ASKING, _ASKING.c.id == _CONTEST.c.asking_id)
            .join(_BENEFICIARY, _BENEFICIARY.c.account_id == _ACCOUNT.c.id)
            .where(_CONTEST.c.decided_at.is_(None), _ACCOUNT.c.territory_id == territory)
            .where(_BENEFICIARY.c.objects_since.is_(None))
            .order_by(_CONTEST.c.contested_at, _CONTEST.c.person_id, _CONTEST.c.asking_id)
        )
        if organisation is not None:
            query = query.where(_BENEFICIARY.c.organisation_id == organisation)
        return tuple(
            ContestedAnswer(
                account_of(row), row.asking, row.contested_at, row.followed_by, bool(row.has_read)
            )
            for row in self._connection.execute(query)
        )

    def held(self, people: Collection[int]) -> Held:
        """Give the last weeks of the askings of which people contest what was answered, with since when.

        :param people: internal ids, some hundreds at most.
        """
        query = (
            select(_CONTEST.c.person_id, _ASKING.c.last_week, _CONTEST.c.contested_at)
            .join(_ASKING, _ASKING.c.id == _CONTEST.c.asking_id)
            .where(_CONTEST.c.person_id.in_(people), _CONTEST.c.decided_at.is_(None))
            .order_by(_CONTEST.c.contested_at.desc())
        )
        rows = self._connection.execute(query)
        return {(row.person_id, Week.from_ordinal(row.last_week)): row.contested_at for row in rows}

    def decide(
        self, person: int, *, asking: int, account: int, at: datetime, outcome: ContestOutcome, reasons: str
    ) -> bool:
        """Keep what somebody decided; False when it was decided already, or there is no contest."""
        sealed = self._sealer.seal_at(reasons, place(_CONTEST.c.reasons, person, asking))
        done = self._connection.execute(
            update(_CONTEST)
            .where(_CONTEST.c.person_id == person, _CONTEST.c.asking_id == asking)
            .where(_CONTEST.c.decided_at.is_(None))
            .values(decided_by=account, decided_at=at, outcome=outcome.value, reasons=sealed)
        )
        return done.rowcount == 1

    def _read(self, row: Any) -> AnswerContest:
        key = row.person_id, row.asking_id
        decision = None
        if row.decided_at is not None:
            decision = ContestDecision(
                account=row.decided_by,
                by=f"{row.first_name} {row.last_name}",
                at=row.decided_at,
                outcome=ContestOutcome(row.outcome),
                reasons=self._sealer.open_at(row.reasons, place(_CONTEST.c.reasons, *key)),
            )
        words = self._sealer.open_at(row.words, place(_CONTEST.c.words, *key))
        return AnswerContest(*key, words=words, contested_at=row.contested_at, decision=decision)


def _contests() -> Select[Any]:
    return select(_CONTEST, _DECIDER.c.first_name, _DECIDER.c.last_name).outerjoin(
        _DECIDER, _DECIDER.c.id == _CONTEST.c.decided_by
    )
