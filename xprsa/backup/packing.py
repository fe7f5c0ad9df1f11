"""What a backup is made of, as plain files: a copy of the database, the keyring, the exports that left."""

import tarfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from xprsa import durable
from xprsa.backup.manifest import DATABASE, EXPORTS, KEYRING, POSTGRESQL, SQLITE, BackupManifest
from xprsa.backup.sealing import BackupWrong, Seal
from xprsa.gateways.keyring import Keyring
from xprsa.storage import copies


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The parts of a backup, opened and read to their end.

    :ivar exports: a folder with one for each run that left.
    """

    database: Path
    keyring: Path
    exports: Path


def kind_of(url: str) -> str:
    """Name the kind of a database."""
    return SQLITE if copies.is_sqlite(url) else POSTGRESQL


def pack(exports: Path, runs: Collection[str], to: Path) -> None:
    """Put the runs that left into one file; a run without its folder was never kept."""
    to.touch(mode=0o600, exist_ok=False)
    with tarfile.open(to, "w") as packed:
        for run in sorted(runs):
            if (exports / run).is_dir():
                packed.add(exports / run, arcname=run)


def unpack(folder: Path, manifest: BackupManifest, seal: Seal, room: Path) -> Unpacked:
    """Open every part of a backup into a private folder, and read it to its end.

    :param room: of ours alone, and empty.
    :raises BackupWrong: when something was changed, is missing, or is not what the manifest says.
    :raises KeyringWrong: when a newer software made the keyring.
    :raises DatabaseWrong: when the database is damaged, or the program that reads it is missing.
    """
    manifest.check_files(folder)
    for name in (DATABASE, KEYRING, EXPORTS):
        _open(folder, name, seal, room / name)
    exports = room / "exports"
    exports.mkdir(mode=0o700)
    with tarfile.open(room / EXPORTS) as packed:
        packed.extractall(exports, filter="data")
    (room / EXPORTS).unlink()
    Keyring.load(room / KEYRING)
    held = copies.versions_in(room / DATABASE, of=manifest.database)
    if held != manifest.versions:
        raise BackupWrong(
            f"La sauvegarde {folder.name} contient {held} versions, et non {manifest.versions}."
            " Prenez une autre sauvegarde."
        )
    return Unpacked(room / DATABASE, room / KEYRING, exports)


def settle(exports: Path) -> None:
    """Keep all that a folder holds to its owner, and wait until it is on disk."""
    for path in exports.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
        durable.sync(path)


def _open(folder: Path, name: str, seal: Seal, to: Path) -> None:
    to.touch(mode=0o600, exist_ok=False)
    with to.open("wb") as file:
        for block in seal.read(folder, name):
            file.write(block)
