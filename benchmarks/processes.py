"""Processor time and memory of processes, by the kernel's account (proc(5))."""

import os
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measuring import Missing

_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")
_LOOKED_EVERY = 0.05  # seconds, while backends may end
_SEARCHED_EVERY = 10  # looks between two searches for new ones


def cpu_seconds(group: int) -> float:
    """Give the processor time that every process of a group used so far.

    :param group: id of the process group.
    :raises Missing: on a system without /proc.
    """
    return sum(_seconds(fields) for fields in _all() if int(fields[2]) == group)


def largest_memory(group: int) -> int:
    """Give the bytes that the largest process of a group holds now."""
    found = [int(fields[21]) for fields in _all() if int(fields[2]) == group]
    return max(found) * os.sysconf("SC_PAGE_SIZE")


class Watched(ABC):
    """Processes that are looked at again and again: those that ended are counted as they were last seen."""

    def __init__(self) -> None:
        self._used: dict[Path, float] = {}

    @abstractmethod
    def _found(self) -> Iterator[Path]:
        """Find those that run now, each by its folder of /proc."""

    @property
    def cpu_seconds(self) -> float:
        """Processor time used so far."""
        self._search()
        return sum(self._used.values())

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Look at them again and again, for those that will end before they are asked about."""
        is_over = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(is_over,), daemon=True)
        watcher.start()
        try:
            yield
        finally:
            is_over.set()
            watcher.join()

    def _watch(self, is_over: threading.Event) -> None:
        turn = 0
        while not is_over.wait(_LOOKED_EVERY):
            if turn % _SEARCHED_EVERY == 0:
                self._search()
            self._look()
            turn += 1

    def _search(self) -> None:
        for process in self._found():
            self._used.setdefault(process, 0.0)
        self._look()

    def _look(self) -> None:
        for process in list(self._used):
            fields = _fields(process / "stat")
            if fields:
                self._used[process] = _seconds(fields)


class Backends(Watched):
    """The processes by which PostgreSQL serves one database.

    Its writers in the background (log, checkpoints, vacuum) serve all databases and are not among them.
    """

    def __init__(self, database: str) -> None:
        super().__init__()
        self._mark = f" {database} ".encode()

    def _found(self) -> Iterator[Path]:
        for line in _PROC.glob("[0-9]*/cmdline"):
            title = _read(line)
            if title.startswith(b"postgres: ") and self._mark in title:
                yield line.parent


class Started(Watched):
    """The processes that one started, and those that they started; not itself.

    The kernel adds to a process only children that it waited for, and none that was killed with its sandbox.
    """

    def __init__(self, process: int) -> None:
        super().__init__()
        self._process = process

    def _found(self) -> Iterator[Path]:
        families = [self._process]
        for parent in families:
            for children in _PROC.glob(f"{parent}/task/*/children"):
                families += map(int, _read(children).split())
        yield from (_PROC / str(process) for process in families[1:])


def is_backend(process: int) -> bool:
    """Tell whether this is a process of a PostgreSQL server on this machine."""
    return _read(_PROC / str(process) / "cmdline").startswith(b"postgres: ")


def _all() -> Iterator[list[bytes]]:
    if not (_PROC / "self/stat").exists():
        raise Missing("Processor time is read from /proc: run the benchmarks on Linux.")
    for stat in _PROC.glob("[0-9]*/stat"):
        fields = _fields(stat)
        if fields:
            yield fields


def _fields(stat: Path) -> list[bytes]:
    """Give what follows the name of a process (from its state on); nothing when it ended."""
    return _read(stat).rpartition(b")")[2].split()


def _seconds(fields: list[bytes]) -> float:
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it ended meanwhile
        return b""
