"""Sorts more lines than memory holds: into buckets on disk first, then a bucket at a time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

KEY_BYTES = 16


class Spool:
    """Keeps `(key, line)` pairs and gives the lines back in the order of their keys.

    A key is at least 16 bytes, as even as a hash: its first byte chooses one of 256 buckets.

    :param directory: made here; whoever gave it takes it away.
    """

    def __init__(self, directory: Path) -> None:
        directory.mkdir()
        self._directory = directory

    def add(self, pairs: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep some lines; none may hold a line feed."""
        buckets: dict[int, list[bytes]] = defaultdict(list)
        for key, line in pairs:
            buckets[key[0]].append(key[:KEY_BYTES].hex().encode() + line + b"\n")
        for number, kept in buckets.items():
            with self._bucket(number).open("ab") as file:
                file.writelines(kept)

    def in_order(self) -> Iterator[tuple[bytes, bytes]]:
        """Give every `(key, line)` in the order of the keys; asked again, all of them again.

        :returns: keys cut to 16 bytes.
        """
        for number in range(256):
            bucket = self._bucket(number)
            if not bucket.exists():
                continue
            for pair in sorted(bucket.read_bytes().split(b"\n")[:-1]):
                yield bytes.fromhex(pair[: 2 * KEY_BYTES].decode()), pair[2 * KEY_BYTES :]

    def _bucket(self, number: int) -> Path:
        return self._directory / f"{number:02x}"
