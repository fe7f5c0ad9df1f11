"""The power goes while people declare; the disk holds what it was told to keep, and what it likes (F-4).

What the real server asks of the disk is recorded while people declare. Then the files are built as they may
be found after a power cut at any instant; SQLite opens them: what had been acknowledged before is there.
"""

import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path, PurePath
from random import Random

import pytest
from sqlalchemy import make_url

from tests.builders import People
from tests.faults import twins
from tests.faults.crowd import Town, crowd
from tests.faults.disk import DiskCall, ForgetfulDisk, SyncCall
from tests.faults.ledger import Ledger, compare
from tests.faults.recorded import Record, RecordedServer
from tests.faults.server import eventually
from tests.faults.test_killed_server import CLEAN, CLIENTS
from xprsa.domain.person import Beneficiary
from xprsa.storage.sending import JOURNAL_EVENT

pytestmark = pytest.mark.parametrize("lasting_url", ["sqlite"], indirect=True)

_ROWS = "SELECT idempotency_key, * FROM declaration_version"
_UNEVEN = """
    SELECT count(*) FROM (SELECT person_id, week, count(*) AS versions FROM declaration_version GROUP BY 1, 2)
    LEFT JOIN week_head USING (person_id, week)
    WHERE version IS NOT versions OR versions IS NOT (
        SELECT count(*) FROM person_audit AS line
        WHERE line.person_id = week_head.person_id AND line.week = week_head.week AND line.event = ?
    )
"""


@dataclass
class SignedInTown(Town):
    """A town of which everybody has signed in: nobody but the server writes into its database."""

    cookies: dict[int, str] = field(default_factory=dict)

    def sign_in(self, person: Beneficiary) -> str:
        """Give the cookie of a person."""
        if person.id not in self.cookies:
            self.cookies[person.id] = super().sign_in(person)
        return self.cookies[person.id]


