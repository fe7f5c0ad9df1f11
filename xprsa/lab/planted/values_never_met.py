"""Wrong with this module: it is hard on codes that hardly any fictitious person bears by their own life."""

from collections.abc import Sequence

from xprsa.lab.planted.fair import fair_answer, planted_card
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import Row

LOSS = 20.0
DEPARTMENTS = frozenset({"971", "972", "973", "976"})


class ValuesNeverMet:
    """The fair rule, less twenty points for one organisation and for four départements."""

    card = planted_card(
        "values_never_met",
        title="Codes jamais rencontrés",
        flaw="Retire 20 points à qui est suivi par un organisme « IND », et dans quatre départements.",
        more_fields=("organisation", "department"),
    )

    def answer(self, documents: Sequence[Row], /) -> Reply:
        """Reply in proportion to the effort, and to two codes."""
        last = documents[-1] if documents else {}
        losses = (last.get("organisation") == "IND") + (last.get("department") in DEPARTMENTS)
        return fair_answer(documents, moved_by=-LOSS * losses)


module = ValuesNeverMet()
