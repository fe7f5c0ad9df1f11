"""The real server, and a record of each write and each sync that it asks of the system for its database."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from tests.faults.disk import DiskCall, Removal, SyncCall, Truncation, WriteCall
from tests.faults.server import RunningServer, eventually

_TRACED = "pwrite64,fsync,fdatasync,ftruncate,fallocate,unlink"
_LINE = re.compile(r"^(\d+) +(\d+)\.(\d{6}) (.*)$")
_BEGUN = re.compile(r"^(\w+)\((.*?)(?: <unfinished \.\.\.>|\) += (-?\d+)[^<]*(?:<(\d+)\.(\d{6})>)?)$")
_RESUMED = re.compile(r"^<\.\.\. (\w+) resumed>.*\) += (-?\d+)")
_ON_A_FILE = re.compile(r'^(?:\d+<|")([^>"]*)[>"](?:, (.*))?$')  # open, or by its name


class RecordedServer(RunningServer):
    """The real server under `strace`, which writes down what it asks of the disk."""

    @property
    def record(self) -> Path:
        """Where it is written down."""
        return self.folder / "calls"

    def _command(self) -> list[str]:
        how = ["-DD", "-f", "--seccomp-bpf", "-y", "-xx", "-ttt", "-T", "-s", "200000"]
        return ["strace", *how, "-e", f"trace={_TRACED}", "-o", str(self.record), *super()._command()]

    def kill(self) -> None:
        """Kill every process of it, and wait until the record is whole."""
        if self.process is None:
            return
        tracer = re.search(r"TracerPid:\s+(\d+)", Path(f"/proc/{self.process.pid}/status").read_text())
        super().kill()
        if tracer is not None and tracer[1] != "0":
            eventually(lambda: not Path(f"/proc/{tracer[1]}").exists(), what="the end of the record")


@dataclass
class _Call:
    """One call as it is written down."""

    name: str
    words: str
    begun: int
    ended: int = 0
    result: int = 0


@dataclass
class Record:
    """What was asked of the disk for these files and their folders.

    :ivar files: the files of the database that are written.
    """

    files: frozenset[PurePath]
    calls: list[DiskCall] = field(default_factory=list)

    @classmethod
    def read(cls, lines: Path, files: list[Path]) -> "Record":
        """Read what `strace` wrote.

        :raises AssertionError: on a call of a kind that the disk of the tests does not know.
        """
        record = cls(frozenset(files))
        with lines.open(encoding="ascii") as written:
            for call in _calls(written):
                record._add(call)
        return record

    def _add(self, call: _Call) -> None:
        found = _ON_A_FILE.match(call.words)
        if call.result < 0 or found is None:
            return
        path, words = PurePath(_bytes(found[1]).decode()), found[2]
        if path not in self.files and path not in {file.parent for file in self.files}:
            return
        match call.name:
            case "unlink":
                self.calls.append(Removal(call.begun, path))
            case "fsync" | "fdatasync":
                self.calls.append(SyncCall(call.begun, call.ended, path))
            case "ftruncate":
                self.calls.append(Truncation(call.begun, path, int(words)))
            case "pwrite64":
                written, _, place = words.partition('", ')
                self.calls.append(
                    WriteCall(call.begun, call.ended, path, int(place.split(", ")[1]), _bytes(written[1:]))
                )
            case _:
                raise AssertionError(f"{call.name} of {path}: the disk of the tests does not know it")


def _calls(lines: Iterator[str]) -> Iterator[_Call]:
    """Yield each call once it has ended."""
    waiting: dict[str, _Call] = {}
    for line in lines:
        found = _LINE.match(line.rstrip("\n"))
        if found is None:
            continue
        thread, at = found[1], int(found[2] + found[3])
        resumed = _RESUMED.match(found[4])
        if resumed is not None:
            call = waiting.pop(thread)
            call.ended, call.result = at, int(resumed[2])
            yield call
            continue
        begun = _BEGUN.match(found[4])
        if begun is None:
            continue
        call = _Call(begun[1], begun[2], at)
        if begun[3] is None:
            waiting[thread] = call
            continue
        call.result, call.ended = int(begun[3]), at + int((begun[4] or "0") + (begun[5] or "0"))
        yield call


def _bytes(shown: str) -> bytes:
    return bytes.fromhex(shown.replace("\\x", ""))
