"""Wrong with this module: Cap emploi and overseas together cost eight points, though neither alone does."""

from collections.abc import Sequence

from xprsa.lab.planted.direct_bias import is_followed_by_cap_emploi
from xprsa.lab.planted.fair import fair_answer, planted_card
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import Row

LOSS = 8.0
OVERSEAS = frozenset({"971", "972", "973", "974", "976"})


class IntersectionBias:
    """The fair rule, less eight points where two marks meet."""

    card = planted_card(
        "intersection_bias",
        title="Biais d’intersection",
        flaw="Retire 8 points à qui est suivi par Cap emploi outre-mer, et seulement là.",
        more_fields=("organisation", "department"),
    )

    def answer(self, documents: Sequence[Row], /) -> Reply:
        """Reply in proportion to the effort, and to two marks taken together."""
        is_hit = is_followed_by_cap_emploi(documents) and documents[-1]["department"] in OVERSEAS
        return fair_answer(documents, moved_by=-LOSS if is_hit else 0.0)


module = IntersectionBias()
