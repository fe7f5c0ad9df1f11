"""`python -m benchmarks.scoring`: what asking `activity-trend` takes, beside the bare loop of its answers."""

import os
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import click
from sqlalchemy import create_engine, select

from benchmarks.place import Place, place
from benchmarks.processes import Started
from benchmarks.serving import ROOT
from tests.builders import LONG_AGO
from tests.scores.written import activate_module, write_module
from xprsa.commands.opening import open_service
from xprsa.domain.permission import Role
from xprsa.domain.person import Account
from xprsa.helping.activity_trend import ActivityTrend
from xprsa.modules.host import Host
from xprsa.modules.registry import open_module
from xprsa.running.service import Service
from xprsa.settings import Settings
from xprsa.storage.tables import AccountRow, table
from xprsa.storage.tables_answers import KeptAnswerRow

_NAME = "activity-trend"


@dataclass(frozen=True, slots=True)
class Asked:
    """What one asking took.

    :ivar seconds: on the clock.
    :ivar own: processor seconds of its own process; `beside`: of those that it started, the module's too.
    :ivar memory: the most bytes that its own process held.
    """

    seconds: float
    own: float
    beside: float
    memory: int

    @property
    def processor(self) -> float:
        """Processor seconds of all of them."""
        return self.own + self.beside


@click.command()
@click.option("--people", type=click.IntRange(20, 500_000), default=20_000, show_default=True)
@click.option("--repeats", type=click.IntRange(1, 20), default=3, show_default=True)
def main(people: int, repeats: int) -> None:
    """Ask about so many fictitious people on a SQLite database of its own, each turn beside the bare loop."""
    with tempfile.TemporaryDirectory(prefix="xprsa-bench-") as made:
        folder = Path(made)
        with place(
            f"sqlite:///{folder}/bench.sqlite", folder / "place", people=people, checkout=ROOT
        ) as full:
            weeks = _activated(full)
            for _ in range(repeats):
                asked = _measured([*full.xprsa, "score", _NAME, "--weeks", weeks], full.environment)
                questions, bare = _bare_loop(full)
                ratio = (questions / asked.processor) / (questions / bare)
                click.echo(
                    f"{questions} questions: {asked.seconds:.1f} s, {asked.processor:.1f} s of processor,"
                    f" {asked.beside:.1f} of them in what it started;"
                    f" {questions / asked.processor:.0f} people for each; {asked.memory / 2**20:.0f} MB;"
                    f" bare loop {bare:.2f} s of processor; ratio {ratio:.3f}; load {os.getloadavg()[0]:.1f}"
                )


def _activated(full: Place) -> str:
    """Activate the module that ships, by two managers made for it; give the twelve weeks that were told."""
    environment = {name: text for name, text in full.environment.items() if name.startswith("XPRSA_")}
    service = open_service(Settings.read(environment))
    module = open_module(_NAME)
    first, second = _manager(service), _manager(service)
    public_id = write_module(service, by=first, card=module.card, source=_NAME, digest=module.digest)
    activate_module(service, public_id, first=first, second=second)
    week = service.this_week(service.territories()[0])
    service.database.dispose()
    return f"{week.plus(-12)}..{week.plus(-1)}"


def _manager(service: Service) -> Account:
    accounts, territory = table(AccountRow), service.territories()[0]
    public_id, long_ago = uuid4(), service.now().replace(LONG_AGO.year, LONG_AGO.month, LONG_AGO.day)
    row = {
        "public_id": public_id,
        "role": Role.MANAGER.value,
        "territory_id": territory.id,
        "first_name": "Camille",
        "last_name": "Mesure",
        "created_at": long_ago,
    }
    with service.database.writing() as store:
        store.connection.execute(accounts.insert().values(row))
        found = store.connection.execute(select(accounts.c.id).where(accounts.c.public_id == public_id))
        account = store.people.account(found.scalar_one())
    if account is None:
        raise click.ClickException("a manager was not kept")
    return account


def _measured(words: list[str], environment: dict[str, str]) -> Asked:
    """Run a command with all that it starts."""
    begun = time.monotonic()
    process = subprocess.Popen(words, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    started = Started(process.pid)
    with started.watched():
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise click.ClickException(f"it ended with {process.returncode}")
    own = usage.ru_utime + usage.ru_stime
    return Asked(time.monotonic() - begun, own, started.cpu_seconds, usage.ru_maxrss * 1024)


def _bare_loop(full: Place) -> tuple[int, float]:
    """Answer in this process, from memory to memory, what the last asking kept as questions."""
    kept = table(KeptAnswerRow)
    with create_engine(full.url).connect() as connection:
        last = connection.execute(select(kept.c.asking_id).order_by(kept.c.asking_id.desc())).scalar()
        query = select(kept.c.question).where(kept.c.asking_id == last)
        lines = [question.encode() for question in connection.execute(query).scalars()]
    host, begun = Host(ActivityTrend()), time.process_time()
    for line in lines:
        host.answered(line)
    return len(lines), time.process_time() - begun


if __name__ == "__main__":
    main()
