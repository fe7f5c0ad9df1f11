"""B2 and B3: a week sent, by whole requests and by the write layer alone, against pgbench."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from statistics import median

from benchmarks.floor import Floor, Ran
from benchmarks.load import CONNECTIONS, Load
from benchmarks.measuring import Result, in_turn
from benchmarks.place import Place
from benchmarks.processes import Backends
from benchmarks.sent import Writer
from benchmarks.serving import Server, product
from benchmarks.signing_in import entered, like
from benchmarks.visits import Sending, WeekForm
from xprsa.storage.sending import SentWeek

_FORMS, _WRITES = 2400, 9600  # a run: some seconds of each
_AGAINST = "pgbench, same statement"


def measure_requests(place: Place, load: Load, *, repeats: int) -> list[Result]:
    """Measure B2: each form is the first version of somebody's week, by 16 connections on one worker."""
    cookie, _ = entered(place, load)
    backends = Backends(place.database)
    floor = Floor(place, backends, cookie=cookie)
    place.forget_the_week()
    with product(place) as server:
        blank = [WeekForm(place.path, own) for own in like(place, cookie, place.people(_FORMS))]
        forms = [Sending(form) for form in load.run(server.port, blank).results]

        def sent() -> Ran:
            return _sent(place, load, server, backends=backends, forms=forms)

        sent()  # statements are prepared, connections opened
        runs = [(sent(), floor.run()) for _ in range(repeats)]
    rate = median(ours.rate / theirs.rate for ours, theirs in runs)
    return [
        Result(
            name="B2",
            what=f"a week of 5 activities sent, everything on, {CONNECTIONS} connections, 1 worker",
            against=_AGAINST,
            unit="weeks a CPU-second of all processes",
            pairs=[(ours.weeks_a_cpu_second, theirs.weeks_a_cpu_second) for ours, theirs in runs],
            aim=0.08,
            stretch=0.12,
            also=f"{rate:.2f} by weeks a second",
        )
    ]


def measure_writes(place: Place, load: Load, *, repeats: int) -> list[Result]:
    """Measure B3: the same rows by `Declarations.send`, 16 threads, a transaction each."""
    cookie, _ = entered(place, load)
    floor = Floor(place, Backends(place.database), cookie=cookie)
    writer = Writer(place)
    weeks = _shares(writer.ready(place.people(_WRITES)))

    def written() -> float:
        return _written(place, writer, weeks)

    def by_pgbench() -> float:
        return floor.run().rate

    written()
    pairs = in_turn(written, by_pgbench, repeats=repeats)
    noise = in_turn(by_pgbench, by_pgbench, repeats=repeats)
    writer.close()
    what, unit = f"write layer alone, {CONNECTIONS} threads", "weeks a second"
    return [
        Result(name="B3", what=what, against=_AGAINST, unit=unit, pairs=pairs, aim=0.6, stretch=0.85),
        Result(name="B3, noise", what="pgbench, same statement", against="itself", unit=unit, pairs=noise),
    ]


def _sent(place: Place, load: Load, server: Server, *, backends: Backends, forms: Sequence[Sending]) -> Ran:
    place.forget_the_week()
    before = server.cpu_seconds + backends.cpu_seconds
    answers = load.run(server.port, forms)
    spent = server.cpu_seconds + backends.cpu_seconds - before
    kept = place.versions_of_the_week()
    if kept != len(forms):
        raise RuntimeError(f"{len(forms)} forms were received, {kept} weeks are kept")
    return Ran(kept, kept / answers.seconds, spent)


def _written(place: Place, writer: Writer, weeks: Sequence[Sequence[SentWeek]]) -> float:
    place.forget_the_week()
    with ThreadPoolExecutor(CONNECTIONS) as threads:
        begun = time.perf_counter()
        for _ in threads.map(writer.write, weeks):  # an error of any thread comes out here
            pass
        spent = time.perf_counter() - begun
    return place.versions_of_the_week() / spent


def _shares(weeks: Sequence[SentWeek]) -> list[Sequence[SentWeek]]:
    return [weeks[first::CONNECTIONS] for first in range(CONNECTIONS)]
