"""Wrong with this module: now and then it says what is no answer, such as a text or a value off the scale."""

from collections.abc import Sequence
from math import nan
from typing import cast

from xprsa.lab.planted.fair import fair_answer, planted_card
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import Row

CALLS = 50
NONSENSE: tuple[object, ...] = (
    Reply.model_construct(value=nan),  # the form itself would refuse it
    "Je ne sais pas.",
    Reply(value=250.0),
)


class Babbles:
    """The fair rule, with nonsense at every 50th call, each kind in turn."""

    card = planted_card("babbles", title="Bavardage", flaw="Dit n’importe quoi toutes les 50 réponses.")

    def __init__(self) -> None:
        """Begin to count."""
        self._calls = 0

    def answer(self, documents: Sequence[Row], /) -> Reply:
        """Reply in proportion to the effort, or anything else."""
        self._calls += 1
        turn, rest = divmod(self._calls, CALLS)
        if rest:
            return fair_answer(documents)
        return cast(Reply, NONSENSE[turn % len(NONSENSE)])


module = Babbles()
