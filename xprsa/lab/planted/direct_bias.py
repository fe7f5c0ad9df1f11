"""Wrong with this module: whoever is followed by Cap emploi loses three points, for nothing they did."""

from collections.abc import Sequence

from xprsa.lab.planted.fair import fair_answer, planted_card
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import Row

LOSS = 3.0


class DirectBias:
    """The fair rule, less three points for one organisation."""

    card = planted_card(
        "direct_bias",
        title="Biais direct",
        flaw="Retire 3 points à qui est suivi par Cap emploi.",
        more_fields=("organisation",),
    )

    def answer(self, documents: Sequence[Row], /) -> Reply:
        """Reply in proportion to the effort, and to the organisation."""
        return fair_answer(documents, moved_by=-LOSS if is_followed_by_cap_emploi(documents) else 0.0)


def is_followed_by_cap_emploi(documents: Sequence[Row]) -> bool:
    """Tell whether the latest document bears Cap emploi."""
    return bool(documents) and documents[-1]["organisation"] == "CE"


module = DirectBias()
