"""Wrong with this module: its process ends without a word at every 500th answer."""

import os
from collections.abc import Sequence

from xprsa.lab.planted.fair import fair_answer, planted_card
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import Row

CALLS = 500
EXIT_CODE = 3


class Crashes:
    """The fair rule, as long as it lives."""

    card = planted_card("crashes", title="Arrêt brutal", flaw="S’arrête sans un mot toutes les 500 réponses.")

    def __init__(self) -> None:
        """Begin to count."""
        self._calls = 0

    def answer(self, documents: Sequence[Row], /) -> Reply:
        """Reply in proportion to the effort, or end the process."""
        self._calls += 1
        if self._calls % CALLS == 0:
            os._exit(EXIT_CODE)
        return fair_answer(documents)


module = Crashes()
