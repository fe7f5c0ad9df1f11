"""« Je ne veux pas être noté » : said and taken back."""

from xprsa.domain.permission import Actor
from xprsa.running.service import Service


def object_to_scores(service: Service, *, actor: Actor, person: int) -> None:
    """Let nothing about a person leave any more, from this instant; said twice, it keeps its first date.

    :param actor: the person, or staff to whom the person said it: then it is noted each time, and the person
        reads who typed it.
    """
    with service.database.writing() as store:
        now = service.now()
        is_new, is_told = store.people.object(person, since=now), actor.account != person
        if is_new or is_told:
            event = "objected_told" if is_told else "objected"
            store.audit.note(at=now, actor=actor.account, event=event, person=person)


def take_objection_back(service: Service, *, actor: Actor) -> None:
    """Let documents about a person leave again; only they can say so, and said twice it is kept once."""
    with service.database.writing() as store:
        if store.people.no_longer_object(actor.account):
            store.audit.note(
                at=service.now(), actor=actor.account, event="objection_taken_back", person=actor.account
            )
