"""What a backup is made of, as plain files: a copy of the database, the keyring, the exports that left."""

import shutil
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
    database, keyring, packed = (room / name for name in ("database", "keyring", "packed"))
    for name, plain in ((DATABASE, database), (KEYRING, keyring), (EXPORTS, packed)):
        _open(folder, name, seal, plain)
    Keyring.load(keyring)
    held = copies.versions_in(database, of=manifest.database)
    if held != manifest.versions:
        raise BackupWrong(
            f"Versions dans la sauvegarde {folder.name}\u00a0: {held}, et non {manifest.versions}."
            " Prenez une autre sauvegarde."
        )
    _lay_out(packed, room / "exports")
    packed.unlink()
    return Unpacked(database, keyring, room / "exports")


def settle(exports: Path) -> None:
    """Keep all that a folder holds to its owner, and wait until it is on disk."""
    for path in exports.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
        durable.sync(path)


def _lay_out(packed: Path, exports: Path) -> None:
    """Make the folders of runs again; the seal has shown that `pack` made what is laid out."""
    exports.mkdir(mode=0o700)
    with tarfile.open(packed) as runs:
        for entry in runs:
            content = runs.extractfile(entry)
            if content is None:
                (exports / entry.name).mkdir(mode=0o700)
                continue
            with content, (exports / entry.name).open("xb") as file:
                shutil.copyfileobj(content, file)


def _open(folder: Path, name: str, seal: Seal, to: Path) -> None:
    to.touch(mode=0o600, exist_ok=False)
    with to.open("wb") as file:
        for block in seal.read(folder, name):
            file.write(block)
