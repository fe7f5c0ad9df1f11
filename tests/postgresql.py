"""A PostgreSQL server for the tests: the one at hand, else a throw-away one."""

import getpass
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import URL, NullPool, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

MISSING = (
    "PostgreSQL is missing: install it (Debian: apt-get install postgresql), start a server, "
    "or name one in XPRSA_TEST_DATABASE_URL."
)


@contextmanager
def server() -> Iterator[URL]:
    """Give the address of a server on which databases may be created."""
    for url in _servers_at_hand():
        if _answers(url):
            yield url
            return
    with _throw_away_server() as url:
        yield url


@contextmanager
def new_database(url: URL, name: str) -> Iterator[str]:
    """Create an empty database on a server, give its address, and drop it afterwards."""
    run(url, f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        run(url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _servers_at_hand() -> Iterator[URL]:
    named = os.environ.get("XPRSA_TEST_DATABASE_URL")
    if named:
        yield make_url(named)
        return
    for user in (getpass.getuser(), "postgres"):
        for place in ({"host": "/var/run/postgresql"}, {"host": "/tmp"}):
            yield URL.create("postgresql+psycopg", username=user, database="postgres", query=place)
        yield URL.create("postgresql+psycopg", username=user, host="127.0.0.1", database="postgres")


def _answers(url: URL) -> bool:
    with suppress(OperationalError):
        run(url, "SELECT 1")
        return True
    return False


def run(url: URL, statement: str) -> None:
    """Run one statement on a server, outside of any transaction."""
    engine = create_engine(
        url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3}
    )
    with engine.connect() as connection:
        connection.execute(text(statement))


@contextmanager
def _throw_away_server() -> Iterator[URL]:
    """Start one without durability (never for tests of losses), reachable by its socket alone."""
    binaries = programs()
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        as_postgres(binaries / "initdb", "-D", folder / "data", "-A", "trust", "-U", "postgres", "-E", "UTF8")
        options = (
            f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off -c max_connections=60"
        )
        as_postgres(
            binaries / "pg_ctl", "-D", folder / "data", "-l", folder / "log", "-o", options, "-w", "start"
        )
        try:
            yield URL.create(
                "postgresql+psycopg", username="postgres", database="postgres", query={"host": str(folder)}
            )
        finally:
            as_postgres(binaries / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def programs() -> Path:
    """Find initdb and pg_ctl: distributions keep them off the path.

    :raises RuntimeError: when PostgreSQL is not installed.
    """
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not versions:
        raise RuntimeError(MISSING)
    return versions[-1].parent


def as_postgres(*command: object) -> None:
    """Run as the user postgres when root: PostgreSQL refuses root."""
    words = [str(word) for word in command]
    if os.geteuid() == 0:
        subprocess.run(
            words,
            check=True,
            stdout=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            cwd="/",
            user="postgres",
            group="postgres",
            extra_groups=[],
        )
    else:
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, cwd="/")


def name_for(worker: str) -> str:
    """Give a database name that no other run uses."""
    return f"xprsa_test_{worker}_{os.getpid()}_{secrets.token_hex(2)}"
