"""The machine: what it is, what it lacks, how much time it gave to some processes."""

import os
import platform
import shutil
from pathlib import Path

from sqlalchemy import URL, NullPool, create_engine, text

from benchmarks.measuring import Missing

_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")


def described(server: URL | None) -> str:
    """Say in one sentence what the figures were taken on, and with which server if one was needed."""
    told = f"{os.cpu_count()} processors ({_cpu_name()}), Linux {platform.release()}"
    told += f", Python {platform.python_version()}"
    if server is not None:
        told += f", PostgreSQL {asked(server, 'SHOW server_version').split()[0]} with fsync on"
    return f"{told}; load average at the end {os.getloadavg()[0]:.1f}."


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


def refuse_without_durability(server: URL) -> None:
    """Refuse a server that answers before the disk has the rows.

    :raises Missing: when fsync or synchronous_commit is off.
    """
    for setting in ("fsync", "synchronous_commit"):
        if asked(server, f"SHOW {setting}") != "on":
            raise Missing(
                f"This PostgreSQL runs with {setting} off: nothing measured on it would hold."
                " Start a durable server, or name one in XPRSA_TEST_DATABASE_URL."
            )


def asked(server: URL, statement: str) -> str:
    """Give the single value that a server answers."""
    engine = create_engine(server, poolclass=NullPool)
    with engine.connect() as connection:
        return str(connection.execute(text(statement)).scalar_one())


def cpu_seconds(group: int) -> float:
    """Give the processor time that every process of a group used so far, by the kernel's account.

    :param group: id of the process group.
    :raises Missing: on a system without /proc.
    """
    if not (_PROC / "self/stat").exists():
        raise Missing("Processor time is read from /proc: run the benchmarks on Linux.")
    return sum(_time_of(stat, group) for stat in _PROC.glob("[0-9]*/stat")) / _TICKS


def _time_of(stat: Path, group: int) -> int:
    """Give user and system ticks of a process when it belongs to the group (proc(5): fields 5, 14, 15)."""
    try:
        fields = stat.read_text().rpartition(")")[2].split()
    except OSError:  # it ended meanwhile
        return 0
    return int(fields[11]) + int(fields[12]) if int(fields[2]) == group else 0


def _cpu_name() -> str:
    for line in (_PROC / "cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
