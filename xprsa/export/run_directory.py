"""A run directory: written out of sight, then there at once, complete and on disk."""

import hashlib
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from xprsa import durable

_GATHERED = 1 << 16  # bytes handed to the file at a time


class CannotWrite(OSError):
    """A directory that cannot be written; the message says what to do."""


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """One file of a run.

    :ivar size: bytes.
    :ivar sha256: in hexadecimal.
    """

    name: str
    size: int
    sha256: str


class RunDirectory:
    """Writes beside `path`, under a hidden name of this writer alone.

    :param path: where the run will stand; missing or empty until then.
    :param claim: 32 hexadecimal digits that name the writer.
    """

    def __init__(self, path: Path, *, claim: str) -> None:
        self.path = path
        self.hidden = path.parent / f".{path.name}.{claim}.partial"
        self.beside = (
            path.parent / f".{path.name}.{claim}.gathered"
        )  # for what never appears: made by whoever needs it

    def begin(self) -> None:
        """Make room, and remove what writers that died left behind.

        :raises CannotWrite: when the place is taken, or cannot be made.
        """
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            is_taken = self.path.exists() and (not self.path.is_dir() or any(self.path.iterdir()))
            for left in self._left_behind():
                shutil.rmtree(left)
            self.hidden.mkdir(mode=0o700)
        except OSError as wrong:
            raise CannotWrite(f"Impossible d’écrire dans {self.path.parent} ({wrong.strerror}).") from wrong
        if is_taken:
            raise CannotWrite(f"{self.path} n’est pas vide. Choisissez un autre dossier.")

    def _left_behind(self) -> list[Path]:
        ours = re.compile(rf"\.{re.escape(self.path.name)}\.[0-9a-f]{{32}}\.(partial|gathered)")
        return [entry for entry in self.path.parent.iterdir() if ours.fullmatch(entry.name)]

    def write(self, name: str, chunks: Iterable[bytes]) -> WrittenFile:
        """Write one file, or write it anew; hash it on the way, and wait until it is on disk."""
        digest, size = hashlib.sha256(), 0
        with (self.hidden / name).open("wb") as file:
            for block in _gathered(chunks):
                digest.update(block)
                size += file.write(block)
        durable.sync(self.hidden / name)
        return WrittenFile(name, size, digest.hexdigest())

    def publish(self) -> None:
        """Let the run appear, all of it at once, and stay through a power cut."""
        durable.appear(self.hidden, self.path)

    def discard(self) -> None:
        """Remove whatever was written out of sight."""
        for folder in (self.hidden, self.beside):
            shutil.rmtree(folder, ignore_errors=True)


def _gathered(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Join small chunks, so that a long file is not a million small writes."""
    held = bytearray()
    for chunk in chunks:
        held += chunk
        if len(held) >= _GATHERED:
            yield bytes(held)
            held.clear()
    yield bytes(held)
