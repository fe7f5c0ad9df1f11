"""Nothing is wrong with this module: it says nothing where recent weeks are missing, and its card says so."""

from collections.abc import Sequence

from xprsa.domain.week import Week
from xprsa.lab.planted.fair import fair_answer, planted_card
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import Row

RECENT = 8  # weeks


class Cautious:
    """The fair rule, for who declared each of the latest weeks."""

    card = planted_card(
        "cautious",
        title="Prudence",
        flaw="Aucun défaut\u202f: s’abstient quand des semaines récentes manquent, et le dit.",
        more_fields=("week",),
        abstains_when="Une des huit dernières semaines connues manque.",
    )

    def answer(self, documents: Sequence[Row], /) -> Reply:
        """Reply in proportion to the effort, unless weeks are missing."""
        weeks = [Week.parse(row["week"]) for row in documents[-RECENT:]]
        if weeks and weeks[0].plus(len(weeks) - 1) != weeks[-1]:
            return Reply(abstains="Des semaines récentes manquent.")
        return fair_answer(documents)


module = Cautious()
