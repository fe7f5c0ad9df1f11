"""Keeps signed contracts that come from elsewhere than a file, as an import does: it can be undone."""

from collections.abc import Sequence
from dataclasses import dataclass

from xprsa.domain.engagement import EngagementContract
from xprsa.people_import.comparison import Fate, PersonChange, with_terms
from xprsa.people_import.writing import keep
from xprsa.running.service import Service
from xprsa.storage.store import Store


@dataclass
class SignedContracts:
    """One coming of contracts, in as many parts as it takes.

    :ivar is_rehearsed: nothing is written.
    :ivar number: of the import that undoes all of it; None while nothing changed.
    """

    service: Service
    territory: int
    is_rehearsed: bool
    number: int | None = None

    def keep(self, signed: Sequence[tuple[int, EngagementContract]]) -> int:
        """Keep what is new of some hundreds of terms, in one transaction; give how many people it changes.

        :param signed: internal id of the person, terms recorded today.
        :raises Collision: when somebody wrote the same meanwhile; again is harmless.
        """
        if self.is_rehearsed:
            with self.service.database.reading() as store:
                return len(self._changes(store, signed))
        with self.service.database.writing() as store:
            changes = self._changes(store, signed)
            self.number = keep(
                store,
                changes,
                at=self.service.now(),
                today=self.service.today(self.service.territory(self.territory)),
                actor=None,
                number=self.number,
            )
        return len(changes)

    def _changes(self, store: Store, signed: Sequence[tuple[int, EngagementContract]]) -> list[PersonChange]:
        people = store.taking_back.known([person for person, _ in signed], held=not self.is_rehearsed)
        changes = (
            with_terms(PersonChange(known.person, known.person), terms, known.engagement)
            for person, terms in signed
            if (known := people.get(person)) is not None
        )
        return [change for change in changes if change.fate is not Fate.UNCHANGED]
