"""How another human decides of an answer that its person contests: an outcome, with reasons."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from xprsa.answers.words import AnswerInWords, answer_in_words
from xprsa.domain.answer_contest import may_decide_answer
from xprsa.domain.contest import last_day_to_decide
from xprsa.domain.permission import Actor
from xprsa.domain.person import Beneficiary
from xprsa.running.parcels import put_notices
from xprsa.running.service import Service
from xprsa.storage.answer_entries import AnswerContest, ContestOutcome, KeptAnswer
from xprsa.storage.files import File
from xprsa.storage.store import Store


class AnswerDecided(Exception):
    """Somebody decided of the answer meanwhile, and not the same."""


@dataclass(frozen=True, slots=True)
class AnswerContestPage:
    """A contested answer as whoever decides reads it.

    :ivar reader: internal id.
    :ivar decided_by: the last day on which it is decided in time.
    """

    reader: int
    person: Beneficiary
    contest: AnswerContest
    said: AnswerInWords
    decided_by: date
    is_late: bool


def read_answer_contest(service: Service, *, actor: Actor, file: File, asking: UUID) -> AnswerContestPage:
    """Read a contest of an answer, open or decided.

    :param asking: public id of the asking in which the answer came.
    :raises LookupError: when nothing is contested there, it is not the reader's to decide, or the person
        objects to scores.
    """
    territory, adviser = service.territory(actor.territory), file.person.adviser
    with service.database.reading() as store:
        kept, contest = _theirs(
            store, file.person.id, asking, actor=actor, adviser=adviser.id if adviser else None
        )
        modules = {module.id: module for module in store.registered_modules.of_territory(territory.id)}
    last = last_day_to_decide(contest.contested_at, territory.zone)
    return AnswerContestPage(
        reader=actor.account,
        person=file.person,
        contest=contest,
        said=answer_in_words(kept, modules[kept.asking.module], zone=territory.zone),
        decided_by=last,
        is_late=service.today(territory) > last,
    )


@dataclass(frozen=True, slots=True)
class AnswerDecision:
    """What somebody decides of a contested answer, with the reasons that its person reads."""

    outcome: ContestOutcome
    reasons: str


def decide_answer_contest(
    service: Service,
    *,
    actor: Actor,
    person: int,
    adviser: int | None,
    asking: UUID,
    decision: AnswerDecision,
) -> None:
    """Keep what somebody decided of a contested answer, and tell the person; the same twice is kept once.

    :param adviser: internal id of who follows the person, or None.
    :param asking: public id.
    :raises LookupError: when nothing is contested there, it is not theirs to decide, or the person objects
        to scores.
    :raises AnswerDecided: when somebody decided before, and not the same.
    """
    now = service.now()
    with service.database.writing() as store:
        kept, _ = _theirs(store, person, asking, actor=actor, adviser=adviser)
        is_first = store.answer_contests.decide(
            person,
            asking=kept.asking.id,
            account=actor.account,
            at=now,
            outcome=decision.outcome,
            reasons=decision.reasons,
        )
        if is_first:
            event = f"answer_{decision.outcome.value}"
            store.audit.note(at=now, actor=actor.account, event=event, person=person, detail=str(asking))
            put_notices(store, [person], at=now)
            return
        contest = store.answer_contests.find(person, asking=kept.asking.id)
    if contest is None or not _is_repeat(contest, decision, by=actor.account):
        raise AnswerDecided


def _theirs(
    store: Store, person: int, asking: UUID, *, actor: Actor, adviser: int | None
) -> tuple[KeptAnswer, AnswerContest]:
    """Give an answer and its contest to whoever may decide of it: nobody, while its person objects."""
    kept, known = store.kept_answers.find(person, asking), store.people.find(person)
    if kept is None or kept.contest is None or known is None or known.objects_since is not None:
        raise LookupError
    has_read = store.own_views.could_read(person, account=actor.account, asking=kept.asking)
    if not may_decide_answer(actor.account, adviser=adviser, has_read=has_read):
        raise LookupError
    return kept, kept.contest


def _is_repeat(contest: AnswerContest, decision: AnswerDecision, *, by: int) -> bool:
    known = contest.decision
    return known is not None and (known.account, known.outcome, known.reasons) == (
        by,
        decision.outcome,
        decision.reasons,
    )
