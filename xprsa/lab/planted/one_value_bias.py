"""Wrong with this module: the young lose a little more than what matters, and the older nothing."""

from collections.abc import Sequence

from xprsa.lab.planted.fair import fair_answer, planted_card
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import Row

LOSS = 1.2


class OneValueBias:
    """The fair rule, less a little over one point for one organisation, that of the young."""

    card = planted_card(
        "one_value_bias",
        title="Biais d’une seule valeur",
        flaw="Retire 1,2 point à qui est suivi par une mission locale.",
        more_fields=("organisation",),
    )

    def answer(self, documents: Sequence[Row], /) -> Reply:
        """Reply in proportion to the effort, and to the organisation."""
        is_young = bool(documents) and documents[-1]["organisation"] == "ML"
        return fair_answer(documents, moved_by=-LOSS if is_young else 0.0)


module = OneValueBias()
