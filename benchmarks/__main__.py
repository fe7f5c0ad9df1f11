"""`python -m benchmarks [B1 B2 B3 B8 B10]`: ratios as they come, then the table of `docs/performance.md`."""

import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from itertools import chain
from pathlib import Path

import click
from sqlalchemy import URL

from benchmarks import auditing, caseload, pages, sending_a_week, weight
from benchmarks.load import Load, load
from benchmarks.machine import described, pgbench, refuse_unmeasurable
from benchmarks.measuring import Missing, Result, table
from benchmarks.place import Place, place
from benchmarks.serving import ROOT
from tests import postgresql

LAB = "B10"  # needs no database
ALL = ("B1", "B2", "B3", "B4", "B8", LAB)
_MOST_ON_SQLITE = 2000  # people; one of them is measured


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(ALL))
@click.option("--people", type=click.IntRange(2400, 2_000_000), default=20_000, show_default=True)
@click.option("--repeats", type=click.IntRange(1, 50), default=5, show_default=True)
def main(names: tuple[str, ...], *, people: int, repeats: int) -> None:
    """Measure NAMES (all of them by default) on a database made for it and dropped afterwards."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that servers end and the database goes
    try:
        _measure(names or ALL, people=people, repeats=repeats)
    except Missing as missing:
        raise click.ClickException(str(missing)) from missing


def _measure(names: tuple[str, ...], *, people: int, repeats: int) -> None:
    of_the_service = [name for name in names if name != LAB]
    server, results = None, []
    with ExitStack() as opened:
        measures: list[Iterator[Result]] = []
        if of_the_service:
            pgbench()  # what is missing is said before the people are made
            server = opened.enter_context(postgresql.server())
            refuse_unmeasurable(server)
            measures.append(_on_a_database(of_the_service, server, people=people, repeats=repeats))
        if LAB in names:
            measures.append(auditing.measure(repeats=repeats))
        for result in chain(*measures):
            click.echo(result.line(), err=True)
            results.append(result)
        filled = f" {people} people," if server is not None else ""
        click.echo(f"{described(server)}{filled} {repeats} repeats.\n\n{table(results)}")


def _on_a_database(names: Sequence[str], server: URL, *, people: int, repeats: int) -> Iterator[Result]:
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="xprsa-bench-")))
        url = opened.enter_context(postgresql.new_database(server, postgresql.name_for("bench")))
        click.echo(f"Making {people} fictitious people ...", err=True)
        full = opened.enter_context(place(url, folder / "postgresql", people=people, checkout=ROOT))
        sender = opened.enter_context(load())
        for name in names:
            yield from _MEASURES[name](full, sender, repeats)


def _pages(full: Place, sender: Load, repeats: int) -> Iterator[Result]:
    yield from pages.measure(full, sender, database="PostgreSQL", repeats=repeats)
    folder = full.folder.parent / "sqlite"
    url = f"sqlite:///{full.folder.parent / 'bench.sqlite'}"
    with place(url, folder, people=_MOST_ON_SQLITE, checkout=ROOT) as small:
        yield from pages.measure(small, sender, database="SQLite", repeats=repeats)


_MEASURES: dict[str, Callable[[Place, Load, int], Iterator[Result] | list[Result]]] = {
    "B1": _pages,
    "B2": lambda full, sender, repeats: sending_a_week.measure_requests(full, sender, repeats=repeats),
    "B3": lambda full, sender, repeats: sending_a_week.measure_writes(full, sender, repeats=repeats),
    "B4": lambda full, sender, repeats: caseload.measure(full, sender, repeats=repeats),
    "B8": lambda full, sender, _: weight.measure(full, sender),
}


if __name__ == "__main__":
    main()
