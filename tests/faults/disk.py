"""A disk that forgets what it was not told to keep: whatever may be found on it after a power cut.

What was written before a sync began, and whose sync ended, is there. Of all else each sector holds, by
chance, any of what was written to it since; a file whose folder was not synced has its name, or not.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePath
from random import Random

_SECTOR = 512  # bytes that a disk writes whole, or not at all
_TORN_AT = (512, 4096)


@dataclass(frozen=True, slots=True)
class WriteCall:
    """Bytes handed to the system.

    :ivar at: when, in microseconds since 1970.
    :ivar ended: when the system had taken them.
    """

    at: int
    ended: int
    path: PurePath
    offset: int
    written: bytes


@dataclass(frozen=True, slots=True)
class SyncCall:
    """A file, or a folder, that the disk was told to keep.

    :ivar begun: what the system had taken before then is kept.
    :ivar at: when it was.
    """

    begun: int
    at: int
    path: PurePath


@dataclass(frozen=True, slots=True)
class Removal:
    """A name taken from its folder."""

    at: int
    path: PurePath


@dataclass(frozen=True, slots=True)
class Truncation:
    """A file that is given a length, in bytes."""

    at: int
    path: PurePath
    length: int


DiskCall = WriteCall | SyncCall | Removal | Truncation


class Arrived(StrEnum):
    """Which of the writes that no sync covered reached the disk."""

    NOTHING = "none"
    EVERYTHING = "all"
    FIRST = "those before an instant"
    ALL_BUT_ONE = "all but one sector"
    ONE = "one sector"
    ANY = "each sector on its own"


@dataclass
class HeldFile:
    """A file as programs see it, and as the disk holds it.

    :ivar waiting: of each sector, what was written to it since it was last kept, and when that had ended.
    :ivar is_named: whether its folder was synced since it was made.
    """

    seen: bytearray = field(default_factory=bytearray)
    kept: bytearray = field(default_factory=bytearray)
    waiting: dict[int, list[tuple[int, bytes]]] = field(default_factory=lambda: defaultdict(list))
    is_named: bool = False

    def write(self, call: WriteCall) -> None:
        """Take bytes, that the disk may hold or not."""
        end = call.offset + len(call.written)
        self.seen.extend(bytes(max(0, end - len(self.seen))))
        self.seen[call.offset : end] = call.written
        for sector in range(call.offset // _SECTOR, -(-end // _SECTOR)):
            whole = bytes(self.seen[sector * _SECTOR : (sector + 1) * _SECTOR])
            self.waiting[sector].append((call.ended, whole))

    def cut(self, length: int) -> None:
        """Take a length; what stood beyond it goes from the disk at the next sync."""
        self.seen.extend(bytes(max(0, length - len(self.seen))))
        del self.seen[length:]

    def keep(self, until: int) -> None:
        """Hold for good whatever had been taken before an instant."""
        for sector, versions in list(self.waiting.items()):
            taken = [whole for ended, whole in versions if ended <= until]
            if taken:
                _put(self.kept, sector, taken[-1])
            left = [version for version in versions if version[0] > until]
            if left:
                self.waiting[sector] = left
            else:
                del self.waiting[sector]
        del self.kept[len(self.seen) :]

    def found(self, arrived: Arrived, chance: Random) -> bytearray:
        """Give what the disk may hold after a power cut."""
        image, torn_at = bytearray(self.kept), chance.choice(_TORN_AT) // _SECTOR
        instants = sorted({ended for versions in self.waiting.values() for ended, _ in versions})
        blocks = sorted({sector // torn_at for sector in self.waiting})
        chosen = chance.choice(blocks) if blocks else None
        cut = chance.choice(instants) if instants else 0
        for block in blocks:
            until = _newest(arrived, instants, cut, chance, is_chosen=block == chosen)
            for sector in range(block * torn_at, (block + 1) * torn_at):
                there = [whole for ended, whole in self.waiting.get(sector, ()) if ended <= until]
                if there:
                    _put(image, sector, there[-1])
        if chance.random() < 0.5:  # its length arrived, and not what stands there
            image.extend(bytes(max(0, len(self.seen) - len(image))))
        return image


def _newest(arrived: Arrived, instants: list[int], cut: int, chance: Random, *, is_chosen: bool) -> int:
    """Give the instant of the newest write that a block may hold; 0 for none."""
    match arrived:
        case Arrived.NOTHING:
            return 0
        case Arrived.EVERYTHING:
            return instants[-1]
        case Arrived.FIRST:
            return cut
        case Arrived.ALL_BUT_ONE:
            return 0 if is_chosen else instants[-1]
        case Arrived.ONE:
            return instants[-1] if is_chosen else 0
        case Arrived.ANY:
            return chance.choice((0, *instants))


def _put(image: bytearray, sector: int, whole: bytes) -> None:
    start = sector * _SECTOR
    image.extend(bytes(max(0, start + len(whole) - len(image))))
    image[start : start + len(whole)] = whole


class ForgetfulDisk:
    """The files of one folder, as far as the calls of a record have gone."""

    def __init__(self, before: dict[PurePath, bytes], calls: Iterable[DiskCall]) -> None:
        """Begin with files that were kept long before."""
        self.files = {
            path: HeldFile(bytearray(whole), bytearray(whole), is_named=True)
            for path, whole in before.items()
        }
        self._removed: dict[PurePath, HeldFile] = {}
        self._calls = sorted(calls, key=lambda call: call.at)
        self._done = 0

    def go_on(self, until: int) -> None:
        """Do what was begun before an instant; a sync counts when it has ended."""
        while self._done < len(self._calls) and self._calls[self._done].at < until:
            call = self._calls[self._done]
            self._done += 1
            match call:
                case WriteCall():
                    self.files.setdefault(call.path, HeldFile()).write(call)
                case Truncation():
                    self.files[call.path].cut(call.length)
                case Removal():
                    removed = self.files.pop(call.path, None)
                    if removed is not None and removed.is_named:
                        self._removed[call.path] = removed
                case SyncCall() if call.path in self.files:
                    self.files[call.path].keep(call.begun)
                case SyncCall():
                    self._keep_names(call.path)

    def _keep_names(self, folder: PurePath) -> None:
        for path, held in self.files.items():
            if path.parent == folder:
                held.is_named = True
        self._removed = {path: held for path, held in self._removed.items() if path.parent != folder}

    def after_power_cut(self, chance: Random) -> dict[PurePath, bytearray]:
        """Give the files that may be found, by name."""
        arrived, found = chance.choice(list(Arrived)), {}
        for path in self.files.keys() | self._removed.keys():
            held = self.files.get(path)
            if held is None or not (held.is_named or chance.random() < 0.5):
                held = self._removed.get(path)
            if held is not None:
                found[path] = held.found(arrived, chance)
        return found