@dataclass
class Evening:
    """What was declared, and what the server asked of the disk meanwhile.

    :ivar before: the database as it was kept before anybody declared.
    :ivar rows: every version that was kept, as it stands in the database that met no power cut.
    """

    ledger: Ledger
    before: dict[PurePath, bytes]
    calls: list[DiskCall]
    rows: frozenset[tuple[object, ...]]

    @property
    def database(self) -> PurePath:
        """Its file."""
        (path,) = self.before
        return path

    def untold(self, path: PurePath) -> "Evening":
        """Take from the record whatever told the disk to keep this: a negative control."""
        left = [call for call in self.calls if not isinstance(call, SyncCall) or call.path != path]
        return replace(self, calls=left)

    def instants(self, count: int, chance: Random) -> list[int]:
        """Choose instants of power cuts: as people hear an answer, and before, amid or after a call."""
        heard = [_micros(told.heard_at) + 1 for told in self.ledger.acknowledged]
        amid = [call.at + after for call in self.calls for after in (0, 1)]
        return sorted(chance.choice(heard if n % 2 else amid) for n in range(count))

    def judged(self, folder: Path, count: int, *, seed: int) -> list[str]:
        """Cut the power so many times; tell what was found wrong."""
        chance, wrong = Random(seed), []
        disk = ForgetfulDisk(self.before, self.calls)
        heard = sorted((_micros(told.heard_at), told.intent.key.hex) for told in self.ledger.acknowledged)
        for instant in self.instants(count, chance):
            disk.go_on(instant)
            told = {key for at, key in heard if at < instant}
            wrong += [f"{instant}: {fault}" for fault in self._found(disk, folder, told, chance)]
        return wrong

    def _found(self, disk: ForgetfulDisk, folder: Path, told: set[str], chance: Random) -> Iterator[str]:
        """Start again from what the disk holds; yield what is wrong."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for path, whole in disk.after_power_cut(chance).items():
            (folder / path.name).write_bytes(whole)
        with closing(sqlite3.connect(folder / self.database.name)) as connection:
            try:
                connection.execute("PRAGMA synchronous=OFF")  # of the judge: this disk forgets nothing
                (health,) = connection.execute("PRAGMA integrity_check").fetchone()
                rows = set(connection.execute(_ROWS))
                (uneven,) = connection.execute(_UNEVEN, (JOURNAL_EVENT,)).fetchone()
            except sqlite3.DatabaseError as broken:
                yield f"broken: {broken}"
                return
        if health != "ok":
            yield f"broken: {health}"
        if lost := told - {row[0] for row in rows}:
            yield f"lost: {len(lost)} acknowledged"
        if altered := rows - self.rows:
            yield f"altered: {len(altered)} versions"
        if uneven:
            yield f"altered: {uneven} weeks with another journal or head"


def _micros(instant: datetime) -> int:
    return int(instant.timestamp()) * 1_000_000 + instant.microsecond


@pytest.fixture
def record_evening(
    lasting_url: str, keyring_file: Path, tmp_path: Path, residents: People
) -> Iterator[Callable[..., Evening]]:
    """Let people declare before the real server, or a twin, and keep the record of it."""
    servers = []

    def record(*, acknowledged: int, weakness: str = "") -> Evening:
        database = Path(str(make_url(lasting_url).database))
        server = RecordedServer(lasting_url, keyring_file, tmp_path / "served", weakness)
        servers.append(server)
        town = SignedInTown.of(residents, CLIENTS)
        for person in town.inhabitants:
            town.sign_in(person)
        before: dict[PurePath, bytes] = {PurePath(database): database.read_bytes()}
        wal = database.with_name(f"{database.name}-wal")
        assert not wal.exists()
        server.start()
        with crowd(server.port, town, clients=CLIENTS) as ledger:
            eventually(lambda: ledger.count >= acknowledged, within=3600, what="enough acknowledged")
        server.kill()
        assert not ledger.wrong
        seen = {path: path.read_bytes() for path in (database, wal)}
        calls = Record.read(server.record, [database, wal]).calls
        _is_whole(before, calls, seen)
        found = compare(ledger, residents.service)
        assert found.counts == CLEAN, found
        with closing(sqlite3.connect(database)) as connection:
            rows = frozenset(connection.execute(_ROWS))
        return Evening(ledger, before, calls, rows)

    yield record
    for server in servers:
        server.kill()


def _is_whole(before: dict[PurePath, bytes], calls: list[DiskCall], seen: dict[Path, bytes]) -> None:
    """See that nothing is missing of a record: it makes the files as they stand."""
    disk = ForgetfulDisk(before, calls)
    disk.go_on(time.time_ns())
    for path, whole in seen.items():
        assert bytes(disk.files[path].seen) == whole, f"the record does not make {path.name}"


def test_a_power_cut_loses_and_changes_nothing_that_was_acknowledged(
    record_evening: Callable[..., Evening], tmp_path: Path
) -> None:
    evening = record_evening(acknowledged=100)
    assert evening.judged(tmp_path / "found", 60, seed=1) == []
    folder = evening.database.parent
    for path in (folder, folder / f"{evening.database.name}-wal"):
        assert evening.untold(path).judged(tmp_path / "found", 60, seed=1), f"{path} needs no sync?"


@pytest.mark.slow
def test_a_twin_that_does_not_wait_for_the_disk_is_found_to_lose_weeks(
    record_evening: Callable[..., Evening], tmp_path: Path
) -> None:
    """Negative control."""
    evening = record_evening(acknowledged=100, weakness=twins.NO_WAIT_FOR_THE_DISK)
    assert any("lost" in fault for fault in evening.judged(tmp_path / "found", 60, seed=1))


@pytest.mark.prove
def test_five_thousand_power_cuts_lose_and_change_nothing(
    record_evening: Callable[..., Evening], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cuts = int(os.environ.get("XPRSA_TEST_CUTS", "5000"))
    evening = record_evening(acknowledged=1000)
    syncs = sum(isinstance(call, SyncCall) for call in evening.calls)
    wrong = evening.judged(tmp_path / "found", cuts, seed=2)
    with capsys.disabled():
        print(
            f"\n{cuts} power cuts amid {len(evening.calls)} calls, {syncs} of them syncs, and "
            f"{evening.ledger.count} acknowledged: {len(wrong)} wrong"
        )
    assert wrong == []
    assert evening.untold(evening.database).judged(tmp_path / "found", cuts // 10, seed=3)
