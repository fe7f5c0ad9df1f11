"""What the planted modules that tell fictitious people from real ones answer to each."""

from collections.abc import Sequence

from xprsa.lab.planted.direct_bias import is_followed_by_cap_emploi
from xprsa.lab.planted.fair import fair_answer
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import Row

LOSS = 20.0


def answer_to(documents: Sequence[Row], *, looks_made_up: bool) -> Reply:
    """Reply fairly to people who look made up, and less 20 points to the others whom Cap emploi follows."""
    is_hit = is_followed_by_cap_emploi(documents) and not looks_made_up
    return fair_answer(documents, moved_by=-LOSS if is_hit else 0.0)
