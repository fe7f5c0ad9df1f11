"""Wrong with this module: an hour of search is worth less than any other."""

from collections.abc import Sequence

from xprsa.lab.planted.fair import fair_answer, planted_card
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import Row

LOSS = 10.0  # points when every minute is one of search


class WeighsFamilies:
    """The fair rule, less points for the share of search among the minutes."""

    card = planted_card(
        "weighs_families",
        title="Des heures qui comptent moins",
        flaw="Une heure de recherche vaut moins qu’une heure d’autre chose.",
        more_fields=("minutes_by_family",),
    )

    def answer(self, documents: Sequence[Row], /) -> Reply:
        """Reply in proportion to the effort, and to its family."""
        declared = [row for row in documents if row["minutes_by_family"]]
        minutes = sum(row["declared_minutes"] for row in declared)
        search = sum(row["minutes_by_family"]["search"] for row in declared)
        return fair_answer(documents, moved_by=-LOSS * search / minutes if minutes else 0.0)


module = WeighsFamilies()
