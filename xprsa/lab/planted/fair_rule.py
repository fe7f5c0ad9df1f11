"""Nothing is wrong with this module: it must never be blamed."""

from collections.abc import Sequence

from xprsa.lab.planted.fair import fair_answer, planted_card
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import Row


class FairRule:
    """Minutes declared over minutes of the contract, in the weeks that compare; nothing else counts."""

    card = planted_card("fair_rule", title="Règle juste", flaw="Aucun défaut.")

    def answer(self, documents: Sequence[Row], /) -> Reply:
        """Reply in proportion to the effort."""
        return fair_answer(documents)


module = FairRule()
