"""An export is killed without warning at moments drawn at random: the same command gives the same bytes."""

import os
import random
import secrets
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.builders import People, activity, content
from tests.source import ROOT
from xprsa.storage.export_runs import Format, Run, RunState
from xprsa.storage.tables import table
from xprsa.storage.tables_export import PublishedDocumentRow

PEOPLE = 40
MOMENTS = 10
SLOWEST = 180.0  # seconds, on a busy machine
# The real command, in ranges of two people, which holds a process to be dead after a second.
COMMAND = (
    "import xprsa.export.carrying as carrying, xprsa.export.claims as claims;"
    "from datetime import timedelta;"
    "carrying.PEOPLE_AT_A_TIME = 2; claims.SILENT_AFTER = timedelta(seconds=1);"
    "from xprsa.cli import main; main()"
)


@dataclass
class Exporter:
    """Runs `xprsa export` about three weeks, always with the same cut-off."""

    people: People
    folder: Path
    as_of: datetime = field(init=False)

    def __post_init__(self) -> None:
        """Let people declare, and look no further."""
        service, territory = self.people.service, self.people.territory()
        with service.database.writing() as store:
            store.purposes.seed_support(territory, at=service.now())
        last = service.this_week(territory).plus(-1)
        self.weeks = [last.plus(-number) for number in (2, 1, 0)]
        for number in range(PEOPLE):
            person = self.people.beneficiary()
            for week in self.weeks[number % 3 :]:
                self.people.sends(person, week, content(activity("training", f"{1 + number % 9}h")))
        self.as_of = service.now()

    def start(self, written: Format, to: Path) -> "subprocess.Popen[str]":
        """Start the command in a process group of its own."""
        settings = self.people.service.settings
        words = ["--purpose", "support", "--weeks", f"{self.weeks[0]}..{self.weeks[-1]}"]
        words += ["--format", written, "--as-of", self.as_of.isoformat(), "--to", str(to)]
        return subprocess.Popen(
            [sys.executable, "-c", COMMAND, "export", *words],
            cwd=ROOT,
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(ROOT),
                "XPRSA_DATABASE_URL": settings.database_url,
                "XPRSA_KEYRING": str(settings.keyring),
                "XPRSA_BASE_URL": settings.base_url,
                "XPRSA_MAIL_URL": "smtp://127.0.0.1:9",
                "XPRSA_SMS_URL": "http://127.0.0.1:9",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def begins(self, process: "subprocess.Popen[str]") -> float:
        """Wait until the run is under way; give that instant."""
        until = time.monotonic() + SLOWEST
        while not self._runs(RunState.RUNNING):
            assert time.monotonic() < until, "the run never began"
            assert process.poll() is None, process.communicate()
            time.sleep(0.005)
        return time.monotonic()

    def left(self) -> Run:
        """Give the one run that left, which carried every document that is kept."""
        (run,) = self._runs(RunState.DONE)
        kept = table(PublishedDocumentRow)
        with self.people.service.database.reading() as store:
            carried_by = store.connection.execute(select(kept.c.run_id)).scalars().all()
        assert list(carried_by) == [run.id] * run.documents
        return run

    def forget(self, run: Run, directory: Path) -> None:
        """Let it be as if the run had never left."""
        directory.rename(self.folder / f"forgotten-{secrets.token_hex(4)}")
        with self.people.service.database.writing() as store:
            store.exports.put_back(run)

    def _runs(self, state: RunState) -> list[Run]:
        with self.people.service.database.reading() as store:
            runs = store.exports.of_territory(self.people.territory().id, most=None)
        return [run for run in runs if run.state is state]


def bytes_of(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir()}


@pytest.mark.slow
def test_killed_at_any_moment_the_same_command_gives_the_same_bytes(
    residents: People, tmp_path: Path
) -> None:
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    chance, exporter = random.Random(seed), Exporter(residents, tmp_path)
    undisturbed: dict[Format, tuple[dict[str, bytes], float]] = {}
    for written in Format:
        process = exporter.start(written, tmp_path / "alone")
        begun = exporter.begins(process)
        out, err = process.communicate(timeout=SLOWEST)
        assert process.returncode == 0, (out, err)
        undisturbed[written] = bytes_of(tmp_path / "alone"), time.monotonic() - begun
        exporter.forget(exporter.left(), tmp_path / "alone")
    for number in range(MOMENTS):
        written = chance.choice(list(Format))
        expected, seconds = undisturbed[written]
        place = tmp_path / f"killed-{number}"
        first, other = place / "first", place / "other"
        process = exporter.start(written, first)
        exporter.begins(process)
        time.sleep(chance.uniform(0, seconds))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        had_left = first.exists()
        target = first if had_left else chance.choice([first, other])
        again = exporter.start(written, target)
        out, err = again.communicate(timeout=SLOWEST)
        assert (again.returncode == 0) is not had_left, (out, err)  # what left is not written over
        assert bytes_of(target) == expected, f"moment {number}, {written}"
        if target == first:
            assert list(place.iterdir()) == [first], "nothing half-written stays"
        exporter.forget(exporter.left(), target)
