"""The digest of a module: what findings are bound to.

It covers the card, and of a Python module every file of its package (a single file when it has none; `xprsa`
and `xprsa.lab` do not count as packages here), of a command its words, its program and each file that they
name, of a web address the address. Behind an address or a pair of files the module itself may change unseen.
"""

import hashlib
import importlib.util
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path

from xprsa.scoring.module import ModuleCard

_OURS = ("xprsa", "xprsa.lab")


class NoSource(Exception):
    """A Python module that cannot be found."""


def card_digest(card: ModuleCard, source: str = "") -> str:
    """Give the SHA-256 of a card and of what stands behind it, in hexadecimal."""
    return _over(card.model_dump_json(by_alias=True).encode(), source.encode())


def command_digest(words: Sequence[str], argv: Sequence[str]) -> str:
    """Give the SHA-256 of a command: its words as given, and the files that they name.

    :param argv: the same words, files with their full path.
    """
    files = [Path(word).read_bytes() for word in argv if is_file(word)]
    return _over(*(word.encode() for word in words), *files)


def is_file(word: str) -> bool:
    """Tell whether a word of a command names a file; a word too long to be a name does not."""
    try:
        return Path(word).is_file()
    except OSError:
        return False


def source_digest(module: str, *, search_path: Sequence[str]) -> str:
    """Give the SHA-256 of the source of a Python module, found without running any of it.

    :param module: `package.module`.
    :raises NoSource: when Python would not find it.
    """
    spec = _spec(module, search_path)
    if spec.submodule_search_locations is None:
        if not is_file(spec.origin or ""):  # built into Python itself
            raise NoSource(module)
        return _over(Path(spec.origin or "").read_bytes())
    parts = []
    for folder in map(Path, spec.submodule_search_locations):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                parts += [str(path.relative_to(folder)).encode(), path.read_bytes()]
    return _over(*parts)


def _spec(module: str, search_path: Sequence[str]) -> ModuleSpec:
    """Find the outermost package of a module; a package without a root file is passed through."""
    names = module.split(".")
    found = PathFinder.find_spec(names[0], search_path) or _known(names[0])
    for depth in range(1, len(names)):
        name = ".".join(names[:depth])
        if found is None or found.submodule_search_locations is None:
            raise NoSource(module)
        if found.origin is not None and name not in _OURS:
            return found
        found = PathFinder.find_spec(".".join(names[: depth + 1]), list(found.submodule_search_locations))
    if found is None or (found.origin is None and found.submodule_search_locations is None):
        raise NoSource(module)
    return found


def _known(name: str) -> ModuleSpec | None:
    try:
        return importlib.util.find_spec(name)
    except ValueError:  # what runs as a script has no place
        return None


def _over(*parts: bytes) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(b"%d:" % len(part))
        whole.update(part)
    return whole.hexdigest()
