"""Which abstentions a card announces."""

import numpy as np
from numpy.typing import NDArray

from xprsa.lab.people.histories import Histories
from xprsa.scoring.module import ModuleCard


def is_announced(histories: Histories, card: ModuleCard) -> NDArray[np.bool_]:
    """Tell of whom the card says that the module abstains: fewer weeks that compare than it asks for.

    Where it says in words when else it abstains, every abstention is taken for one of those.
    """
    compare = (histories.declared & histories.comparable & (histories.target > 0)).sum(axis=1)
    few: NDArray[np.bool_] = (compare < card.fewest_weeks) | (card.abstains_when is not None)
    return few
