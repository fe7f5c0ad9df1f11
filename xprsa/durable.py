"""Files that are there whole or not at all, and stay after a power cut: whoever writes one may come here."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def appear(hidden: Path, path: Path) -> None:
    """Let what was written out of sight appear, all of it at once, and stay.

    :param hidden: a file, or a folder whose files are on disk already, on the same disk as `path`.
    """
    sync(hidden)
    hidden.replace(path)
    sync(path.parent)


def write_new(path: Path, content: bytes) -> None:
    """Write a file that only its owner reads, where there is none.

    :raises FileExistsError: when there is one: a link, unlike a renaming, takes nobody's place.
    :raises OSError: when it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _beside(path, content) as hidden:
        path.hardlink_to(hidden)
    sync(path.parent)


def write_over(path: Path, content: bytes) -> None:
    """Write a file in the place of the one that is there, for the same owner, who alone reads it.

    :raises OSError: when it cannot be written; the one that was there stays.
    """
    owner = path.stat()
    with _beside(path, content) as hidden:
        os.chown(hidden, owner.st_uid, owner.st_gid)
        hidden.replace(path)
    sync(path.parent)


@contextmanager
def _beside(path: Path, content: bytes) -> Iterator[Path]:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # read by its owner alone
    hidden = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield hidden
    finally:
        hidden.unlink(missing_ok=True)
