"""Wrong with these modules: now and then they end, fall silent, or say what is no answer."""

import os
import time
from collections.abc import Iterator, Sequence
from itertools import count
from math import nan
from typing import cast

from xprsa.lab.planted.fair import fair_answer, planted
from xprsa.scoring.answer import Reply
from xprsa.scoring.module import Row

CALLS_OF_LIFE = 500
CALLS_BEFORE_SLEEP = 3000
CALLS_OF_SENSE = 50
_EXIT_CODE = 3
_SLEEP = 3600.0  # seconds
_NONSENSE: tuple[object, ...] = (
    Reply.model_construct(value=nan),  # the form itself would refuse it
    "Je ne sais pas.",
    Reply(value=250.0),
)


@planted(count(1), title="Arrêt brutal", flaw="S’arrête sans un mot toutes les 500 réponses.")
def crashes(documents: Sequence[Row], calls: Iterator[int]) -> Reply:
    """Reply fairly, or end the process without a word."""
    if next(calls) % CALLS_OF_LIFE == 0:
        os._exit(_EXIT_CODE)
    return fair_answer(documents)


@planted(count(1), title="Silence", flaw="Ne répond plus à partir de la 3000ᵉ réponse.")
def hangs(documents: Sequence[Row], calls: Iterator[int]) -> Reply:
    """Reply fairly, after an hour of sleep at one call."""
    if next(calls) == CALLS_BEFORE_SLEEP:
        time.sleep(_SLEEP)
    return fair_answer(documents)


@planted(count(1), title="Bavardage", flaw="Dit n’importe quoi toutes les 50 réponses.")
def babbles(documents: Sequence[Row], calls: Iterator[int]) -> Reply:
    """Reply fairly, or say each kind of nonsense in turn."""
    turn, rest = divmod(next(calls), CALLS_OF_SENSE)
    return fair_answer(documents) if rest else cast(Reply, _NONSENSE[turn % len(_NONSENSE)])
