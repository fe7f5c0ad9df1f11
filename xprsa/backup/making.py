"""Makes a backup out of sight, reads it back, and only then lets it appear; lets older ones go."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from xprsa import durable
from xprsa.backup.alone import alone_in, private_room
from xprsa.backup.manifest import (
    DATABASE,
    EXPORTS,
    KEYRING,
    BackupManifest,
)
from xprsa.backup.packing import kind_of, pack, unpack
from xprsa.backup.sealing import BackupWrong, Seal, plain_blocks
from xprsa.gateways.keyring import Keyring
from xprsa.running import erasures
from xprsa.running.backups import backups_in, name_of
from xprsa.running.clock import now
from xprsa.scoring.software import software_version
from xprsa.settings import Settings
from xprsa.storage.copies import copy_database

_LEFT_BEHIND = re.compile(r"\.\d{8}T\d{6}Z\.partial", re.ASCII)


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was read back.

    :ivar path: its folder.
    """

    path: Path
    manifest: BackupManifest


def make_backup(settings: Settings, folder: Path, passphrase: str) -> Made:
    """Back up database, keyring and exports into a new folder that is named by its instant.

    :param folder: where the backups are; made unless it is there.
    :raises BackupWrong: when it cannot be written, or another one is being made.
    :raises KeyringWrong: when the keyring may not be used.
    :raises DatabaseAway: when the database does not answer.
    :raises DatabaseWrong: when it cannot be copied.
    """
    Keyring.load(settings.keyring)
    seal = Seal.of(passphrase)
    with (
        _sentences(f"La sauvegarde dans {folder} n’a pas pu être écrite"),
        private_room(settings.keyring.parent) as room,
        _held(folder),
    ):
        instant = now()  # before anything is copied: what was acknowledged until now is there
        path = folder / name_of(instant)
        hidden = _hidden(path)
        hidden.mkdir(mode=0o700)
        try:
            manifest = _written(settings, room, hidden, seal, instant)
            (back := room / "back").mkdir(mode=0o700)
            unpack(hidden, manifest, manifest.seal_of(hidden, passphrase), back)
            _bring_erasures(settings, folder)
            durable.appear(hidden, path)
        finally:
            shutil.rmtree(hidden, ignore_errors=True)
    return Made(path, manifest)


def let_go(folder: Path, made: Made, *, keep: int) -> tuple[Path, ...]:
    """Delete the oldest backups; give which. They are counted, not dated: no clock deletes alone.

    :param made: the newest, which was just read back: it stays, whatever happens.
    :param keep: how many stay, that one included: 1 or more.
    :raises BackupWrong: when one is dated later than that: nothing is deleted until somebody looked.
    """
    with _sentences("Une ancienne sauvegarde n’a pas pu être supprimée"), alone_in(folder):
        others = [path for path in backups_in(folder) if path != made.path]
        ahead = [path.name for path in others if path.name > made.path.name]
        if ahead:
            raise BackupWrong(
                f"La sauvegarde {ahead[0]} est datée de l’avenir : aucune n’est supprimée."
                " Vérifiez l’horloge, puis déplacez-la."
            )
        gone = tuple(others[keep - 1 :])
        for path in gone:
            path.rename(_hidden(path))  # half deleted, it is no backup any more
            shutil.rmtree(_hidden(path))
    return gone


def _written(settings: Settings, room: Path, hidden: Path, seal: Seal, instant: datetime) -> BackupManifest:
    """Seal each part; the keys after the database, so that they are those on which it depends, or more."""
    held = copy_database(settings.database_url, room / "database")
    database = seal.write(hidden, DATABASE, plain_blocks(room / "database"))
    (room / "database").unlink()
    keyring = seal.write(hidden, KEYRING, plain_blocks(settings.keyring))
    pack(settings.exports, held.runs, room / "exports")
    exports = seal.write(hidden, EXPORTS, plain_blocks(room / "exports"))
    (room / "exports").unlink()
    manifest = BackupManifest(
        instant=instant.replace(microsecond=0),
        software=software_version(),
        database=kind_of(settings.database_url),
        revision=held.revision,
        versions=held.versions,
        journal=held.journal,
        salt=seal.salt,
        files=(database, keyring, exports),
    )
    manifest.write(hidden, seal)
    return manifest


def _bring_erasures(settings: Settings, folder: Path) -> None:
    """Keep the list of who was erased beside the backups too: older ones still hold them."""
    try:
        erasures.add(folder / erasures.NAME, erasures.read(erasures.own_list(settings)))
    except erasures.ErasuresWrong as wrong:
        raise BackupWrong(f"La liste des effacements {wrong}. Réparez-la, puis recommencez.") from wrong


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Hold the folder of the backups, and remove what processes that died left in it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with alone_in(folder):
        for left in folder.iterdir():
            if _LEFT_BEHIND.fullmatch(left.name):
                shutil.rmtree(left)
        yield


def _hidden(path: Path) -> Path:
    return path.with_name(f".{path.name}.partial")


@contextmanager
def _sentences(what: str) -> Iterator[None]:
    try:
        yield
    except OSError as refused:
        raise BackupWrong(f"{what} ({refused.strerror}). Vérifiez le disque et les droits.") from refused
