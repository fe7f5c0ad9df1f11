"""Seals of the journal: each holds some lines and the seal before it, so that nothing sealed changes unseen.

A line is a leaf of a Merkle tree (SHA-256; leaves and nodes told apart by their first byte, as in RFC 6962).
The root says all lines of a seal; the chain says all seals up to it. Whoever kept one chain from outside (a
backup, the public page) sees whether anything before it was changed, deleted, added, reordered or cut off.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256

LEAF_BYTES = 32
NO_SEAL = "0" * 64  # what comes before the first


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """A line of one of the two journals, all of it.

    :ivar person: internal id of whom it is about; None in the journal of the service.
    :ivar week: absolute number of the week, or None.
    """

    person: int | None
    id: int
    at: datetime
    actor: int | None
    event: str
    week: int | None
    detail: str

    @property
    def leaf(self) -> bytes:
        """Give the 32 bytes that stand for this line and no other."""
        said = [self.person, self.id, _written(self.at), self.actor, self.event, self.week, self.detail]
        return sha256(b"\0" + json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()).digest()


@dataclass(frozen=True, slots=True)
class JournalSeal:
    """A seal: lines that no seal before holds.

    :ivar number: 1 for the first.
    :ivar since: instant of its oldest line; `until` when it holds none.
    :ivar until: every line from before that instant is held by this seal or one before.
    :ivar lines: how many it holds.
    :ivar root: of their tree, in hexadecimal.
    :ivar chain: what stands for this seal and all before it, in hexadecimal.
    """

    number: int
    since: datetime
    until: datetime
    lines: int
    root: str
    chain: str

    @classmethod
    def after(
        cls, last: "JournalSeal | None", *, until: datetime, lines: Collection[JournalEntry]
    ) -> "JournalSeal":
        """Seal lines after the last seal, or as the first one."""
        since = min((line.at for line in lines), default=until)
        root = root_of([line.leaf for line in lines]).hex()
        blank = cls(last.number + 1 if last else 1, since, until, len(lines), root, "")
        return replace(blank, chain=blank._chained(last))

    def follows(self, last: "JournalSeal | None") -> bool:
        """Tell whether it comes right after another one (or first), and says so rightly."""
        return self.number == (last.number + 1 if last else 1) and self.chain == self._chained(last)

    def holds(self, leaves: Collection[bytes]) -> bool:
        """Tell whether these are the leaves that were sealed."""
        return len(leaves) == self.lines and root_of(leaves).hex() == self.root

    def _chained(self, last: "JournalSeal | None") -> str:
        span = [_written(self.since), _written(self.until)]
        said = [last.chain if last else NO_SEAL, self.number, *span, self.lines, self.root]
        return sha256(b"\2" + json.dumps(said).encode()).hexdigest()


def root_of(leaves: Collection[bytes]) -> bytes:
    """Give the root of a Merkle tree over leaves, whatever their order; of none, the hash of nothing."""
    level = sorted(leaves)
    if not level:
        return sha256().digest()
    while len(level) > 1:
        pairs = [level[start : start + 2] for start in range(0, len(level), 2)]
        level = [sha256(b"\1" + b"".join(pair)).digest() if len(pair) == 2 else pair[0] for pair in pairs]
    return level[0]


def _written(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="microseconds")
