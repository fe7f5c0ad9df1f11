"""The real server in a process group of its own: started, killed without warning, started again."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests.builders import People
from tests.ports import free_port
from tests.source import ROOT

STARTS_WITHIN = 60.0  # seconds, on a busy machine
TWIN = "XPRSA_TEST_TWIN"  # name of the weakness of a twin; see `twins.py`


def eventually(happened: Callable[[], bool], *, within: float = 60.0, what: str) -> None:
    """Wait until something has happened.

    :raises AssertionError: when it has not after `within` seconds.
    """
    deadline = time.monotonic() + within
    while not happened():
        assert time.monotonic() < deadline, f"{what} did not happen within {within:.0f} s"
        time.sleep(0.02)


@dataclass
class RunningServer:
    """One server on one database; `weakness` makes it a twin that must be found out."""

    database_url: str
    keyring: Path
    folder: Path
    weakness: str = ""
    workers: int = 1
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        (self.folder / "tmp").mkdir(parents=True, exist_ok=True)
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self._command(),
                env=self._environment(),
                cwd=ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        eventually(self.answers, within=STARTS_WITHIN, what="the start of the server")

    def kill(self) -> None:
        """Kill every process of it at once, as a power cut would."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def answers(self) -> bool:
        """Tell whether it is up, its database too."""
        if self.process is not None:
            assert self.process.poll() is None, f"the server ended by itself:\n{self.log()[-3000:]}"
        return self.health() == 200

    def health(self) -> int:
        """Give the status of its health page; 0 when nobody answers."""
        try:
            with closing(HTTPConnection("127.0.0.1", self.port, timeout=5)) as line:
                line.request("GET", "/sante")
                return line.getresponse().status
        except (OSError, HTTPException):
            return 0

    def worker_ids(self) -> list[int]:
        """Give the ids of the worker processes that live, oldest first."""
        spawned = re.findall(r"Spawning worker-\d+ with PID: (\d+)", self.log())
        return [int(pid) for pid in spawned if _lives(Path(f"/proc/{pid}/stat"))]

    def log(self) -> str:
        """Give what it wrote since its first start."""
        return (self.folder / "log").read_text(errors="replace")

    def _command(self) -> list[str]:
        module = "tests.faults.twins" if self.weakness else "xprsa"
        given = ["serve", "--port", str(self.port), "--workers", str(self.workers)]
        return [sys.executable, "-m", module, *given]

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("XPRSA_")}
        return kept | {
            "XPRSA_DATABASE_URL": self.database_url,
            "XPRSA_KEYRING": str(self.keyring),
            "XPRSA_BASE_URL": f"http://127.0.0.1:{self.port}",
            "XPRSA_MAIL_URL": "smtp://127.0.0.1:9",
            "XPRSA_SMS_URL": "http://127.0.0.1:9",
            "TMPDIR": str(self.folder / "tmp"),  # a killed process tidies nothing
            TWIN: self.weakness,
        }


@dataclass(frozen=True)
class Served:
    """A server that stays up, and its people."""

    running_server: RunningServer
    people: People


def _lives(stat: Path) -> bool:
    with suppress(OSError):
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"
    return False
