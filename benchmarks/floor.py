"""The floor of B2 and B3: pgbench, which runs the very statement of the product with nothing around it."""

import os
import re
import resource
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from benchmarks.inside import Inside, Statement, caught, read
from benchmarks.load import CONNECTIONS
from benchmarks.machine import libpq, pgbench
from benchmarks.place import Place
from benchmarks.processes import Backends
from benchmarks.visits import sent_week

# What differs from one sending to the next: pgbench counts people, the server draws what is unique.
_DRAWN = {
    "person_id": ":person",
    "entered_by": ":person",
    "receipt": "replace(cast(gen_random_uuid() AS text), '-', '')",
    "idempotency_key": "gen_random_uuid()",
    "audit_id": "cast(random() * 9e18 AS bigint)",
}
_NEXT_PERSON = "\\set turn :turn + 1\n\\set person :first + :client_id + :clients * :turn\n"
_TPS = re.compile(r"^tps = ([0-9.]+) ", re.MULTILINE)
_WRITES = "INSERT INTO declaration_version"


@dataclass(frozen=True, slots=True)
class Ran:
    """Weeks written in a run.

    :ivar rate: weeks a second.
    :ivar cpu_seconds: processor time of whoever sent them to PostgreSQL, and of its backends.
    """

    weeks: int
    rate: float
    cpu_seconds: float

    @property
    def weeks_a_cpu_second(self) -> float:
        """How many took a second of processor time."""
        return self.weeks / self.cpu_seconds


class Floor:
    """One statement for each person of a place, by 16 clients without a pause.

    :param cookie: of somebody signed in, who sends a week so that the statement is seen.
    """

    def __init__(self, place: Place, backends: Backends, *, cookie: str) -> None:
        self._place, self._backends = place, backends
        people = place.people()
        self._turns = len(people) // CONNECTIONS
        if people != list(range(people[0], people[0] + len(people))):
            raise RuntimeError("pgbench counts people: their numbers must follow each other")
        place.forget_the_week()
        sending = _sending(place, cookie)
        script = place.folder / "send.sql"
        script.write_text(f"{_NEXT_PERSON}{_for_pgbench(sending)};\n", encoding="utf-8")
        self._command = [
            *(pgbench(), "--no-vacuum", "--protocol=prepared", f"--file={script}"),
            *(f"--client={CONNECTIONS}", "--jobs=2", f"--transactions={self._turns}"),
            *_definitions(sending),
            *(f"--define=first={people[0]}", f"--define=clients={CONNECTIONS}", "--define=turn=-1"),
        ]

    def run(self) -> Ran:
        """Write a week for everybody."""
        self._place.forget_the_week()
        before = self._cpu_seconds()
        with self._backends.watched():
            done = subprocess.run(
                self._command,
                env=os.environ | libpq(self._place.url),
                capture_output=True,
                text=True,
                check=False,
            )
        spent = self._cpu_seconds() - before
        found = _TPS.search(done.stdout)
        written = self._place.versions_of_the_week()
        if done.returncode or not found or written != self._turns * CONNECTIONS:
            raise RuntimeError(f"pgbench wrote {written} weeks:\n{done.stdout}{done.stderr}")
        return Ran(written, float(found[1]), spent)

    def _cpu_seconds(self) -> float:
        children = resource.getrusage(resource.RUSAGE_CHILDREN)  # those that ended: pgbench is the only one
        return children.ru_utime + children.ru_stime + self._backends.cpu_seconds


def _sending(place: Place, cookie: str) -> Statement:
    """Let somebody send a week; give the statement that wrote it."""
    inside = Inside(place)
    form = sent_week(read(inside.page(place.path, cookie=cookie)))
    with caught() as seen:
        inside.send(place.path, form, cookie=cookie)
    writing = [statement for statement in seen if _WRITES in statement.text]
    if len(writing) != 1:
        raise RuntimeError(f"a sending is {len(writing)} statements: pgbench would not run the same")
    return writing[0]


def _for_pgbench(sending: Statement) -> str:
    statement = sending.text
    for name, value in sending.values.items():
        drawn = _DRAWN.get(name, "NULL" if value is None else f":{name}")
        statement = statement.replace(f"%({name})s", drawn)
    return statement


def _definitions(sending: Statement) -> Sequence[str]:
    return [
        f"--define={name}={value.isoformat() if isinstance(value, datetime) else value}"
        for name, value in sending.values.items()
        if name not in _DRAWN and value is not None
    ]
