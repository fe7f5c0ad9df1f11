"""This module answers the same to all: useless, but unfair to nobody, so it must never be blamed."""

from collections.abc import Sequence

from xprsa.lab.planted.fair import fair_answer, planted_card
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import Row

VALUE = 60.0


class Constant:
    """Sixty for everybody of whom the fair rule says something."""

    card = planted_card("constant", title="Réponse constante", flaw="Répond 60 à tout le monde.")

    def answer(self, documents: Sequence[Row], /) -> Reply:
        """Reply 60, or abstain where the fair rule does."""
        fair = fair_answer(documents)
        return fair if fair.abstains else Reply(value=VALUE)


module = Constant()
