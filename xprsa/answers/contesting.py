"""A person contests what a module answered about them, in their own words."""

from uuid import UUID

from xprsa.domain.permission import Actor
from xprsa.running.service import Service


class AlreadyContested(Exception):
    """The person contested this answer before, in other words."""


def contest_answer(service: Service, *, actor: Actor, asking: UUID, words: str) -> None:
    """Take an answer away from staff until somebody else has decided; said twice, it is kept once.

    :param asking: public id.
    :param words: the person's own, or "".
    :raises LookupError: when nothing came back about the person in that asking.
    :raises AlreadyContested: when they contested it before, and said something else.
    """
    person, now = actor.account, service.now()
    with service.database.writing() as store:
        kept = store.kept_answers.find(person, asking)
        if kept is None:
            raise LookupError
        if store.answer_contests.make(person, asking=kept.asking.id, words=words, at=now):
            event = "answer_contested"
            store.audit.note(at=now, actor=person, event=event, person=person, detail=str(asking))
            return
        contest = store.answer_contests.find(person, asking=kept.asking.id)
    if contest is None:
        raise LookupError
    if words not in ("", contest.words):
        raise AlreadyContested
