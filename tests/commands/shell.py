"""An operator at a shell: each command is a process of its own, with its exit code.

The processes are forked off one that has imported the package already, which is most of what a short command
costs.
"""

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from xprsa.cli import COMMANDS, main

_TIMEOUT = 60  # seconds
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["xprsa.app", *(entry.where.partition(":")[0] for entry in COMMANDS.values())])

INIT = [
    "init",
    "--code=099",
    "--name=Val-d’Essai",
    "--phone=01 99 00 00 00",
    "--organisation=Département du Val-d’Essai",
    "--first-name=Hélène",
    "--last-name=Essai",
    "--email=helene@example.org",
]


class Operator:
    """Somebody in a folder of their own, at a shell that lets everybody read what is made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environ = {name: value for name, value in os.environ.items() if not name.startswith("XPRSA_")}
        self.environ |= {
            "XPRSA_MAIL_URL": "log",
            "XPRSA_SMS_URL": "log",
            "XPRSA_DATABASE_URL": f"sqlite:///{folder / 'xprsa.sqlite'}",
            "XPRSA_KEYRING": str(folder / "keyring.json"),
        }

    def types(self, *words: str, **environ: str) -> "subprocess.CompletedProcess[str]":
        """Type a command, and wait for its end."""
        printed = [self.folder / f".{name}" for name in ("stdout", "stderr")]
        typed = _FORKS.Process(target=_run, args=(words, self.folder, self.environ | environ, printed))
        typed.start()
        typed.join(_TIMEOUT)
        if typed.exitcode is None:
            typed.kill()
            raise TimeoutError(f"xprsa {' '.join(words)} goes on after {_TIMEOUT} s")
        out, err = (path.read_text(encoding="utf-8") for path in printed)
        for path in printed:
            path.unlink()
        return subprocess.CompletedProcess(words, typed.exitcode, out, err)


def _run(words: Sequence[str], folder: Path, environ: Mapping[str, str], printed: Sequence[Path]) -> None:
    os.chdir(folder)
    os.umask(0o022)
    os.environ.clear()
    os.environ.update(environ)
    for number, path in enumerate(printed, start=1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    sys.argv = ["xprsa", *words]
    main()
