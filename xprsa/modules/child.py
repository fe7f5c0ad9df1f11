"""A process in which a module runs: alone, in an empty directory, with bounded memory."""

import contextlib
import fcntl
import os
import select
import shutil
import signal
import subprocess
import time
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

MEMORY = 2 * 1024**3  # bytes of address space
_CHUNK = 1 << 18  # bytes
_PIPE = 1 << 20  # bytes: the most that Linux gives to anybody
_LIMITS = 'ulimit -c 0; ulimit -v "$0" 2>/dev/null || true; exec "$@"'  # some systems limit no memory


class Child:
    """One process and whatever it starts, in a session and an empty directory of its own."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        search_path: Sequence[str],
        memory: int = MEMORY,
        hidden: Sequence[Path] = (),
    ) -> None:
        """Start it.

        :param search_path: directories where Python looks first.
        :param memory: bytes of address space.
        :param hidden: folders in whose place it sees empty ones, where `bwrap` keeps it apart.
        """
        self._home = TemporaryDirectory(prefix="module-", ignore_cleanup_errors=True)
        self._process = subprocess.Popen(  # noqa: S603 # running what is audited is the point
            [*_apart(self._home.name, hidden), "/bin/sh", "-c", _LIMITS, str(memory // 1024), *argv],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=self._home.name,
            env=_environment(search_path),
            start_new_session=True,
            bufsize=0,
        )
        self.stdin, self.stdout, self.stderr = map(
            _unblocked, (self._process.stdin, self._process.stdout, self._process.stderr)
        )
        self._closed: set[int] = set()

    @property
    def has_ended(self) -> bool:
        """Whether it ended by itself, or closed its output."""
        return self._process.poll() is not None or self.stdout in self._closed

    def ready(self, *, is_writing: bool, seconds: float) -> Collection[int]:
        """Wait until something can be read, or written if asked; give the file descriptors."""
        watched = select.poll()
        for descriptor in {self.stdout, self.stderr} - self._closed:
            watched.register(descriptor, select.POLLIN)
        if is_writing and self.stdin not in self._closed:
            watched.register(self.stdin, select.POLLOUT)
        return {descriptor for descriptor, _ in watched.poll(seconds * 1000)}

    def write(self, data: memoryview) -> int:
        """Write what it takes at once; give the number of bytes."""
        try:
            return os.write(self.stdin, data)
        except BlockingIOError:
            return 0
        except BrokenPipeError:
            self._closed.add(self.stdin)
            return 0

    def read(self, descriptor: int) -> bytes:
        """Read what is there at once from its output, or from what it writes beside."""
        try:
            chunk = os.read(descriptor, _CHUNK)
        except BlockingIOError:
            return b""
        if not chunk:
            self._closed.add(descriptor)
        return chunk

    def end(self) -> None:
        """Kill it and all that it started, and leave nothing of it."""
        with contextlib.suppress(ProcessLookupError, PermissionError):  # it ended before
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()
        self._home.cleanup()


def output_of(argv: Sequence[str], *, search_path: Sequence[str], seconds: float) -> tuple[bytes, bytes]:
    """Run a child to its end without a question; give its output and what it wrote beside, at most 1 MB.

    :raises TimeoutError: when it takes longer.
    """
    child = Child(argv, search_path=search_path)
    output = {child.stdout: b"", child.stderr: b""}
    until = time.monotonic() + seconds
    try:
        has_ended = False
        while not has_ended:
            if time.monotonic() > until:
                raise TimeoutError
            has_ended = child.has_ended
            for descriptor in child.ready(is_writing=False, seconds=0.05):
                output[descriptor] = (output[descriptor] + child.read(descriptor))[-1_000_000:]
        return output[child.stdout], output[child.stderr]
    finally:
        child.end()


def isolation() -> str:
    """Tell what keeps a child apart: `bwrap` (no network, no hidden folder, no disk), or `process`."""
    return "bwrap" if _bwrap() else "process"


def _unblocked(stream: IO[bytes] | None) -> int:
    if stream is None:
        raise ValueError("the stream was not asked for")
    os.set_blocking(stream.fileno(), False)
    if hasattr(fcntl, "F_SETPIPE_SZ"):  # Linux: room for some hundreds of questions at once
        with contextlib.suppress(OSError):
            fcntl.fcntl(stream.fileno(), fcntl.F_SETPIPE_SZ, _PIPE)
    return stream.fileno()


def _environment(search_path: Sequence[str]) -> dict[str, str]:
    given = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "PYTHONUTF8": "1"}
    return given | ({"PYTHONPATH": os.pathsep.join(search_path)} if search_path else {})


def _apart(home: str, hidden: Sequence[Path]) -> Iterator[str]:
    """Give the words that keep a command apart; none where that does not work."""
    if _bwrap():
        yield from _bwrap()
        for folder in hidden:
            yield from ("--tmpfs", str(folder.resolve()))
        yield from ("--bind", home, home, "--chdir", home, "--")


@cache
def _bwrap() -> tuple[str, ...]:
    """Give the call of bubblewrap that works on this system; nothing when none does."""
    found = shutil.which("bwrap")
    if found is None:
        return ()
    call = f"{found} --unshare-all --die-with-parent --ro-bind / / --dev /dev --proc /proc".split()
    try:
        subprocess.run([*call, "--", "/bin/sh", "-c", ":"], capture_output=True, timeout=5, check=True)  # noqa: S603 # our own words
    except (OSError, subprocess.SubprocessError):
        return ()
    return tuple(call)
