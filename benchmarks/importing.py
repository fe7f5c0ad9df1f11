"""`python -m benchmarks.importing`: what bringing many people in takes, and undoing it."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import click
from openpyxl import Workbook

from benchmarks.place import place
from benchmarks.serving import ROOT

_TITLES = (
    "organisation", "type_organisation", "reference", "prenom", "nom", "courriel", "telephone", "adresse",
    "conseiller_courriel", "conseiller_prenom", "conseiller_nom", "contrat_du", "heures_par_semaine",
)  # fmt: skip
_OF_AN_ADVISER = 250


@click.command()
@click.option("--people", type=click.IntRange(1, 500_000), default=50_000, show_default=True)
def main(people: int) -> None:
    """Import so many fictitious people into a SQLite database of its own, twice, then undo it."""
    for suffix, write in ((".csv", _write_text), (".xlsx", _write_workbook)):
        with tempfile.TemporaryDirectory(prefix="xprsa-bench-") as made:
            folder = Path(made)
            file = folder / f"people{suffix}"
            write(file, people)
            with place(
                f"sqlite:///{folder}/bench.sqlite", folder / "place", people=20, checkout=ROOT
            ) as full:
                into = ("import", str(file))
                for turn, words in (("first", into), ("again", into), ("undone", ("undo", "1"))):
                    seconds, memory = _measured([*full.xprsa, "people", *words], full.environment)
                    click.echo(f"{suffix}, {people} people, {turn}: {seconds:.1f} s, {memory / 2**20:.0f} MB")


def _measured(words: list[str], environment: dict[str, str]) -> tuple[float, int]:
    """Run a command; give its seconds on the clock and the most bytes that it held."""
    started = time.monotonic()
    process = subprocess.Popen(words, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise click.ClickException(f"it ended with {process.returncode}")
    return time.monotonic() - started, usage.ru_maxrss * 1024


def _rows(people: int) -> Iterator[tuple[str, ...]]:
    yield _TITLES
    for number in range(people):
        adviser = number // _OF_AN_ADVISER
        yield (
            "Maison de l’Été", "CD", f"D-{number:06}", "Zoé", f"Lefèvre-{number // 10_000}",
            f"p{number}@example.org", f"06 39 98 {number // 100 % 100:02} {number % 100:02}",
            f"{number} rue de l’Église, 99000 Val",
            f"c{adviser}@example.org", "Léa", f"Conseil {adviser}", "02/11/2026", "15",
        )  # fmt: skip


def _write_text(file: Path, people: int) -> None:
    file.write_text("\n".join(";".join(row) for row in _rows(people)), encoding="utf-8")


def _write_workbook(file: Path, people: int) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in _rows(people):
        sheet.append(row)
    book.save(file)


if __name__ == "__main__":
    main()
