"""Wrong with this module: weeks that were not possible, as illness or care make them, lower the value."""

from collections.abc import Sequence

from xprsa.lab.planted.fair import fair_answer, planted_card
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import Row

LOSS_A_WEEK = 0.5


class ProxyBias:
    """The fair rule, less half a point for each week that is not comparable."""

    card = planted_card(
        "proxy_bias",
        title="Biais par procuration",
        flaw="Retire un demi-point par semaine non comparable\u202f: maladie, garde, aide à un proche.",
    )

    def answer(self, documents: Sequence[Row], /) -> Reply:
        """Reply in proportion to the effort, and to the weeks that were not possible."""
        return fair_answer(documents, moved_by=-LOSS_A_WEEK * excused(documents))


def excused(documents: Sequence[Row]) -> int:
    """Count the weeks that were not possible."""
    return sum(row["status"] == "declared" and not row["comparable"] for row in documents)


module = ProxyBias()
