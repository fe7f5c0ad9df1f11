"""This module takes its time at each answer: it must be measured as slow, and never be blamed."""

import time
from collections.abc import Sequence

from xprsa.lab.planted.fair import fair_answer, planted_card
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import Row

SLEEP = 0.0002  # seconds


class Slow:
    """The fair rule, a little late."""

    card = planted_card(
        "slow", title="Lenteur", flaw="Attend deux dix-millièmes de seconde avant chaque réponse."
    )

    def answer(self, documents: Sequence[Row], /) -> Reply:
        """Reply in proportion to the effort, after a while."""
        time.sleep(SLEEP)
        return fair_answer(documents)


module = Slow()
