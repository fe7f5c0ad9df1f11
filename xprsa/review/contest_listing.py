"""The open contests of a reader's organisation: of lines, and of what programs answered."""

from dataclasses import dataclass
from datetime import date

from xprsa.domain.answer_contest import may_decide_answer
from xprsa.domain.contest import last_day_to_decide
from xprsa.domain.permission import Actor
from xprsa.running.service import Service
from xprsa.storage.answer_contests import ContestedAnswer
from xprsa.storage.audit import Note
from xprsa.storage.contests import Contested
from xprsa.storage.store import Store


@dataclass(frozen=True, slots=True)
class ListedContest:
    """A contested week of the list.

    :ivar decided_by: the last day on which it is decided in time.
    """

    contested: Contested
    decided_by: date
    is_late: bool


@dataclass(frozen=True, slots=True)
class ListedAnswer:
    """A contested answer of the list.

    :ivar decided_by: the last day on which it is decided in time.
    """

    contested: ContestedAnswer
    decided_by: date
    is_late: bool


@dataclass(frozen=True, slots=True)
class OpenContests:
    """What the page of contests lists, the oldest first.

    :ivar answers: those that the reader may decide: nobody else learns that an answer is contested.
    """

    weeks: tuple[ListedContest, ...]
    answers: tuple[ListedAnswer, ...]


def list_contests(service: Service, *, actor: Actor) -> OpenContests:
    """Give the contests that concern the reader; write for each person that they are shown."""
    territory = service.territory(actor.territory)
    zone, today = territory.zone, service.today(territory)
    organisation = None if actor.leads_territory else actor.organisation
    with service.database.writing() as store:
        weeks = store.contests.open_in(actor.territory, organisation=organisation, reader=actor.account)
        answers = _answers(store, actor, organisation=organisation)
        notes = [Note("listed", contest.person.id, week=contest.week) for contest in weeks]
        notes += [Note("listed", contest.person.id) for contest in answers]
        store.audit.note_all(notes, at=service.now(), actor=actor.account)
    dated_weeks = ((week, last_day_to_decide(week.since, zone)) for week in weeks)
    dated_answers = ((answer, last_day_to_decide(answer.contested_at, zone)) for answer in answers)
    return OpenContests(
        tuple(ListedContest(week, day, is_late=today > day) for week, day in dated_weeks),
        tuple(ListedAnswer(answer, day, is_late=today > day) for answer, day in dated_answers),
    )


def _answers(store: Store, actor: Actor, *, organisation: int | None) -> list[ContestedAnswer]:
    """Give the contested answers that the reader may decide."""
    contests = store.answer_contests.open_in(actor.territory, organisation=organisation, reader=actor.account)
    return [
        contest
        for contest in contests
        if may_decide_answer(actor.account, adviser=contest.adviser, has_read=contest.has_read)
    ]
