"""Wrong with this module: it falls asleep for an hour at its 3000th answer."""

import time
from collections.abc import Sequence

from xprsa.lab.planted.fair import fair_answer, planted_card
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import Row

CALLS = 3000
SLEEP = 3600.0  # seconds


class Hangs:
    """The fair rule, until it sleeps."""

    card = planted_card("hangs", title="Silence", flaw="Ne répond plus à partir de la 3000ᵉ réponse.")

    def __init__(self) -> None:
        """Begin to count."""
        self._calls = 0

    def answer(self, documents: Sequence[Row], /) -> Reply:
        """Reply in proportion to the effort, sooner or much later."""
        self._calls += 1
        if self._calls == CALLS:
            time.sleep(SLEEP)
        return fair_answer(documents)


module = Hangs()
