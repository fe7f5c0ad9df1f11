"""A deck put to a module: shuffled, under pseudonyms, then a part of it again to a fresh instance."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import count
from time import monotonic
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from xprsa.lab.battery.calendar import Calendar
from xprsa.lab.battery.deck import Source
from xprsa.lab.battery.documents import Documents
from xprsa.lab.battery.names import Chance
from xprsa.lab.hearing.outcomes import DeckResult, Outcomes
from xprsa.lab.people.histories import Histories
from xprsa.modules.conversation import Conversation
from xprsa.modules.registry import Module
from xprsa.scoring.question import WrittenQuestion

SHARE_HEARD_AGAIN = 20  # one question in so many


def heard_again_of(people: int) -> int:
    """Count the questions of a deck that a fresh instance is asked again."""
    return -(-people // SHARE_HEARD_AGAIN)


class Questioned(Protocol):
    """What can be put to a module: people, by their place."""

    @property
    def number(self) -> int:
        """Which deck of its source."""

    @property
    def people(self) -> int:
        """How many people."""

    @property
    def histories(self) -> Histories:
        """What their documents hold."""

    def calendar_of(self, person: int, /) -> Calendar:
        """Give when a person's documents were cut off."""


class Asking:
    """A module under test, with one conversation that lasts and a fresh one for every second hearing."""

    def __init__(self, module: Module, chance: Chance) -> None:
        """Open the conversation that lasts."""
        self._module = module
        self._chance = chance
        self._lasting = module.connect("first")

    def close(self) -> None:
        """End the conversation."""
        self._lasting.close()

    def hear(self, deck: Questioned, source: Source, *, is_heard_again: bool) -> DeckResult | None:
        """Ask a whole deck, and a part of it again when told to.

        None when somebody else has yet to give some of the answers.
        """
        where = (source.value, deck.number)
        order = self._chance.numbers("order", *where).permutation(deck.people)
        before = self._counts(self._lasting)
        begun = monotonic()
        first = self._asked(self._lasting, deck, order, ("first", *where))
        incidents = self._counts(self._lasting) - before
        is_waiting = self._lasting.is_waiting
        again = order[:0]
        second = Outcomes.empty(0)
        if is_heard_again:
            again = self._chance.numbers("again", *where).permutation(order)[: heard_again_of(len(order))]
            with self._module.connect("again") as fresh:
                second = self._asked(fresh, deck, again, ("again", *where))
                incidents += self._counts(fresh)
                is_waiting = is_waiting or fresh.is_waiting
        if is_waiting:
            return None
        return DeckResult(
            first=first,
            again=again,
            second=second,
            incidents=dict(incidents),
            seconds=monotonic() - begun,
            slowest=self._lasting.slowest,
        )

    def _asked(
        self,
        conversation: Conversation,
        deck: Questioned,
        order: NDArray[np.int64],
        purpose: Sequence[object],
    ) -> Outcomes:
        """Ask in this order; outcomes stand by place in the deck, or in the order asked when it is a part."""
        is_whole = len(order) == deck.people
        turns: dict[str, int] = {}
        outcomes = Outcomes.empty(len(order))
        for answer in conversation.ask(self._questions(deck, order, purpose, turns)):
            turn = turns[answer.person]
            outcomes.note(int(order[turn]) if is_whole else turn, answer, self._module.card.scale)
        return outcomes

    def _questions(
        self, deck: Questioned, order: NDArray[np.int64], purpose: Sequence[object], turns: dict[str, int], /
    ) -> Iterator[WrittenQuestion]:
        """Yield the questions, each made when the module is ready for it, and note whose it is."""
        codes = count()
        documents = Documents(
            deck.histories, self._module.card, lambda: self._chance.code("document", *purpose, next(codes))
        )
        for turn, person in enumerate(order.tolist()):
            pseudonym = self._chance.code("person", *purpose, person)
            turns[pseudonym] = turn
            yield documents.question(person, pseudonym=pseudonym, calendar=deck.calendar_of(person))

    @staticmethod
    def _counts(conversation: Conversation) -> Counter[str]:
        return Counter(asdict(conversation.incidents))
