"""Real servers in processes of their own: the product as `xprsa serve` starts it, and others beside it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from benchmarks.place import Place
from benchmarks.processes import cpu_seconds, largest_memory

ROOT = Path(__file__).parent.parent
THREADS = 8  # of one worker, as `xprsa serve` does by default
_STARTS_WITHIN = 60  # seconds, on a busy machine
_EMPTY = (
    "from granian import Granian; from granian.constants import Interfaces;"
    " Granian('benchmarks.empty:application', address='127.0.0.1', port={port}, interface=Interfaces.WSGI,"
    " factory=True, workers={workers}, blocking_threads={threads}, log_access=False).serve()"
)


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers.

    :ivar group: process group of the server and its workers, and of nothing else.
    """

    port: int
    group: int

    @property
    def cpu_seconds(self) -> float:
        """Processor time used so far."""
        return cpu_seconds(self.group)

    @property
    def largest_memory(self) -> int:
        """Bytes that its largest worker holds now."""
        return largest_memory(self.group)


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """How a server is started.

    :ivar words: the command, where `{port}` stands for the port.
    :ivar folder: where it is started.
    """

    words: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    log: Path


@contextmanager
def product(place: Place, *, workers: int = 1, as_demo: bool = False) -> Iterator[Server]:
    """Serve the product on the people of a place."""
    numbers = ("--port", "{port}", "--workers", str(workers), "--threads", str(THREADS))
    program = Program(
        words=[*place.xprsa, "serve", *numbers],
        environment=place.environment | {"XPRSA_DEMO": str(int(as_demo))},
        folder=place.checkout,
        log=place.folder / "product.log",
    )
    with serving(program) as server:
        yield server


@contextmanager
def empty_view(folder: Path, *, workers: int = 1) -> Iterator[Server]:
    """Serve the empty view, by the same server with the same numbers."""
    empty = _EMPTY.replace("{workers}", str(workers)).replace("{threads}", str(THREADS))
    words = [sys.executable, "-c", empty]
    program = Program(words=words, environment=os.environ, folder=ROOT, log=folder / "empty.log")
    with serving(program) as server:
        yield server


@contextmanager
def serving(program: Program) -> Iterator[Server]:
    """Start a server, wait until it answers, and end it afterwards."""
    port = _free_port()
    with program.log.open("w") as written:
        process = subprocess.Popen(
            [word.replace("{port}", str(port)) for word in program.words],
            env=program.environment,
            cwd=program.folder,
            stdout=written,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait_for(port, process, program.log)
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
        except HTTPError:  # the others have no such page: they answer
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{log.read_text()[-2000:]}")
