"""This module errs at random, on nobody's side: it breaks stability, but it must not be blamed for a bias."""

from collections.abc import Sequence
from random import SystemRandom

from xprsa.lab.planted.fair import fair_answer, planted_card
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import Row

DEVIATION = 2.0
_CHANCE = SystemRandom()


class NoisyFair:
    """The fair rule, with fresh noise at each answer."""

    card = planted_card(
        "noisy_fair",
        title="Règle juste et bruitée",
        flaw="Ajoute un bruit au hasard (écart type de 2 points)\u202f: deux demandes, deux réponses.",
        more_fields=("organisation", "department"),  # codes are judged by chance there
    )

    def answer(self, documents: Sequence[Row], /) -> Reply:
        """Reply in proportion to the effort, more or less."""
        return fair_answer(documents, moved_by=_CHANCE.gauss(0.0, DEVIATION))


module = NoisyFair()
