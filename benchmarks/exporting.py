"""B5, B6: every document of the weeks told leaves, signed, beside `psql COPY` of as many rows."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

from sqlalchemy import text

from benchmarks.machine import libpq
from benchmarks.measuring import Missing, Result, in_turn
from benchmarks.place import WEEKS_TOLD, Place
from benchmarks.processes import Backends
from xprsa.domain.week import Week

_UNIT = "rows a CPU-second of all processes"
_COPY = "COPY (SELECT * FROM published_document) TO STDOUT WITH (FORMAT csv)"


def measure(place: Place, *, repeats: int) -> Iterator[Result]:
    """Measure CSV beside `psql COPY` of the rows that the run kept, then the other formats beside CSV."""
    with TemporaryDirectory(prefix="xprsa-bench-") as folder:
        exporting = _Exporting(place, Path(folder) / "run")
        yield Result(
            name="B5",
            what="every summary of twelve weeks to CSV, hashed and signed",
            against="psql COPY of as many rows",
            unit=_UNIT,
            pairs=in_turn(lambda: exporting.rate("csv"), exporting.rate_of_copy, repeats=repeats),
            aim=0.05,
            stretch=0.15,
            also=f"{exporting.rows:,} rows",
        )
        for written, name in (("parquet", "Parquet"), ("jsonl", "JSON Lines")):
            yield Result(
                name="B6",
                what=f"the same to {name}",
                against="to CSV",
                unit=_UNIT,
                pairs=[(exporting.rate(written), exporting.rate("csv")) for _ in range(repeats)],
                aim=1.0,
                stretch=1.2,
            )


class _Exporting:
    """Runs the command, each time as if nothing had ever left."""

    def __init__(self, place: Place, to: Path) -> None:
        self._place, self._to = place, to
        self._backends = Backends(place.database)
        last = Week.of(place.monday).plus(-1)
        self._weeks = f"{last.plus(1 - WEEKS_TOLD)}..{last}"

    @property
    def rows(self) -> int:
        """How many documents the last run kept."""
        with self._place.engine.connect() as connection:
            return int(connection.execute(text("SELECT count(*) FROM published_document")).scalar_one())

    def rate(self, written: str) -> float:
        """Carry a run out; give its rows for each second of processor time."""
        with self._place.engine.begin() as connection:
            connection.execute(text("DELETE FROM published_document"))
            connection.execute(text("DELETE FROM export_run"))
        rmtree(self._to, ignore_errors=True)
        words = ["export", "--purpose", "support", "--weeks", self._weeks, "--format", written]
        spent = self._spent([*self._place.xprsa, *words, "--to", str(self._to)], self._place.environment)
        return self.rows / spent

    def rate_of_copy(self) -> float:
        """Copy what the last run kept; give its rows for each second of processor time."""
        return self.rows / self._spent(["psql", "-qc", _COPY], os.environ | libpq(self._place.url))

    def _spent(self, words: list[str], environment: dict[str, str]) -> float:
        """Run a command; give the processor time of it and of its backend.

        :raises Missing: when it fails.
        """
        before = self._backends.cpu_seconds
        with self._backends.watched():
            process = subprocess.Popen(
                words, env=environment, cwd=self._place.checkout, stdout=subprocess.DEVNULL
            )
            _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise Missing(f"{words[0]} ended with {process.returncode}.")
        return usage.ru_utime + usage.ru_stime + self._backends.cpu_seconds - before
