"""Sorts more lines than memory holds: into buckets on disk first, then a bucket at a time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

KEY_BYTES = 16
_HELD_BYTES = 8 << 20  # of lines that wait in memory, so that a bucket is opened for many at once


class Spool:
    """Keeps `(key, line)` pairs and gives the lines back in the order of their keys.

    A key is at least 16 bytes, as even as a hash: its first byte chooses one of 256 buckets.

    :param directory: made here; whoever gave it takes it away.
    """

    def __init__(self, directory: Path) -> None:
        directory.mkdir()
        self._directory = directory
        self._held: dict[int, list[bytes]] = defaultdict(list)
        self._bytes = 0

    def add(self, pairs: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep some lines; none may hold a line feed."""
        for key, line in pairs:
            self._held[key[0]].append(key[:KEY_BYTES].hex().encode() + line + b"\n")
            self._bytes += len(line)
            if self._bytes > _HELD_BYTES:
                self._put_down()

    def in_order(self) -> Iterator[tuple[bytes, bytes]]:
        """Give every `(key, line)` in the order of the keys; asked again, all of them again.

        :returns: keys cut to 16 bytes.
        """
        self._put_down()
        for number in range(256):
            bucket = self._bucket(number)
            if not bucket.exists():
                continue
            for pair in sorted(bucket.read_bytes().split(b"\n")[:-1]):
                yield bytes.fromhex(pair[: 2 * KEY_BYTES].decode()), pair[2 * KEY_BYTES :]

    def _put_down(self) -> None:
        for number, lines in self._held.items():
            with self._bucket(number).open("ab") as file:
                file.writelines(lines)
        self._held.clear()
        self._bytes = 0

    def _bucket(self, number: int) -> Path:
        return self._directory / f"{number:02x}"
