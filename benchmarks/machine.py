"""The machine: what it is, what it lacks."""

import os
import platform
import shutil
from pathlib import Path

from sqlalchemy import URL, NullPool, create_engine, make_url, text

from benchmarks.measuring import Missing
from benchmarks.processes import is_backend


def described(server: URL | None) -> str:
    """Say in one sentence what the figures were taken on, and with which server if one was needed."""
    told = f"{os.cpu_count()} processors ({_cpu_name()}), Linux {platform.release()}"
    told += f", Python {platform.python_version()}"
    if server is not None:
        told += f", PostgreSQL {asked(server, 'SHOW server_version').split()[0]} with fsync on"
    return f"{told}."


def pgbench() -> str:
    """Find pgbench: distributions keep it off the path.

    :raises Missing: when it is not installed.
    """
    found = shutil.which("pgbench")
    if found:
        return found
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/pgbench"), key=lambda path: int(path.parts[-3])
    )
    if not installed:
        raise Missing("pgbench is missing (Debian: apt-get install postgresql).")
    return str(installed[-1])


def libpq(url: str) -> dict[str, str]:
    """Give the address of a database as PostgreSQL's own programs read it from the environment."""
    parts = make_url(url)
    known = {
        "PGHOST": parts.host or parts.query.get("host"),
        "PGPORT": parts.port,
        "PGUSER": parts.username,
        "PGPASSWORD": parts.password,
        "PGDATABASE": parts.database,
    }
    return {name: str(value) for name, value in known.items() if value}


def refuse_unmeasurable(server: URL) -> None:
    """Refuse a server whose figures would not hold.

    :raises Missing: when it answers before the disk has the rows, or works on another machine.
    """
    for setting in ("fsync", "synchronous_commit"):
        if asked(server, f"SHOW {setting}") != "on":
            raise Missing(
                f"This PostgreSQL runs with {setting} off: nothing measured on it would hold."
                " Start a durable server, or name one in XPRSA_TEST_DATABASE_URL."
            )
    if not _works_here(server):
        raise Missing(
            "The processor time of PostgreSQL cannot be read: it runs on another machine."
            " Start one here, or name one in XPRSA_TEST_DATABASE_URL."
        )


def asked(server: URL, statement: str) -> str:
    """Give the single value that a server answers."""
    engine = create_engine(server, poolclass=NullPool)
    with engine.connect() as connection:
        return str(connection.execute(text(statement)).scalar_one())


def _works_here(server: URL) -> bool:
    engine = create_engine(server, poolclass=NullPool)
    with engine.connect() as connection:
        return is_backend(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())


def _cpu_name() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
