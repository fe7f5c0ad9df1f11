"""The floor of B2 and B3: pgbench, which runs the very statement of the product with nothing around it."""

import os
import re
import subprocess
from datetime import datetime
from typing import Any

from sqlalchemy import event, make_url

from benchmarks.machine import pgbench
from benchmarks.place import Place
from benchmarks.sent import sent_weeks
from xprsa.domain.person import Account

CLIENTS = 16
# What differs from one sending to the next: pgbench counts people, the server draws the two unique texts.
_DRAWN = {
    "person_id": ":person",
    "entered_by": ":person",
    "receipt": "replace(cast(gen_random_uuid() AS text), '-', '')",
    "idempotency_key": "gen_random_uuid()",
}
_NEXT_PERSON = "\\set turn :turn + 1\n\\set person :first + :client_id + :clients * :turn\n"
_TPS = re.compile(r"^tps = ([0-9.]+) ", re.MULTILINE)


class Floor:
    """One statement for each person of a place, by 16 clients without a pause."""

    def __init__(self, place: Place, people: list[Account]) -> None:
        self._place = place
        self._turns = len(people) // CLIENTS
        numbers = [account.id for account in people]
        if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
            raise RuntimeError("pgbench counts people: their numbers must follow each other")
        place.forget_the_week()
        statement, values = _captured(place, people[0])
        texts = {name: value for name, value in values.items() if name not in _DRAWN and value is not None}
        script = place.folder / "send.sql"
        script.write_text(f"{_NEXT_PERSON}{_for_pgbench(statement, values)};\n", encoding="utf-8")
        self._command = [
            *(pgbench(), "--no-vacuum", "--protocol=prepared", f"--file={script}"),
            *(f"--client={CLIENTS}", "--jobs=2", f"--transactions={self._turns}"),
            *(f"--define={name}={_written(value)}" for name, value in texts.items()),
            *(f"--define=first={numbers[0]}", f"--define=clients={CLIENTS}", "--define=turn=-1"),
        ]

    def rate(self) -> float:
        """Run it; give statements a second."""
        self._place.forget_the_week()
        done = subprocess.run(
            self._command, env=os.environ | _address(self._place), capture_output=True, text=True, check=False
        )
        found = _TPS.search(done.stdout)
        written = self._place.versions_of_the_week()
        if done.returncode or not found or written != self._turns * CLIENTS:
            raise RuntimeError(f"pgbench wrote {written} weeks:\n{done.stdout}{done.stderr}")
        return float(found[1])


def _captured(place: Place, account: Account) -> tuple[str, dict[str, Any]]:
    """Give the statement as the driver receives it from the product, with its values; keep nothing."""
    seen: list[tuple[str, dict[str, Any]]] = []
    ready = sent_weeks(place, [account])[0]

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_rest: object) -> None:
        seen.append((statement, values))

    engine = place.service.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        with place.service.database.writing() as store:
            store.declarations.send(ready)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    if len(seen) != 1:
        raise RuntimeError(f"a sending is {len(seen)} statements: pgbench would not run the same")
    return seen[0]


def _for_pgbench(statement: str, values: dict[str, Any]) -> str:
    for name, value in values.items():
        drawn = _DRAWN.get(name, "NULL" if value is None else f":{name}")
        statement = statement.replace(f"%({name})s", drawn)
    return statement


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _address(place: Place) -> dict[str, str]:
    """Give the address of the database as libpq reads it from the environment."""
    url = make_url(place.service.settings.database_url)
    host = url.host or url.query.get("host")
    known = {
        "PGHOST": host,
        "PGPORT": url.port,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
    }
    return {name: str(value) for name, value in known.items() if value}
