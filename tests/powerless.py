"""Work as a user of no rights for a while, as a service does that meets files of somebody else."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.pages_seen import PAGES_SEEN

NOBODY = 65534


@contextmanager
def powerless() -> Iterator[None]:
    """Drop the rights of root, to whom nothing is read-only; whoever is not root has none to drop."""
    me, collected = os.geteuid(), os.environ.pop(PAGES_SEEN, None)  # whose folder is not ours meanwhile
    if me == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(me)
        if collected is not None:
            os.environ[PAGES_SEEN] = collected


def lend(folder: Path, *, files: int, folders: int) -> None:
    """Show a folder of a test to everybody, with these rights; the folders above let everybody through."""
    for above in folder.parents:
        if above.owner() == folder.owner() and not above.stat().st_mode & 0o001:
            above.chmod(above.stat().st_mode | 0o011)
    for place, _, names in os.walk(folder):
        Path(place).chmod(folders)
        for name in names:
            (Path(place) / name).chmod(files)
