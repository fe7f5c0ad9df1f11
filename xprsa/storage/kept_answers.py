"""Where what modules answered about people is read: by the person all of it, by staff what stands today."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, select

from xprsa.scoring.answer import Answer
from xprsa.storage.answer_contests import AnswerContests
from xprsa.storage.answer_entries import AnswerContest, AskingState, KeptAnswer
from xprsa.storage.askings import asking_of
from xprsa.storage.register_entries import ModuleState
from xprsa.storage.sealer import Sealer
from xprsa.storage.tables import BeneficiaryRow, table
from xprsa.storage.tables_answers import AskingRow, KeptAnswerRow
from xprsa.storage.tables_scores import RegisteredModuleRow

_KEPT, _ASKING = table(KeptAnswerRow), table(AskingRow)
_BENEFICIARY, _MODULE = table(BeneficiaryRow), table(RegisteredModuleRow)


class KeptAnswers:
    """Answers and faults, of askings that are done: before that nobody reads anything."""

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._contests = AnswerContests(connection, sealer)

    def about(self, person: int) -> tuple[KeptAnswer, ...]:
        """Give all that modules answered about a person, newest first."""
        rows = self._connection.execute(_of_person(person)).all()
        contests = self._contests.about(person) if rows else {}
        return tuple(_kept(row, contests.get(row.asking_id)) for row in rows)

    def find(self, person: int, asking: UUID) -> KeptAnswer | None:
        """Give what came back about a person in one asking.

        :param asking: public id.
        """
        row = self._connection.execute(_of_person(person).where(_ASKING.c.public_id == asking)).first()
        return _kept(row, self._contests.find(person, asking=row.asking_id)) if row else None

    def open_to_staff(self, person: int, *, territory: int, on: date) -> tuple[KeptAnswer, ...]:
        """Give what stands about a person on a day: of each module that may be used, its latest answer.

        No answer, an abstention, a fault, a contest, an objection and not having been asked give the same:
        nothing.
        """
        latest = self._latest_of_usable(territory, on)
        objects = select(_BENEFICIARY.c.objects_since).where(_BENEFICIARY.c.account_id == person)
        if not latest or self._connection.execute(objects).scalar() is not None:
            return ()
        rows = self._connection.execute(_of_person(person).where(_KEPT.c.asking_id.in_(latest))).all()
        contests = self._contests.about(person) if rows else {}
        kept = (_kept(row, contests.get(row.asking_id)) for row in rows)
        return tuple(answer for answer in kept if answer.says_something and not answer.is_withdrawn)

    def _latest_of_usable(self, territory: int, on: date) -> list[int]:
        """Give the internal id of the latest asking of each module that is active, in force and unchanged."""
        query = select(_MODULE.c.id).where(
            _MODULE.c.territory_id == territory,
            _MODULE.c.state == ModuleState.ACTIVE.value,
            _MODULE.c.other_digest.is_(None),
            _MODULE.c.expires_on >= on,
        )
        latest = (
            select(_ASKING.c.id)
            .where(_ASKING.c.state == AskingState.DONE.value)
            .order_by(_ASKING.c.ended_at.desc(), _ASKING.c.id.desc())
            .limit(1)
        )
        modules = self._connection.execute(query.order_by(_MODULE.c.id)).scalars().all()
        found = (
            self._connection.execute(latest.where(_ASKING.c.module_id == module)).scalar()
            for module in modules
        )
        return [asking for asking in found if asking is not None]


def _of_person(person: int) -> Select[Any]:
    return (
        select(_ASKING, *(column for column in _KEPT.c))
        .join_from(_KEPT, _ASKING, _ASKING.c.id == _KEPT.c.asking_id)
        .where(_KEPT.c.person_id == person, _ASKING.c.state == AskingState.DONE.value)
        .order_by(_ASKING.c.ended_at.desc(), _ASKING.c.id.desc())
    )


def _kept(row: Any, contest: AnswerContest | None) -> KeptAnswer:
    return KeptAnswer(
        person=row.person_id,
        asking=asking_of(row),
        pseudonym=row.pseudonym,
        question=row.question,
        answer=Answer.model_validate_json(row.answer) if row.answer is not None else None,
        fault=row.fault,
        at=row.at,
        contest=contest,
    )
