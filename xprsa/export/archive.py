"""A run directory as one ZIP, sent while it is being made: the same run gives the same bytes."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from xprsa.export.passage import Passage

_BLOCK = 1 << 16  # bytes read at a time
_NO_DATE = (1980, 1, 1, 0, 0, 0)  # the first that ZIP knows: the archive itself has no date


def zip_of(directory: Path) -> Iterator[bytes]:
    """Yield the ZIP of every file of a directory, by name, in blocks."""
    passage = Passage()
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
