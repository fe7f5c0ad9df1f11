"""The disk of an SQLite database is full, or fails: no 2xx without a row, and it mends by itself (F-5)."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.builders import People
from tests.faults.crowd import NotHeard, Town, ask, crowd
from tests.faults.drill import database_files
from tests.faults.enduring import endures, more_are_acknowledged
from tests.faults.ledger import Ledger, compare
from tests.faults.server import RunningServer, eventually
from tests.faults.small_disk import SmallDisk, small_disk
from tests.faults.test_killed_server import CLEAN, CLIENTS


class ServerOnABadDisk(RunningServer):
    """The real server; for a while, some of what each thread of it asks of the database's files fails."""

    error = "EIO"
    failing = "60..400+9"  # of each thread's calls: from, to, one in so many

    def _command(self) -> list[str]:
        calls = "pwrite64,pread64,fdatasync"
        files = [word for path in database_files(self.database_url)[:2] for word in ("-P", str(path))]
        inject = f"inject={calls}:error={self.error}:when={self.failing}"
        how = ["-DD", "-f", "--seccomp-bpf", *files, "-e", f"trace={calls}", "-e", inject, "-o"]
        return ["strace", *how, "/dev/null", *super()._command()]


@pytest.fixture
def disk() -> Iterator[SmallDisk]:
    with small_disk(megabytes=12) as made:
        yield made


@pytest.fixture
def lasting_url(disk: SmallDisk, migrated_file: Path) -> str:
    """A database on that disk."""
    shutil.copy(migrated_file, disk.folder / "lasting.sqlite")
    return f"sqlite:///{disk.folder / 'lasting.sqlite'}"


def says(server: RunningServer, path: str) -> int:
    try:
        return ask(server.port, path, cookie="").status
    except NotHeard:
        return 0


def test_a_full_disk_keeps_nothing_half_and_whoever_watches_is_told(
    make_server: Callable[..., RunningServer], residents: People, disk: SmallDisk
) -> None:
    server = make_server()
    server.start()
    assert says(server, "/sante/ecrire") == 200

    def meanwhile(_: Ledger) -> None:
        eventually(lambda: says(server, "/sante/ecrire") == 503, within=20, what="an alarm")
        assert says(server, "/sante") == 200

    endures(server, Town.of(residents, CLIENTS), disk.full(), meanwhile=meanwhile)
    eventually(lambda: says(server, "/sante/ecrire") == 200, within=20, what="the end of the alarm")


@pytest.fixture
def on_a_bad_disk(lasting_url: str, keyring_file: Path, tmp_path: Path) -> Iterator[ServerOnABadDisk]:
    made = ServerOnABadDisk(lasting_url, keyring_file, tmp_path / "served")
    yield made
    made.kill()


@pytest.mark.slow
@pytest.mark.parametrize("error", ["EIO", "EROFS"])
def test_a_disk_that_fails_now_and_then_loses_doubles_and_changes_nothing(
    on_a_bad_disk: ServerOnABadDisk, residents: People, error: str
) -> None:
    on_a_bad_disk.error = error
    on_a_bad_disk.start()
    with crowd(on_a_bad_disk.port, Town.of(residents, CLIENTS), clients=CLIENTS) as ledger:
        eventually(lambda: ledger.away > 10, what="people who were told to come back")
        more_are_acknowledged(ledger, 60)
    found = compare(ledger, residents.service)
    assert found.counts == CLEAN, found
    assert not ledger.wrong
    assert ledger.unfinished == 0
