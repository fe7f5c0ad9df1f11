"""Restores a backup where nothing is: what stands there is never overwritten."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xprsa import durable
from xprsa.backup.alone import private_room
from xprsa.backup.manifest import BackupManifest
from xprsa.backup.packing import kind_of, settle, unpack
from xprsa.backup.sealing import BackupWrong
from xprsa.settings import Settings
from xprsa.storage import copies
from xprsa.storage.schema import knows


def restore_backup(settings: Settings, folder: Path, passphrase: str) -> BackupManifest:
    """Restore database, exports and keyring; the keyring comes last: without it nothing is served.

    :param folder: of one backup.
    :raises BackupWrong: when something stands where it would go, or the backup may not be used.
    :raises KeyringWrong: when a newer software made the keyring.
    :raises DatabaseAway: when the database does not answer.
    :raises DatabaseWrong: when it refuses what it is given.
    """
    manifest = BackupManifest.read(folder)
    _refuse_taken(settings)
    _refuse_stranger(settings, folder, manifest)
    seal = manifest.seal_of(folder, passphrase)
    with _sentences(), private_room(settings.keyring.parent) as room:
        parts = unpack(folder, manifest, seal, room)
        copies.put_back(parts.database, to=settings.database_url)
        settle(parts.exports)
        durable.appear(parts.exports, settings.exports)
        durable.write_new(settings.keyring, parts.keyring.read_bytes())
    return manifest


def restore_keyring(settings: Settings, folder: Path, passphrase: str) -> BackupManifest:
    """Restore the keyring alone, for a database that is still there.

    :param folder: of one backup.
    :raises BackupWrong: when a keyring stands there, or the backup may not be used.
    :raises KeyringWrong: when a newer software made it.
    :raises DatabaseWrong: when the copy in the backup is damaged: it may not be used at all.
    """
    manifest = BackupManifest.read(folder)
    _refuse_keyring(settings)
    seal = manifest.seal_of(folder, passphrase)
    with _sentences(), private_room(settings.keyring.parent) as room:
        parts = unpack(folder, manifest, seal, room)
        durable.write_new(settings.keyring, parts.keyring.read_bytes())
    return manifest


def _refuse_keyring(settings: Settings) -> None:
    if settings.keyring.exists():
        raise BackupWrong(
            f"Un trousseau existe déjà : {settings.keyring}. Il n’est jamais écrasé."
            " Arrêtez le service et déplacez ce fichier, puis recommencez."
        )


def _refuse_taken(settings: Settings) -> None:
    """Refuse to restore over anything."""
    _refuse_keyring(settings)
    if settings.exports.exists() and any(settings.exports.iterdir()):
        raise BackupWrong(
            f"Des exports existent déjà : {settings.exports}. Déplacez ce dossier, puis recommencez."
        )
    if not copies.is_free(settings.database_url):
        place = (
            f" Arrêtez le service et déplacez {copies.file_of(settings.database_url)}, -wal et -shm avec lui,"
            if copies.is_sqlite(settings.database_url)
            else " Indiquez une base vide dans XPRSA_DATABASE_URL,"
        )
        raise BackupWrong(f"Une base existe déjà : elle n’est jamais écrasée.{place} puis recommencez.")


def _refuse_stranger(settings: Settings, folder: Path, manifest: BackupManifest) -> None:
    """Refuse what this software, or this kind of database, cannot hold."""
    if manifest.database != kind_of(settings.database_url):
        raise BackupWrong(
            f"La sauvegarde {folder.name} vient d’une base {manifest.database}."
            " Donnez une base de ce genre dans XPRSA_DATABASE_URL."
        )
    if not knows(manifest.revision):
        raise BackupWrong(
            f"La sauvegarde {folder.name} a été faite par une version plus récente ({manifest.software})."
            " Installez cette version, puis recommencez."
        )


@contextmanager
def _sentences() -> Iterator[None]:
    try:
        yield
    except OSError as refused:
        raise BackupWrong(
            f"La restauration s’est arrêtée ({refused.strerror}). Faites de la place ou vérifiez les droits,"
            " retirez ce qui vient d’être restauré, puis recommencez."
        ) from refused
