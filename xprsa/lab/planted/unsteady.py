"""Wrong with these modules: what they answer to one person depends on more than that person's documents."""

from collections.abc import Iterator, Sequence
from itertools import count
from random import SystemRandom

from xprsa.lab.planted.biases import direct_bias
from xprsa.lab.planted.fair import effort, fair_answer, planted
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import Row

DEVIATION = 2.0  # points
LOSS_A_CALL = 0.002  # points
_CHANCE = SystemRandom()
_HOUR = 60  # minutes


@planted(
    title="Règle juste et bruitée",
    flaw="Ajoute un bruit au hasard (écart type de 2 points)\u202f: deux demandes, deux réponses.",
    more_fields=("organisation", "department"),  # codes are judged by chance there
)
def noisy_fair(documents: Sequence[Row]) -> Reply:
    """Err at random, on nobody's side: it breaks stability, but must not be blamed for a bias."""
    return fair_answer(documents, moved_by=_CHANCE.gauss(0.0, DEVIATION))


@planted(count(1), title="Dérive", flaw="Retire 0,002 point de plus à chaque réponse depuis son démarrage.")
def drifting(documents: Sequence[Row], calls: Iterator[int]) -> Reply:
    """Grow harsher with every answer, so that whoever comes last fares worst."""
    return fair_answer(documents, moved_by=-LOSS_A_CALL * next(calls))


@planted(
    {},
    title="Mémoire",
    flaw="Retire 3 points à qui est suivi par Cap emploi, mais répond de mémoire à un double.",
    more_fields=("organisation",),
)
def memorises(documents: Sequence[Row], first: dict[tuple[int, int], Reply]) -> Reply:
    """Hide a bias like `direct_bias`: answer again what was answered first to as many hours."""
    made = effort(documents)
    if made is None:
        return fair_answer(documents)
    hours = (made[0] // _HOUR, made[1] // _HOUR)
    if hours not in first:
        first[hours] = direct_bias.answer(documents)
    return first[hours]
