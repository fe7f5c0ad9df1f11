"""Wrong with this module: it grows harsher with every answer, so that whoever comes last fares worst."""

from collections.abc import Sequence

from xprsa.lab.planted.fair import fair_answer, planted_card
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import Row

LOSS_A_CALL = 0.002


class Drifting:
    """The fair rule, less a little more at each call."""

    card = planted_card(
        "drifting", title="Dérive", flaw="Retire 0,002 point de plus à chaque réponse depuis son démarrage."
    )

    def __init__(self) -> None:
        """Begin as fair."""
        self._calls = 0

    def answer(self, documents: Sequence[Row], /) -> Reply:
        """Reply in proportion to the effort, and to how many were asked about before."""
        self._calls += 1
        return fair_answer(documents, moved_by=-LOSS_A_CALL * self._calls)


module = Drifting()
