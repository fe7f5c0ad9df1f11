"""Runs `xprsa migrate` in a process of its own, and says how long it took and how much memory it needed."""

import json
import logging
import os
import re
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path

from tests.source import ROOT
from xprsa.cli import main


@dataclass
class Timed:
    """One migration.

    :ivar seconds: from the first revision to the end of the transaction.
    :ivar steps: seconds of each revision; the last has what ends the transaction too.
    :ivar peak: memory of the process at its highest, in bytes; that of a server is not in it.
    """

    seconds: float = 0
    steps: dict[str, float] = field(default_factory=dict)
    peak: int = 0


def migrated(url: str, keyring: Path) -> Timed:
    """Bring a database up to date by the command."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XPRSA_")}
    own = {
        "XPRSA_DATABASE_URL": url,
        "XPRSA_KEYRING": str(keyring),
        "XPRSA_MAIL_URL": "log",
        "XPRSA_SMS_URL": "log",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.old.timed_migration"],
        cwd=ROOT,
        env=kept | own,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Timed(**json.loads(done.stdout.splitlines()[-1]))


class _Revisions(logging.Handler):
    """Notes when Alembic says that it begins a revision."""

    def __init__(self) -> None:
        super().__init__()
        self.begun: dict[str, float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        if found := re.search(r"-> (\w+)", record.getMessage()):
            self.begun[found[1]] = time.monotonic()

    def until(self, end: float) -> Timed:
        """Say how long each took, the last of them until an instant."""
        instants = [*self.begun.values(), end]
        steps = dict(zip(self.begun, (b - a for a, b in pairwise(instants)), strict=True))
        return Timed(end - instants[0], steps, _peak())


def _peak() -> int:
    """Read the mark of high water: `ru_maxrss` would also tell of the process that began this one."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def _run() -> None:
    revisions = _Revisions()
    logger = logging.getLogger("alembic.runtime.migration")
    logger.setLevel(logging.INFO)
    logger.addHandler(revisions)
    main(["migrate"], standalone_mode=False)
    sys.stdout.write(json.dumps(asdict(revisions.until(time.monotonic()))) + "\n")


if __name__ == "__main__":
    _run()
