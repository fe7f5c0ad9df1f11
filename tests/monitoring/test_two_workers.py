"""What the workers of a real server count is summed, to the last request, also when one of them dies."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest
from prometheus_client.mmap_dict import MmapedDict

from tests.faults.server import RunningServer, eventually
from tests.monitoring.conftest import TOKEN
from xprsa.gateways.keyring import Keyring

PAGES = 60
Counts = dict[tuple[str, str, str], int]
_LINE = re.compile(r'xprsa_requests_total\{endpoint="([\w.]+)",method="(\w+)",status="(\w+)"\} (\d+)\.0')


class WatchedServer(RunningServer):
    """The real server, with a token that opens its figures."""

    def _environment(self) -> dict[str, str]:
        return super()._environment() | {"XPRSA_METRICS_TOKEN": TOKEN}

    def asks(self, path: str, method: str = "GET", **headers: str) -> tuple[int, str]:
        """Ask over a line of its own: any worker may take it."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=20)) as line:
            line.request(method, path, headers=headers)
            heard = line.getresponse()
            return heard.status, heard.read().decode(errors="replace")

    def figures(self) -> str:
        status, text = self.asks("/metrics", Authorization=f"Bearer {TOKEN}")
        assert status == 200, text
        return text

    def counted(self) -> Counts:
        """Give how many answers were counted, by endpoint, method and class of status."""
        found = _LINE.findall(self.figures())
        return {(endpoint, method, status): int(count) for endpoint, method, status, count in found}

    def counts_folder(self) -> Path:
        (folder,) = (self.folder / "tmp").glob("xprsa-counts-*")
        return folder


@pytest.fixture(scope="module")
def watched(
    tmp_path_factory: pytest.TempPathFactory, keyring: Keyring, keyring_file: Path, migrated_file: Path
) -> Iterator[WatchedServer]:
    folder = tmp_path_factory.mktemp("watched")
    (folder / "x.sqlite").write_bytes(migrated_file.read_bytes())
    server = WatchedServer(f"sqlite:///{folder / 'x.sqlite'}", keyring_file, folder, workers=2)
    server.start()
    eventually(lambda: len(list(server.counts_folder().glob("counter_*.db"))) == 2, what="the second worker")
    yield server
    server.kill()


def _more(before: Counts, after: Counts) -> Counts:
    return {key: more for key, count in after.items() if (more := count - before.get(key, 0))}


def _written_by(server: WatchedServer, worker: int) -> int:
    """Tell how many answers a worker has counted, from its own file."""
    values = MmapedDict.read_all_values_from_file(server.counts_folder() / f"counter_{worker}.db")
    return sum(int(value) for _, value, _, _ in values)


def test_requests_that_two_workers_answer_are_summed_exactly(watched: WatchedServer) -> None:
    before = watched.counted()
    shares = {worker: _written_by(watched, worker) for worker in watched.worker_ids()}
    for _ in range(PAGES):
        assert watched.asks("/aide")[0] == 200
    assert _more(before, watched.counted()) == {("information.show", "GET", "2xx"): PAGES}
    for worker, share in shares.items():
        assert _written_by(watched, worker) > share, "one worker answered alone: nothing was summed"


def test_answers_are_told_apart_by_page_method_and_class_and_by_nothing_that_is_typed(
    watched: WatchedServer,
) -> None:
    before = watched.counted()
    for path, method in (
        ("/nobody@example.org", "GET"),
        ("/verifier/0639981357", "GET"),
        ("/aide", "HEAD"),
        ("/aide", "NOBODY"),
        ("/connexion", "POST"),
    ):
        watched.asks(path, method)
    assert _more(before, watched.counted()) == {
        ("unknown", "GET", "4xx"): 1,
        ("verify.receipt", "GET", "4xx"): 1,
        ("information.show", "HEAD", "2xx"): 1,
        ("unknown", "other", "4xx"): 1,
        ("codes.sign_in", "POST", "4xx"): 1,
    }
    assert not re.search("nobody|0639981357", watched.figures(), re.IGNORECASE)


def test_every_answer_has_its_time(watched: WatchedServer) -> None:
    watched.asks("/aide")
    text = watched.figures()
    counted = sum(watched.counted().values())
    timed = re.findall(r"xprsa_request_seconds_count\{.*\} (\d+)\.0", text)
    assert sum(map(int, timed)) == counted
    assert 'xprsa_request_seconds_bucket{endpoint="information.show",le="2.0"}' in text


def test_a_worker_that_dies_takes_no_count_with_it(watched: WatchedServer) -> None:
    before = watched.counted()
    for _ in range(10):
        watched.asks("/aide")
    dead = watched.worker_ids()[0]
    os.kill(dead, signal.SIGKILL)
    eventually(lambda: dead not in watched.worker_ids(), what="the death of a worker")
    eventually(lambda: len(watched.worker_ids()) == 2, what="another worker in its place")
    eventually(lambda: len(list(watched.counts_folder().glob("counter_*.db"))) == 3, what="its file")
    for _ in range(PAGES):
        watched.asks("/aide")
    assert _more(before, watched.counted()) == {("information.show", "GET", "2xx"): 10 + PAGES}


@pytest.mark.slow
def test_a_server_that_starts_counts_from_nothing_and_leaves_nothing(
    tmp_path: Path, keyring_file: Path, migrated_file: Path
) -> None:
    (tmp_path / "x.sqlite").write_bytes(migrated_file.read_bytes())
    server = WatchedServer(f"sqlite:///{tmp_path / 'x.sqlite'}", keyring_file, tmp_path, workers=1)
    server.start()
    server.asks("/aide")
    assert server.counts_folder().stat().st_mode & 0o777 == 0o700
    assert server.process is not None
    server.process.terminate()
    server.process.wait(timeout=30)
    assert not list((tmp_path / "tmp").glob("xprsa-counts-*"))
    server.start()
    assert ("information.show", "GET", "2xx") not in server.counted()
    server.kill()


@pytest.mark.slow
def test_without_a_token_nothing_is_counted_and_no_folder_made(
    tmp_path: Path, keyring_file: Path, migrated_file: Path
) -> None:
    (tmp_path / "x.sqlite").write_bytes(migrated_file.read_bytes())
    server = RunningServer(f"sqlite:///{tmp_path / 'x.sqlite'}", keyring_file, tmp_path)
    server.start()
    assert not list((tmp_path / "tmp").glob("xprsa-counts-*"))
    server.kill()
