"""`python -m benchmarks [B1 B2 B3 B4 B5 B8 B10 L P]`: ratios as they come, then a table to be published."""

import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import click
from sqlalchemy import URL

from benchmarks import auditing, beside_a_peer, caseload, exporting, france, pages, sending_a_week, weight
from benchmarks.load import Load, load
from benchmarks.machine import described, pgbench, refuse_unmeasurable
from benchmarks.measuring import Missing, Result, table
from benchmarks.place import Place, place
from benchmarks.serving import ROOT
from tests import postgresql

LAB = "B10"  # needs no database
FRANCE = "L"  # fills databases of its own, one for each state of the code
PEER = "P"  # asked for by name alone: it installs a peer from the package index
ALL = ("B1", "B2", "B3", "B4", "B5", "B8", LAB, FRANCE)
_MOST_ON_SQLITE = 2000  # people; one of them is measured


@dataclass(frozen=True, slots=True)
class Asked:
    """What to measure, and how.

    :ivar against: the commit beside which L measures, or None.
    """

    names: Sequence[str]
    people: int
    repeats: int
    against: str | None

    @property
    def on_one_database(self) -> list[str]:
        """Those that share a database."""
        return [name for name in self.names if name not in (LAB, FRANCE)]


@click.command()
@click.argument("names", nargs=-1, type=click.Choice((*ALL, PEER)))
@click.option("--people", type=click.IntRange(2400, 2_000_000), default=20_000, show_default=True)
@click.option("--repeats", type=click.IntRange(1, 50), default=5, show_default=True)
@click.option("--against", metavar="COMMIT", help="Let L serve this commit too, by turns.")
def main(names: tuple[str, ...], *, people: int, repeats: int, against: str | None) -> None:
    """Measure NAMES (all but P by default) on databases made for it and dropped afterwards."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that servers end and the databases go
    asked = Asked(names or ALL, people, repeats, against)
    if against and FRANCE not in asked.names:
        raise click.UsageError(f"--against compares {FRANCE}, which is not asked for.")
    try:
        _measure(asked)
    except Missing as missing:
        raise click.ClickException(str(missing)) from missing


def _measure(asked: Asked) -> None:
    server, results = None, []
    with ExitStack() as opened:
        measures: list[Iterator[Result]] = []
        if any(name != LAB for name in asked.names):
            pgbench()  # what is missing is said before the people are made
            server = opened.enter_context(postgresql.server())
            refuse_unmeasurable(server)
            measures.append(_of_the_service(asked, server))
        if LAB in asked.names:
            measures.append(auditing.measure(repeats=asked.repeats))
        for result in chain(*measures):
            click.echo(result.line(), err=True)
            results.append(result)
        filled = f" {asked.people} people," if server is not None else ""
        click.echo(f"{described(server)}{filled} {asked.repeats} repeats.\n\n{table(results)}")


def _of_the_service(asked: Asked, server: URL) -> Iterator[Result]:
    with load() as sender:
        if asked.on_one_database:
            yield from _on_one_database(asked, server, sender)
        if FRANCE in asked.names:
            yield from france.measure(
                server, sender, people=asked.people, repeats=asked.repeats, against=asked.against
            )


def _on_one_database(asked: Asked, server: URL, sender: Load) -> Iterator[Result]:
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="xprsa-bench-")))
        url = opened.enter_context(postgresql.new_database(server, postgresql.name_for("bench")))
        click.echo(f"Making {asked.people} fictitious people ...", err=True)
        full = opened.enter_context(place(url, folder / "postgresql", people=asked.people, checkout=ROOT))
        for name in asked.on_one_database:
            yield from _MEASURES[name](full, sender, asked.repeats)


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
    "B5": lambda full, _, repeats: exporting.measure(full, repeats=repeats),
    "B8": lambda full, sender, _: weight.measure(full, sender),
    PEER: lambda full, sender, repeats: beside_a_peer.measure(full, sender, repeats=repeats),
}


if __name__ == "__main__":
    main()
