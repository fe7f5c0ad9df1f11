"""Backups of a service in use, and its restoration after everything is lost: by the real commands."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import make_url

from tests import postgresql
from tests.faults.server import RunningServer
from tests.source import ROOT
from xprsa.backup.manifest import BackupManifest
from xprsa.gateways.keyring import Keyring
from xprsa.running.backups import backups_in
from xprsa.running.service import Service
from xprsa.settings import Settings
from xprsa.storage.copies import is_sqlite
from xprsa.storage.database import Database

PASSPHRASE = "cheval pile agrafe correcte"


@dataclass
class Drill:
    """One service on a database of its own, with its keys in `folder`/home."""

    url: str
    folder: Path
    keyring_file: Path
    _moved: int = field(default=0)

    def __post_init__(self) -> None:
        """Give it its keys, and the passphrase of its backups."""
        self.home.mkdir()
        shutil.copy(self.keyring_file, self.keyring)
        self.passphrase.write_text(PASSPHRASE, encoding="utf-8")
        self.passphrase.chmod(0o600)

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def keyring(self) -> Path:
        return self.home / "keyring.json"

    @property
    def passphrase(self) -> Path:
        return self.folder / "passphrase"

    @property
    def backups(self) -> Path:
        return self.folder / "backups"

    def server(self) -> RunningServer:
        """Make the real server on it, not yet started."""
        return RunningServer(self.url, self.keyring, self.folder / "served")

    def backs_up(self) -> Path:
        """Make a backup; give its folder."""
        before = set(backups_in(self.backups))
        self.types("backup", str(self.backups))
        (made,) = set(backups_in(self.backups)) - before
        return made

    def loses_everything(self) -> None:
        """Lose database and keyring; PostgreSQL has an empty database again."""
        shutil.rmtree(self.home)
        if is_sqlite(self.url):
            for lost in database_files(self.url):
                lost.unlink(missing_ok=True)
            return
        made = make_url(self.url)
        server = made.set(database="postgres")
        postgresql.run(server, f'DROP DATABASE "{made.database}" WITH (FORCE)')
        postgresql.run(server, f'CREATE DATABASE "{made.database}"')

    def restores(self, backup: Path) -> datetime:
        """Restore a backup; give its instant."""
        self.types("restore", str(backup))
        return BackupManifest.read(backup).instant

    def service(self) -> Service:
        """Open what was restored."""
        keyring = Keyring.load(self.keyring)
        settings = Settings(database_url=self.url, keyring=self.keyring, base_url="http://127.0.0.1")
        return Service(settings, Database(self.url, sealer=keyring), keyring)

    def types(self, *words: str) -> str:
        """Run a command to its end."""
        done = self.begins(*words)
        said, _ = done.communicate(timeout=120)
        assert done.returncode == 0, said
        return said

    def begins(self, *words: str, most: int | None = None) -> "subprocess.Popen[str]":
        """Begin a command.

        :param most: bytes that fit into one file, as on a disk that is nearly full.
        """
        kept = {name: value for name, value in os.environ.items() if not name.startswith("XPRSA_")}
        own = {
            "XPRSA_DATABASE_URL": self.url,
            "XPRSA_KEYRING": str(self.keyring),
            "XPRSA_BACKUP_PASSPHRASE_FILE": str(self.passphrase),
            "XPRSA_MAIL_URL": "log",
            "XPRSA_SMS_URL": "log",
        }
        limit = [] if most is None else ["prlimit", f"--fsize={most}"]
        return subprocess.Popen(
            [*limit, sys.executable, "-m", "xprsa", *words],
            cwd=ROOT,
            env=kept | own,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )


def database_files(url: str) -> list[Path]:
    """Give the files of an SQLite database."""
    path = Path(str(make_url(url).database))
    return [path.with_name(path.name + end) for end in ("", "-wal", "-shm")]
