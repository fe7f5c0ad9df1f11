"""The list of people who were erased, kept apart from the database: an older one, restored, is told by it.

A line a person: the instant, and a hash of the public id that only databases from before know. The id itself,
with the keyring, would give their pseudonyms.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from xprsa import durable
from xprsa.settings import Settings

NAME = "erasures.txt"
_MARK = re.compile(r"[0-9a-f]{64}", re.ASCII)


class ErasuresWrong(Exception):
    """A list that cannot be read or written; the message says which, and why."""


def mark_of(public_id: UUID) -> str:
    """Give how somebody stands on a list: SHA-256 of their public id, in hexadecimal."""
    return sha256(public_id.bytes).hexdigest()


def own_list(settings: Settings) -> Path:
    """Give where this service keeps its list: beside the keyring."""
    return settings.keyring.parent / NAME


def lists(settings: Settings) -> tuple[Path, ...]:
    """Give every place to which an erasure is written: beside the keyring, and in the folder of backups."""
    beside = settings.backups
    return (own_list(settings), *((beside / NAME,) if beside is not None and beside.is_dir() else ()))


def read(path: Path) -> Mapping[str, datetime]:
    """Read a list, by mark; empty when there is none.

    :raises ErasuresWrong: when it is damaged, or cannot be read.
    """
    with _named(path):
        if not path.exists():
            return {}
        lines = (line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
        return {_mark(mark): datetime.fromisoformat(at) for at, mark in lines}


def add(path: Path, erased: Mapping[str, datetime]) -> bool:
    """Add people to a list, by mark, the later instant of each; tell whether that changes it.

    :raises ErasuresWrong: when it is damaged, or cannot be written; the one that was there stays.
    """
    before = read(path)
    after = {**before, **{mark: at for mark, at in erased.items() if mark not in before or at > before[mark]}}
    if after == before:
        return False
    _write(path, after)
    return True


def take_off(listed: Mapping[Path, datetime | None], mark: str) -> None:
    """Take somebody who stays off lists that they entered.

    :param listed: the lists, with the instant that stood there before, or None.
    :raises ErasuresWrong: when one keeps their line, once every other was tried.
    """
    kept = []
    for path, before in listed.items():
        try:
            others = {other: at for other, at in read(path).items() if other != mark}
            _write(path, others if before is None else {**others, mark: before})
        except ErasuresWrong:
            kept.append(str(path))
    if kept:
        raise ErasuresWrong(f"{', '.join(kept)} garde la ligne d’un dossier qui reste : retirez-la")


def _write(path: Path, erased: Mapping[str, datetime]) -> None:
    lines = sorted(f"{at.isoformat()} {mark}\n" for mark, at in erased.items())
    write = durable.write_over if path.exists() else durable.write_new
    with _named(path):
        write(path, "".join(lines).encode())


def _mark(written: str) -> str:
    if _MARK.fullmatch(written) is None:
        raise ValueError("no mark of anybody")
    return written


@contextmanager
def _named(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as refused:
        raise ErasuresWrong(f"{path} ne s’ouvre pas ou ne s’écrit pas ({refused.strerror})") from refused
    except ValueError as damaged:
        raise ErasuresWrong(f"{path} est abîmé") from damaged
