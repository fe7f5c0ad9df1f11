"""`docs/deploy.md`, followed word by word inside a folder, with ports of its own."""

import getpass
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.ports import free_port
from tests.source import ROOT

PAGE = ROOT / "docs/deploy.md"
SITE = "declarer.essai.example.org"
MACHINE = "# the machine itself\n"
_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def blocks() -> list[str]:
    """Give the commands of the page, block by block; the first says what differs between machines."""
    return _BLOCK.findall(PAGE.read_text(encoding="utf-8"))


@dataclass
class Machine:
    """A folder in which the page is followed, as if it were the root of a machine.

    :ivar checkout: where the commands are typed.
    """

    root: Path
    checkout: Path = ROOT
    http: int = field(default_factory=free_port)
    https: int = field(default_factory=free_port)
    port: int = field(default_factory=free_port)
    _followed: int = 1

    @property
    def answers(self) -> dict[str, str]:
        """What the first block asks for."""
        return {
            "ROOT": str(self.root),
            "SITE": SITE,
            "OWNER": getpass.getuser(),
            "HTTP": str(self.http),
            "HTTPS": str(self.https),
            "PORT": str(self.port),
        }

    def types(self, commands: str, *, path: str = "") -> str:
        """Run commands in a shell that stops at the first that fails; give what they print."""
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("XPRSA_", "PYTHON"))
        }
        kept["PATH"] = f"{path}:{kept['PATH']}:/usr/sbin"
        done = subprocess.run(
            ["sh", "-euc", commands],
            cwd=self.checkout,
            env=kept | self.answers,
            capture_output=True,
            text=True,
            timeout=900,
        )
        assert done.returncode == 0, f"{commands}\n{done.stdout}{done.stderr}"
        return done.stdout

    def follows(self, *, until: str, path: str = "") -> str:
        """Run the next blocks of the page, up to the one that holds these words; give what they print."""
        printed, everything = "", blocks()
        for block in everything[self._followed :]:
            self._followed += 1
            if not block.startswith(MACHINE):
                printed += self.types(block, path=path)
            if until in block:
                return printed
        raise AssertionError(f"no block of {PAGE.name} holds {until!r}")

    def fills_in(self) -> None:
        """Run nothing but what nginx needs: folders, names and ports, certificate, configuration."""
        for words in ("install -d -m 755", "fill-in", "openssl req", "nginx -t"):
            self.types(next(block for block in blocks() if words in block and not block.startswith(MACHINE)))

    @contextmanager
    def nginx(self) -> Iterator[None]:
        """Run nginx from the file that the page put in its place."""
        started = ["nginx", "-c", str(self.root / "etc/nginx/nginx.conf"), "-g", "daemon off;"]
        with self._running(started, "nginx"):
            yield

    @contextmanager
    def unit(self, name: str) -> Iterator[Path]:
        """Run what a unit runs, with its settings, and with memory that is never both written and run.

        :returns: where it prints.
        """
        words, settings = self._unit(name)
        with self._running(words, name, settings) as log:
            yield log

    def once(self, name: str) -> None:
        """Run to its end what a unit runs once."""
        words, settings = self._unit(name)
        done = subprocess.run(
            words, cwd=ROOT, env=self._environment(settings), capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def _unit(self, name: str) -> tuple[list[str], dict[str, str]]:
        """Give what a unit runs, and its settings."""
        text = (self.root / f"etc/systemd/system/{name}.service").read_text(encoding="utf-8")
        said = dict(re.findall(r"^(\w+)=(.+)$", text, re.MULTILINE))
        settings = shlex.split(Path(said["EnvironmentFile"]).read_text(encoding="utf-8"), comments=True)
        words = [sys.executable, "-m", "tests.deploy.without_writable_code", *shlex.split(said["ExecStart"])]
        environment = dict(setting.split("=", 1) for setting in settings)
        return words, environment | {"UNIT_FOLDER": said["WorkingDirectory"]}

    def _environment(self, settings: dict[str, str] | None) -> dict[str, str]:
        return {"PATH": f"{os.environ['PATH']}:/usr/sbin", "PYTHONUNBUFFERED": "1", **(settings or {})}

    @contextmanager
    def _running(self, words: list[str], name: str, settings: dict[str, str] | None = None) -> Iterator[Path]:
        log = self.root / f"{name}.log"
        environment = self._environment(settings)
        with log.open("ab") as written:
            process = subprocess.Popen(
                words, cwd=ROOT, env=environment, stdout=written, stderr=subprocess.STDOUT
            )
        try:
            yield log
        finally:
            process.terminate()
            process.wait(timeout=40)


@contextmanager
def machine_in_a_folder(checkout: Path = ROOT) -> Iterator[Machine]:
    """Make a folder that the processes of nginx may enter."""
    with tempfile.TemporaryDirectory(prefix="xprsa-machine-") as name:
        Path(name).chmod(0o755)
        yield Machine(Path(name), checkout)
