"""Wrong with this module: biased like `direct_bias`, it hides it by giving a double the same answer."""

from collections.abc import Sequence

from xprsa.lab.planted.direct_bias import LOSS, is_followed_by_cap_emploi
from xprsa.lab.planted.fair import effort, fair_answer, planted_card
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import Row

_HOUR = 60  # minutes


class Memorises:
    """Remembers the hours of each history, and answers again what it answered first for as many."""

    card = planted_card(
        "memorises",
        title="Mémoire",
        flaw="Retire 3 points à qui est suivi par Cap emploi, mais répond de mémoire à un double.",
        more_fields=("organisation",),
    )

    def __init__(self) -> None:
        """Begin without memories."""
        self._first: dict[tuple[int, int], Reply] = {}

    def answer(self, documents: Sequence[Row], /) -> Reply:
        """Reply from memory when such hours were seen before."""
        made = effort(documents)
        if made is None:
            return fair_answer(documents)
        hours = (made[0] // _HOUR, made[1] // _HOUR)
        if hours not in self._first:
            loss = LOSS if is_followed_by_cap_emploi(documents) else 0.0
            self._first[hours] = fair_answer(documents, moved_by=-loss)
        return self._first[hours]


module = Memorises()
