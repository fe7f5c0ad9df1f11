"""Wrong with this module: it says nothing of the young, who are followed by a mission locale."""

from collections.abc import Sequence

from xprsa.lab.planted.fair import fair_answer, planted_card
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import Row


class AbstainsForGroup:
    """The fair rule, for all organisations but one."""

    card = planted_card(
        "abstains_for_group",
        title="Abstention pour un groupe",
        flaw="S’abstient toujours pour qui est suivi par une mission locale.",
        more_fields=("organisation",),
    )

    def answer(self, documents: Sequence[Row], /) -> Reply:
        """Reply in proportion to the effort, unless a mission locale follows the person."""
        if documents and documents[-1]["organisation"] == "ML":
            return Reply(abstains="Ce module ne dit rien des personnes suivies par une mission locale.")
        return fair_answer(documents)


module = AbstainsForGroup()
