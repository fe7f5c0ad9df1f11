"""Folders in which one process works at a time, and what one that died left there."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xprsa.backup.sealing import BackupWrong

_ROOM = ".xprsa-backup"


@contextmanager
def private_room(beside: Path) -> Iterator[Path]:
    """Give an empty folder where plain text may stand for a while: beside the keys, for their owner alone.

    :raises BackupWrong: when another backup or restoration works there.
    """
    room = beside / _ROOM
    room.mkdir(mode=0o700, parents=True, exist_ok=True)
    with alone_in(room):
        _empty(room)
        try:
            yield room
        finally:
            _empty(room)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold a folder; whoever dies lets it go.

    :raises BackupWrong: when another process holds it.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as busy:
        raise BackupWrong("Une autre sauvegarde est en cours. Attendez sa fin, puis recommencez.") from busy
    finally:
        os.close(descriptor)


def _empty(room: Path) -> None:
    for left in room.iterdir():
        if left.is_dir():
            shutil.rmtree(left)
        else:
            left.unlink()
