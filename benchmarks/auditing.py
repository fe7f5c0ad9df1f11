"""B10: a battery asked of a module in Python, against the bare loop over the same module in one process."""

import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
from pydantic_core import from_json

from benchmarks.measuring import Result, in_turn
from xprsa.lab.auditing import audit, open_under_study
from xprsa.lab.battery.deck import Deck, Source
from xprsa.lab.battery.documents import Documents
from xprsa.lab.hearing.plan import RunPlan
from xprsa.lab.hearing.work import Work
from xprsa.lab.people.world import World
from xprsa.lab.planted.blameless import fair_rule
from xprsa.lab.specimens.suspicion import module as suspicion
from xprsa.scoring.module import Row, ScoringModule

MODULES: dict[str, ScoringModule] = {
    "specimen:suspicion": suspicion,
    "planted:fair_rule": fair_rule,
}
_ASKED_ON = date(2026, 11, 30)
_DECKS = 16  # about 104 000 people a run, in 100 000 pairs


def measure(*, repeats: int) -> Iterator[Result]:
    """Measure each module: questions a second of a whole audit, against answers a second of the loop."""
    world = World.read()
    for name in MODULES:
        yield Result(
            name="B10",
            what=f"audit of `{name}`: dealt, asked in another process, tallied, judged",
            against="its `answer` in a bare loop over the same documents, ready in memory",
            unit="people/s",
            pairs=in_turn(_Audit(world, name).rate, _Loop(world, name).rate, repeats=repeats),
            aim=0.5,
            stretch=0.8,
        )


class _Audit:
    """A run of the lab, but for the report."""

    def __init__(self, world: World, name: str) -> None:
        self._world = world
        self._module = open_under_study(name)
        self._runs = 0

    def rate(self) -> float:
        """Give people a second; each run asks about people of its own."""
        self._runs += 1
        plan = RunPlan(
            f"bench-{self._runs}", "bench", public_decks=_DECKS - 1, holdout_decks=1, asked_on=_ASKED_ON
        )
        with tempfile.TemporaryDirectory() as folder:
            work = Work(Path(folder), plan, module=self._module.digest)
            begun = time.perf_counter()
            found, _ = audit(self._module, self._world, work)
            seconds = time.perf_counter() - begun
        return found.hearing.asked / seconds


class _Loop:
    """The module called in this process, on documents read beforehand."""

    def __init__(self, world: World, name: str) -> None:
        plan = RunPlan("bench", "bench", public_decks=1, holdout_decks=1, asked_on=_ASKED_ON)
        self._module = MODULES[name]
        self._documents = list(_read(plan.deal(world, Source.PUBLIC, 0), self._module))

    def rate(self) -> float:
        """Give people a second."""
        begun = time.perf_counter()
        for rows in self._documents:
            self._module.answer(rows)
        return len(self._documents) / (time.perf_counter() - begun)


def _read(deck: Deck, module: ScoringModule) -> Iterator[list[Row]]:
    documents = Documents(deck.histories, module.card, lambda: "0" * 64)
    for person in np.arange(deck.people).tolist():
        question = documents.question(person, pseudonym="0" * 64, calendar=deck.calendar_of(person))
        yield from_json(question.line)["documents"]
