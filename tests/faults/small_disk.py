"""A disk of a few megabytes, to be filled and freed."""

import errno
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

_MEGABYTE = 1 << 20


@dataclass(frozen=True)
class SmallDisk:
    """A file system of its own.

    :ivar ballast: a file beside what is tested, that takes all the room that is left.
    """

    folder: Path

    @property
    def ballast(self) -> Path:
        return self.folder / "ballast"

    @contextmanager
    def full(self) -> Iterator[None]:
        """Leave no room meanwhile."""
        self.fill()
        try:
            yield
        finally:
            self.free()

    def fill(self) -> None:
        """Take the room that is left, to the last page."""
        with self.ballast.open("ab", buffering=0) as ballast:
            for piece in (_MEGABYTE, 4096):
                try:
                    while ballast.write(bytes(piece)) == piece:
                        pass
                except OSError as refused:
                    if refused.errno != errno.ENOSPC:
                        raise

    def free(self) -> None:
        """Give the room back."""
        self.ballast.unlink(missing_ok=True)


@contextmanager
def small_disk(*, megabytes: int) -> Iterator[SmallDisk]:
    """Mount one; whoever may not is told so."""
    if os.geteuid() != 0:
        pytest.skip("a small disk is mounted by root alone")
    folder = Path(tempfile.mkdtemp(prefix="disk-"))  # where PostgreSQL may look
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", folder], check=True)
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
        folder.rmdir()
