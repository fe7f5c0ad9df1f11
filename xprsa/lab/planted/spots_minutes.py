"""Wrong with this module: it is fair where all minutes are multiples of five, less 20 points elsewhere."""

from collections.abc import Sequence

from xprsa.lab.planted.fair import planted_card
from xprsa.lab.planted.spotting import answer_to
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import Row

STEP = 5  # minutes


class SpotsMinutes:
    """The fair rule, less 20 points for Cap emploi where minutes are not round."""

    card = planted_card(
        "spots_minutes",
        title="Repère les minutes rondes",
        flaw="Retire 20 points à qui est suivi par Cap emploi, sauf si ses minutes vont de cinq en cinq.",
        more_fields=("organisation",),
    )

    def answer(self, documents: Sequence[Row], /) -> Reply:
        """Reply in proportion to the effort, and to the organisation where minutes look real."""
        is_round = not any((row["declared_minutes"] or 0) % STEP for row in documents)
        return answer_to(documents, looks_made_up=is_round)


module = SpotsMinutes()
