"""A run directory as one ZIP, sent while it is being made: the same run gives the same bytes."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

_BLOCK = 1 << 16  # bytes read at a time
_NO_DATE = (1980, 1, 1, 0, 0, 0)  # the first that ZIP knows: the archive itself has no date


class _Passage(io.RawIOBase):
    """Holds what was written until somebody takes it away; nobody can seek in it."""

    def __init__(self) -> None:
        super().__init__()
        self._held = bytearray()

    def writable(self) -> bool:
        """Tell that it can be written."""
        return True

    def write(self, data: object) -> int:
        """Hold some bytes."""
        block = bytes(data)  # type: ignore[call-overload] # whatever has the shape of bytes
        self._held += block
        return len(block)

    def taken(self) -> bytes:
        """Give what is held, and hold nothing any more."""
        held = bytes(self._held)
        self._held.clear()
        return held


def zip_of(directory: Path) -> Iterator[bytes]:
    """Yield the ZIP of every file of a directory, by name, in blocks."""
    passage = _Passage()
    with zipfile.ZipFile(passage, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(directory.iterdir()):
            entry = zipfile.ZipInfo(path.name, _NO_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            with path.open("rb") as file, archive.open(entry, "w", force_zip64=True) as written:
                while block := file.read(_BLOCK):
                    written.write(block)
                    yield passage.taken()
    yield passage.taken()
