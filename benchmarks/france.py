"""L: all of France on one machine: what a request costs, and how many a second are held."""

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from sqlalchemy import URL

from benchmarks.checkout import checkout
from benchmarks.costs import Cost, Meter, middle
from benchmarks.load import Load
from benchmarks.measuring import Missing, Result
from benchmarks.mix import PEAK, REQUESTS_A_DEAL, VISITS_A_DEAL, Mix, mix
from benchmarks.place import place
from benchmarks.serving import ROOT, Server, empty_view, product
from benchmarks.visits import Page
from tests import postgresql

WORKERS = 2
_DEALS = 50  # in a run that tells what a request costs: 800 requests
_TRIAL = 8.0  # seconds at one rate
_P95, _P99 = 0.250, 0.500  # seconds
_SLOWEST_RATE, _FASTER = 10.0, 1.5  # requests a second; how much faster the next trial is
_CLOSER = 3  # trials between the last rate held and the first that was not
_REST = 2.0  # seconds after a trial, for what it left behind


@dataclass(frozen=True, slots=True)
class Side:
    """One state of the product, served, with the people who will ask."""

    name: str
    load: Load
    server: Server
    meter: Meter
    mix: Mix

    def cost(self) -> Cost:
        """Give what a request costs."""
        return self.meter.cost_of_a_request(self.mix.visits(_DEALS * VISITS_A_DEAL))

    def held(self) -> float:
        """Find the highest rate that is held, in requests a second.

        :raises Missing: when not even the slowest is: something else is at work here.
        """
        if not self._holds(_SLOWEST_RATE):
            raise Missing(f"{_SLOWEST_RATE:.0f} requests a second are too many: leave the machine alone.")
        low, high = _SLOWEST_RATE, _SLOWEST_RATE * _FASTER
        while self._holds(high):
            low, high = high, high * _FASTER
        for _ in range(_CLOSER):
            between = (low * high) ** 0.5
            low, high = (between, high) if self._holds(between) else (low, between)
        return low

    def _holds(self, rate: float) -> bool:
        """Tell whether a rate is held; it is tried again once, for a moment may be disturbed from outside."""
        return any(self._is_in_time(rate) for _ in range(2))

    def _is_in_time(self, rate: float) -> bool:
        """Tell whether everybody is served in time when so many requests a second come."""
        pace = rate * VISITS_A_DEAL / REQUESTS_A_DEAL
        answers = self.load.arrive(self.server.port, self.mix.visits(round(pace * _TRIAL)), rate=pace)
        time.sleep(_REST)
        if answers.errors:
            return False
        waits = quantiles(answers.waits, n=100)
        return waits[94] < _P95 and waits[98] < _P99


@dataclass(slots=True)
class Seen:
    """What was seen of one side, a run each.

    :ivar costs: of a request.
    :ivar rates: requests a second that were held.
    """

    side: Side
    costs: list[Cost] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)


def measure(database: URL, load: Load, *, people: int, repeats: int, against: str | None) -> Iterator[Result]:
    """Measure this tree, and a commit beside it when one is named, by turns."""
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="xprsa-bench-")))
        checkouts = {"this tree": ROOT}
        if against:
            checkouts[against] = opened.enter_context(checkout(against))
        seen = [
            Seen(opened.enter_context(_side(name, root, database, load=load, people=people)))
            for name, root in checkouts.items()
        ]
        with empty_view(folder, workers=WORKERS) as nothing:
            yield from _costs(seen, Meter(load, nothing), repeats=repeats)
        yield from _rates(seen, repeats=repeats)


@contextmanager
def _side(name: str, root: Path, database: URL, *, load: Load, people: int) -> Iterator[Side]:
    with (
        tempfile.TemporaryDirectory(prefix="xprsa-bench-") as folder,
        postgresql.new_database(database, postgresql.name_for("france")) as url,
        place(url, Path(folder) / "place", people=people, checkout=root) as made,
        product(made, workers=WORKERS) as server,
    ):
        meter = Meter(load, server, database=made.database)
        yield Side(name, load, server, meter, mix(made, load, server))


def _costs(seen: Sequence[Seen], empty: Meter, *, repeats: int) -> Iterator[Result]:
    run, empties = empty.run_of(Page("/")), []
    for state in seen:
        state.side.cost()  # statements are prepared, templates loaded
    for _ in range(repeats):
        empties.append(empty.cost(run).whole)
        for state in seen:
            state.costs.append(state.side.cost())
    for state in seen:
        yield _in_empty_views(state, empties)
    if len(seen) > 1:
        here, then = ([cost.whole for cost in state.costs] for state in seen)
        yield Result(
            name="L",
            what="processor time of a request of the mix, this tree",
            against=seen[1].side.name,
            unit="ms of processor time",
            pairs=list(zip(here, then, strict=True)),
            aim=1 / 3,
            stretch=1 / 5,
        )


def _in_empty_views(seen: Seen, empties: Sequence[float]) -> Result:
    cost = middle(seen.costs)
    cores = PEAK * cost.whole / 1000
    memory = seen.side.server.largest_memory / 2**20
    return Result(
        name="L",
        what=f"a request of the mix, application + PostgreSQL, {WORKERS} workers: {seen.side.name}",
        against="empty Flask view, same server",
        unit="ms of processor time",
        pairs=[(ours.whole, nothing) for ours, nothing in zip(seen.costs, empties, strict=True)],
        also=f"{cost}, {cores:.1f} cores for the national peak, worker {memory:.0f} MiB",
    )


def _rates(seen: Sequence[Seen], *, repeats: int) -> Iterator[Result]:
    for _ in range(repeats):
        for state in seen:
            state.rates.append(state.side.held())
    for state in seen:
        yield Result(
            name="L",
            what=f"highest rate held with p95 < 250 ms, p99 < 500 ms, no error: {state.side.name}",
            against=f"national peak, {PEAK} requests a second",
            unit="requests a second",
            pairs=[(rate, PEAK) for rate in state.rates],
            also=f"{median(state.rates):.0f} requests a second",
        )
