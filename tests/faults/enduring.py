"""Trouble that comes while people declare, and goes: nothing is acknowledged that is not kept (F-5)."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from tests.faults.crowd import Town, crowd
from tests.faults.ledger import Ledger, compare
from tests.faults.server import RunningServer, eventually
from tests.faults.test_killed_server import CLEAN, CLIENTS


def more_are_acknowledged(ledger: Ledger, count: int) -> None:
    """Wait until so many more weeks are acknowledged."""
    known = ledger.count
    eventually(lambda: ledger.count >= known + count, what=f"{count} more weeks acknowledged")


def endures(
    server: RunningServer,
    town: Town,
    trouble: AbstractContextManager[object],
    *,
    seconds: float = 2.0,
    meanwhile: Callable[[Ledger], None] = lambda ledger: None,
) -> Ledger:
    """See that people are told "not now", keep what they typed, and go on by themselves once it is over.

    :param seconds: how long it lasts, once somebody was told.
    :param meanwhile: what else is seen while it lasts.
    """
    with crowd(server.port, town, clients=CLIENTS) as ledger:
        more_are_acknowledged(ledger, 10)
        with trouble:
            told = ledger.away
            eventually(lambda: ledger.away > told, what="somebody who was told to come back")
            meanwhile(ledger)
            time.sleep(seconds)
        more_are_acknowledged(ledger, 20)
    found = compare(ledger, town.people.service)
    assert found.counts == CLEAN, found
    assert ledger.wrong == []  # each 503 said when to come back, and gave back what was typed
    assert ledger.unfinished == 0
    return ledger
