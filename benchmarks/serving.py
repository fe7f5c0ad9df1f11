"""Real servers in processes of their own: the product as `xprsa serve` starts it, and the empty view."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from benchmarks.machine import cpu_seconds
from benchmarks.place import Place

_ROOT = Path(__file__).parent.parent
_STARTS_WITHIN = 60  # seconds, on a busy machine
THREADS = 8  # of one worker, as `xprsa serve` does by default
_EMPTY = (
    "from granian import Granian; from granian.constants import Interfaces;"
    " Granian('benchmarks.empty:application', address='127.0.0.1', port={port}, interface=Interfaces.WSGI,"
    " factory=True, workers=1, blocking_threads={threads}, log_access=False).serve()"
)


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers.

    :ivar group: process group of the server and its worker, and of nothing else.
    """

    port: int
    group: int

    @property
    def cpu_seconds(self) -> float:
        """Processor time used so far."""
        return cpu_seconds(self.group)


@contextmanager
def product(place: Place) -> Iterator[Server]:
    """Serve the product with one worker on the people of a place."""
    port = _free_port()
    words = [*place.xprsa, "serve", "--port", str(port), "--workers", "1", "--threads", str(THREADS)]
    environment = place.environment | {"XPRSA_BASE_URL": f"http://127.0.0.1:{port}"}
    with _serving(words, port, environment, place.folder / "product.log") as server:
        yield server


@contextmanager
def empty_view(folder: Path) -> Iterator[Server]:
    """Serve the empty view, by the same server with the same numbers."""
    port = _free_port()
    words = [sys.executable, "-c", _EMPTY.format(port=port, threads=THREADS)]
    with _serving(words, port, os.environ, folder / "empty.log") as server:
        yield server


@contextmanager
def _serving(words: list[str], port: int, environment: Mapping[str, str], log: Path) -> Iterator[Server]:
    with log.open("w") as written:
        process = subprocess.Popen(
            words,
            env=environment,
            cwd=_ROOT,
            stdout=written,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait_for(port, process, log)
            yield Server(port, process.pid)
        finally:
            process.terminate()
            process.wait(timeout=20)


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}/sante", timeout=5):
                return
        except HTTPError:  # the empty view has no such page: it answers
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{log.read_text()[-2000:]}")
