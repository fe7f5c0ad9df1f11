"""The Django peer: installed in a place of its own, filled, served, visited."""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from benchmarks.asking import get, hidden_fields, post
from benchmarks.load import Steps
from benchmarks.machine import libpq
from benchmarks.measuring import Missing
from benchmarks.serving import THREADS, Program, Server, serving
from benchmarks.visits import FIVE

_SOURCE = Path(__file__).parent / "peers" / "weekly_diary"
_REQUIREMENTS = _SOURCE / "requirements.txt"
_MINUTES = (420, 150, 120, 90, 45)  # of the five activities


@dataclass(frozen=True, slots=True)
class DjangoPeer:
    """The peer with its people.

    :ivar adviser: cookie of whoever follows everybody.
    :ivar people: cookies of the others, who sent five activities in each of twelve weeks.
    """

    server: Server
    adviser: str
    people: Sequence[str]


@dataclass(frozen=True, slots=True)
class DjangoEntering:
    """Somebody enters a week of five activities: the page, the sending, the page that it leads to."""

    monday: date
    cookie: str

    def steps(self) -> Steps:
        """Ask for the form, fill it, follow where it leads."""
        path = edit_path(self.monday)
        asked = (yield get(path, cookie=self.cookie)).must_be(200)
        cookie = f"{self.cookie}; {asked.header('Set-Cookie').partition(';')[0]}"
        sent = (yield post(path, _filled(asked.text), cookie=cookie)).must_be(302)
        (yield get(sent.header("Location"), cookie=cookie)).must_be(200)


def edit_path(monday: date) -> str:
    """Give the address of the form of a week."""
    return f"/weeks/{monday}/edit/"


@contextmanager
def django_peer(url: str, folder: Path, *, people: int) -> Iterator[DjangoPeer]:
    """Fill an empty database and serve the peer on it: one worker with as many threads as the product's.

    :raises Missing: when it cannot be installed.
    """
    python = installed()
    environment = (
        os.environ
        | libpq(url)
        | {
            "DJANGO_SETTINGS_MODULE": "diary.settings",
            "DIARY_SECRET_KEY": secrets.token_hex(),
            "PYTHONDONTWRITEBYTECODE": "1",  # nothing is written beside the source
        }
    )

    def django(*words: str) -> str:
        command = [python, "-m", "django", *words]
        done = subprocess.run(
            command, env=environment, cwd=_SOURCE, check=True, stdout=subprocess.PIPE, text=True
        )
        return done.stdout

    django("migrate")
    django("migrate", "--run-syncdb")  # its own tables: no migration is written beside the source
    cookies = json.loads(django("fill", str(people)))
    numbers = ("--workers", "1", "--threads", str(THREADS), "--keep-alive", "600")
    words = [python, "-m", "gunicorn", *numbers, "--bind", "127.0.0.1:{port}", "diary.wsgi"]
    program = Program(words=words, environment=environment, folder=_SOURCE, log=folder / "peer.log")
    with serving(program) as server:
        yield DjangoPeer(server, cookies["adviser"], cookies["people"])


def installed() -> str:
    """Install what the peer needs beside the user's other caches, once; give its Python.

    :raises Missing: when the package index does not answer.
    """
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = caches / f"xprsa-peer-{sha256(_REQUIREMENTS.read_bytes()).hexdigest()[:12]}"
    python = str(folder / "bin" / "python")
    if not Path(python).exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    pip = [
        python,
        "-m",
        "pip",
        "install",
        "-qq",
        "--disable-pip-version-check",
        "--no-input",
        "--requirement",
    ]
    done = subprocess.run([*pip, _REQUIREMENTS], capture_output=True, text=True, check=False)
    if done.returncode:
        raise Missing(f"The peer could not be installed from the package index:\n{done.stderr}")
    return python


def _filled(page: str) -> list[tuple[str, str]]:
    fields = list(hidden_fields(page).items())
    for row, (line, minutes) in enumerate(zip(FIVE, _MINUTES, strict=True)):
        own = [("kind", str(row + 1)), ("minutes", str(minutes)), ("note", line.note)]
        own += [("days", day) for day in line.days]
        fields += [(f"activities-{row}-{name}", value) for name, value in own]
    return fields
