"""Work as a user of no rights for a while, as a service does that meets files of somebody else."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65534


@contextmanager
def powerless() -> Iterator[None]:
    """Drop the rights of root, to whom nothing is read-only; whoever is not root has none to drop."""
    me = os.geteuid()
    if me == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(me)


def lend(folder: Path, *, files: int, folders: int) -> None:
    """Show a folder of a test to everybody, with these rights; the folders above let everybody through."""
    for above in folder.parents:
        if above.owner() == folder.owner() and not above.stat().st_mode & 0o001:
            above.chmod(above.stat().st_mode | 0o011)
    for place, _, names in os.walk(folder):
        Path(place).chmod(folders)
        for name in names:
            (Path(place) / name).chmod(files)
