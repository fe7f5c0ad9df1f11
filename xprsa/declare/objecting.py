"""« Je ne veux pas être noté » : said, taken back, and what it does to what left already."""

from collections.abc import Iterable
from dataclasses import dataclass

from xprsa.domain.permission import Actor
from xprsa.running.service import Service
from xprsa.scoring.card import PurposeCard
from xprsa.scoring.purpose import Purpose
from xprsa.storage.store import Store


@dataclass(frozen=True, slots=True)
class Destination:
    """Somebody who is sent documents, or keeps some.

    :ivar name: as the card says it; "" for runs that kept no card.
    :ivar keeps: whether something left that they may still keep.
    :ivar deletes: whether the next run tells them to delete it, once the person objects.
    """

    purpose: Purpose
    name: str
    keeps: bool
    deletes: bool


def object_to_scores(service: Service, *, actor: Actor, person: int) -> None:
    """Let nothing about a person leave any more, from this instant; said twice, it keeps its first date.

    :param actor: the person, or staff to whom the person said it: then it is noted each time, so that the
        person reads who typed it.
    """
    with service.database.writing() as store:
        is_new = store.people.object(person, since=service.now())
        _note(service, store, "objected", actor=actor, person=person, is_new=is_new)


def take_objection_back(service: Service, *, actor: Actor, person: int) -> None:
    """Let documents about a person leave again; said twice, it is kept once.

    :param actor: as for `object_to_scores`.
    """
    with service.database.writing() as store:
        is_new = store.people.no_longer_object(person)
        _note(service, store, "objection_taken_back", actor=actor, person=person, is_new=is_new)


def _note(service: Service, store: Store, event: str, *, actor: Actor, person: int, is_new: bool) -> None:
    is_told = actor.account != person
    if is_new or is_told:
        told = f"{event}_told" if is_told else event
        store.audit.note(at=service.now(), actor=actor.account, event=told, person=person)


def destinations(store: Store, service: Service, *, actor: Actor) -> tuple[Destination, ...]:
    """Give who is sent documents about a person, and who else still keeps some."""
    cards = [purpose.usable_card for purpose in store.purposes.open_now(actor.territory)]
    holders = store.erased_documents.holders(actor.account, at=service.now())
    keeping = {(holder.purpose, holder.recipient) for holder in holders}
    open_now = {(card.purpose, card.recipient): card for card in _usable(cards)}
    return tuple(
        Destination(
            purpose=purpose,
            name=name,
            keeps=(purpose, name) in keeping,
            deletes=(purpose, name) in open_now and bool(open_now[purpose, name].deletes_on_objection),
        )
        for purpose, name in dict.fromkeys([*open_now, *sorted(keeping)])
    )


def _usable(cards: Iterable[PurposeCard | None]) -> list[PurposeCard]:
    return [card for card in cards if card is not None]
