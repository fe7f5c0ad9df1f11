"""A PostgreSQL server of our own that keeps its promises (fsync on), to be killed and started again."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import CalledProcessError

from sqlalchemy import URL, NullPool, create_engine, text

from tests.faults.server import eventually
from tests.postgresql import as_postgres, programs


@dataclass(frozen=True)
class Cluster:
    """The files of one server and its programs.

    :ivar settings: more words for its command line.
    """

    folder: Path
    binaries: Path
    settings: str = ""

    @property
    def url(self) -> URL:
        """Where it answers: on its own socket alone."""
        return URL.create(
            "postgresql+psycopg", username="postgres", database="postgres", query={"host": str(self.folder)}
        )

    def start(self) -> None:
        """Start it; while the processes of a killed one still end, try again."""
        eventually(self._starts, what="the start of PostgreSQL")

    def _starts(self) -> bool:
        options = f"-c listen_addresses= -c unix_socket_directories={self.folder} -c max_connections=80"
        options += f" {self.settings}"
        with suppress(CalledProcessError):
            self._control("-l", self.folder / "log", "-o", options, "-w", "-t", "20", "start")
            return True
        return False

    @property
    def is_up(self) -> bool:
        """Whether its first process lives, answering or not."""
        with suppress(CalledProcessError):
            self._control("status")
            return True
        return False

    def stop_at_once(self) -> None:
        """Stop it without a checkpoint: it must recover from its journal."""
        self._control("-m", "immediate", "-w", "stop")

    def kill(self) -> None:
        """Kill its first process; the others end when they notice."""
        os.kill(int((self.folder / "data/postmaster.pid").read_text().split()[0]), signal.SIGKILL)

    def terminate_backends(self, database: str) -> int:
        """End every connection to a database; give how many there were."""
        engine = create_engine(self.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        query = text("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = :name")
        with engine.connect() as connection:
            return int(connection.execute(query, {"name": database}).scalar_one())

    def _control(self, *words: object) -> None:
        as_postgres(self.binaries / "pg_ctl", "-D", self.folder / "data", *words)


@contextmanager
def durable_cluster(disk: Path | None = None) -> Iterator[Cluster]:
    """Make a server with the settings of a real one, and throw it away afterwards.

    :param disk: where its files go, on a disk that is small.
    """
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=disk))
    small = "-c max_wal_size=16MB -c min_wal_size=2MB -c wal_recycle=off" if disk else ""
    cluster = Cluster(folder, programs(), small)
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        how = ["-A", "trust", "-U", "postgres", "-E", "UTF8", *(["--wal-segsize=1"] if disk else [])]
        as_postgres(cluster.binaries / "initdb", "-D", folder / "data", *how)
        cluster.start()
        try:
            yield cluster
        finally:
            with suppress(CalledProcessError):
                cluster.stop_at_once()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
