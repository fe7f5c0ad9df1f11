"""Wrong with this module: corrected weeks cost points once they are many, as two burdens make them."""

from collections.abc import Sequence

from xprsa.lab.planted.fair import fair_answer, planted_card
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import Row

ENOUGH = 0.15  # share of the weeks
LOSS = 200.0  # points for a share of one, beyond what is enough


class TwoBurdens:
    """The fair rule, less what corrections beyond some share cost."""

    card = planted_card(
        "two_burdens",
        title="Deux difficultés à la fois",
        flaw="Retire des points dès que plus de 15 % des semaines ont été corrigées.",
        more_fields=("supersedes",),
    )

    def answer(self, documents: Sequence[Row], /) -> Reply:
        """Reply in proportion to the effort, and to how often weeks were corrected."""
        corrected = sum(row["supersedes"] is not None for row in documents) / max(len(documents), 1)
        return fair_answer(documents, moved_by=-LOSS * max(0.0, corrected - ENOUGH))


module = TwoBurdens()
