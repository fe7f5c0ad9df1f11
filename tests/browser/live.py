"""The product as people run it: the real server in a process of its own, on SQLite."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from tests.ports import free_port
from tests.source import ROOT

STARTS_WITHIN = 40  # seconds, on a busy machine


@contextmanager
def serving(folder: Path, *, people: int = 40, weeks: int = 8) -> Iterator[str]:
    """Serve the demonstration from a folder of its own; give its address.

    :raises RuntimeError: when it does not start; the message holds its log.
    """
    address = f"http://127.0.0.1:{free_port()}"
    environment = environment_of(folder, address)
    run("migrate", environment=environment)
    run("demo", "--people", str(people), "--weeks", str(weeks), "--seed", "1", environment=environment)
    with served(folder, address):
        yield address


@contextmanager
def served(folder: Path, address: str) -> Iterator[None]:
    """Serve at an address what a folder holds.

    :raises RuntimeError: when it does not start; the message holds its log.
    """
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            _xprsa("serve", "--port", address.rpartition(":")[2]),
            env=environment_of(folder, address),
            cwd=ROOT,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_for(address, server, folder / "log")
            yield
        finally:
            server.terminate()
            server.wait(timeout=20)


def environment_of(folder: Path, address: str) -> dict[str, str]:
    """Give the environment in which a folder is served at an address."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("XPRSA_")}
    return environment | {
        "XPRSA_DATABASE_URL": f"sqlite:///{folder / 'live.sqlite'}",
        "XPRSA_KEYRING": str(folder / "keyring.json"),
        "XPRSA_BASE_URL": address,
        "XPRSA_DEMO": "1",
    }


def run(*words: str, environment: dict[str, str]) -> str:
    """Run an `xprsa` command; give what it said on standard output.

    :raises RuntimeError: when it fails; the message holds what it said.
    """
    done = subprocess.run(
        _xprsa(*words), env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    if done.returncode:
        raise RuntimeError(f"xprsa {' '.join(words)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def _xprsa(*words: str) -> list[str]:
    return [sys.executable, "-m", "xprsa", *words]


def _wait_for(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(f"{address}/sante", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{log.read_text()[-2000:]}")
