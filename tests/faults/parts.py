"""A long run in parts: each is judged at its end and leaves a line; those of one code are added up.

`python -m tests.faults.parts` says what remains.
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path

from tests.source import ROOT

FOLDER = "XPRSA_TEST_PARTS"  # another folder for the lines
KILLS_WANTED, TOLD_WANTED = 1000, 100_000
DATABASES = ("sqlite", "postgresql")
_CODE = ("xprsa", "templates")
_NOT_SERVED = ROOT / "xprsa/lab"  # a contract of layers: nothing but the command line reaches it


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a run, or the sum of several.

    :ivar code: digest of what is served, the lab is not; parts of other code are not added up.
    :ivar commit: the last one, for whoever reads the lines.
    :ivar found: how many were lost, duplicated, altered, phantom; of wrong answers and unfinished forms.
    """

    database: str
    seed: int
    date: str
    commit: str
    code: str
    kills: int
    acknowledged: int
    cut: int
    minutes: float
    found: Mapping[str, int]

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found."""
        return not any(self.found.values())


@cache
def code_digest() -> str:
    """Give a digest of the code and the templates: another one makes other parts."""
    whole = hashlib.sha256()
    for folder in _CODE:
        for path in sorted((ROOT / folder).rglob("*")):
            if _NOT_SERVED not in path.parents and path.is_file() and "__pycache__" not in path.parts:
                name = str(path.relative_to(ROOT)).encode()
                whole.update(b"%d %s %d\n" % (len(name), name, path.stat().st_size))
                whole.update(path.read_bytes())
    return whole.hexdigest()


def last_commit() -> str:
    """Name the commit that is checked out."""
    words = ["git", "-C", str(ROOT), "describe", "--always", "--dirty"]
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout.strip()


def parts_folder() -> Path:
    """Give the folder of the lines; they are committed, so that another machine goes on."""
    return Path(os.environ.get(FOLDER, ROOT / "docs/proofs"))


def keep(part: Part, folder: Path) -> None:
    """Add the line of a part that has ended."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "killed_server.jsonl").open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(asdict(part)) + "\n")


def parts_of(database: str, folder: Path, *, code: str) -> list[Part]:
    """Give the parts that count: on this database, of this code."""
    lines = folder / "killed_server.jsonl"
    if not lines.exists():
        return []
    parts = [Part(**json.loads(line)) for line in lines.read_text(encoding="utf-8").splitlines()]
    return [part for part in parts if (part.database, part.code) == (database, code)]


def added_up(parts: list[Part]) -> Part | None:
    """Add parts up; None when there is none."""
    if not parts:
        return None
    return replace(
        parts[-1],
        kills=sum(part.kills for part in parts),
        acknowledged=sum(part.acknowledged for part in parts),
        cut=sum(part.cut for part in parts),
        minutes=sum(part.minutes for part in parts),
        found={name: sum(part.found.get(name, 0) for part in parts) for name in parts[-1].found},
    )


def told(parts: list[Part], database: str, *, kills: int, acknowledged: int) -> str:
    """Say in one line how far it is, and what remains to these aims."""
    whole = added_up(parts)
    if whole is None:
        return f"{database}: no part on this code; {kills} kills and {acknowledged} acknowledged remain"
    left = max(0, kills - whole.kills), max(0, acknowledged - whole.acknowledged)
    remains = f"{left[0]} kills and {left[1]} acknowledged remain" if any(left) else "nothing remains"
    return (
        f"{database}: {len(parts)} parts, {whole.minutes:.0f} min, {whole.kills} kills,"
        f" {whole.acknowledged} acknowledged, {whole.cut} not heard and sent again,"
        f" {dict(whole.found)}; {remains}"
    )


if __name__ == "__main__":
    for name in DATABASES:
        known = parts_of(name, parts_folder(), code=code_digest())
        sys.stdout.write(told(known, name, kills=KILLS_WANTED, acknowledged=TOLD_WANTED) + "\n")
