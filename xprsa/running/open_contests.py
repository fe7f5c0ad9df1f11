"""What open contests hold: nothing that they are about goes before somebody decided."""

from collections.abc import Collection

from xprsa.storage.contests import Held
from xprsa.storage.store import Store


def held_of(store: Store, people: Collection[int]) -> Held:
    """Give the weeks that open contests hold: of a line, or of an answer that a module gave about them.

    :param people: internal ids, some hundreds at most.
    """
    return {**store.answer_contests.held(people), **store.contests.held(people)}
