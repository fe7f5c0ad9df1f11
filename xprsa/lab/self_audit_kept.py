"""What each seed of the lab's audit of itself brought, kept as lines, so that a long run may be stopped."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

Seen = Mapping[str, bool]
"""Of each planted module that was audited with a seed: whether it was seen, or blamed."""

_HOUSE = Path(__file__).parents[1]
_AUDITS = ("lab", "modules", "scoring")
_ONLY_TELLS = _HOUSE / "lab/report"  # what comes of findings afterwards


class KeptSeeds:
    """A file of lines, one a seed; those that another lab brought count no more."""

    def __init__(self, path: Path) -> None:
        """Keep lines in this file, which is made with the first."""
        self._path = path

    def read(self) -> dict[int, Seen]:
        """Give what each seed brought this lab."""
        return {line["seed"]: line["seen"] for line in self._lines() if line["lab"] == lab_digest()}

    def _lines(self) -> Iterator[dict[str, Any]]:
        if self._path.exists():
            yield from map(json.loads, self._path.read_text(encoding="utf-8").splitlines())

    def add(self, seed: int, seen: Seen) -> None:
        """Add what a seed brought."""
        with self._path.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({"lab": lab_digest(), "seed": seed, "seen": seen}) + "\n")


@cache
def lab_digest() -> str:
    """Give the SHA-256 of all that decides what an audit finds: another one brings other lines."""
    whole = hashlib.sha256()
    for folder in _AUDITS:
        for path in sorted((_HOUSE / folder).rglob("*")):
            if _ONLY_TELLS not in path.parents and path.is_file() and "__pycache__" not in path.parts:
                name, content = str(path.relative_to(_HOUSE)).encode(), path.read_bytes()
                whole.update(b"%d %s %d\n%s" % (len(name), name, len(content), content))
    return whole.hexdigest()
