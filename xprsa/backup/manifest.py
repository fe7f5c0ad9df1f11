"""What a backup says of itself; a folder is one once that stands in it, for it is written last."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from xprsa import durable
from xprsa.backup.sealing import BackupWrong, Seal, SealedFile, sha256_of
from xprsa.running.backups import MANIFEST, instant_of, name_of

FORM = 1
DATABASE, KEYRING, EXPORTS = "database.sealed", "keyring.sealed", "exports.sealed"
SQLITE, POSTGRESQL = "sqlite", "postgresql"
_SECRET = "mac"  # noqa: S105 # the name of a field


@dataclass(frozen=True, slots=True)
class BackupManifest:
    """What a backup holds.

    :ivar instant: all that was acknowledged before it is there.
    :ivar software: version of XP RSA that made it.
    :ivar database: "sqlite" or "postgresql".
    :ivar revision: of the schema.
    :ivar versions: how many versions of weeks.
    :ivar journal: number and chain of the newest seal of the journal, or None.
    :ivar salt: from which, with the passphrase, the keys are drawn.
    """

    instant: datetime
    software: str
    database: str
    revision: str
    versions: int
    journal: tuple[int, str] | None
    salt: bytes
    files: tuple[SealedFile, ...]

    def write(self, folder: Path, seal: Seal) -> None:
        """Write it, signed, beside the files that it names; it is there whole or not at all."""
        said = self._said()
        durable.write_new(folder / MANIFEST, _page({**said, _SECRET: seal.mac(_page(said))}))

    @classmethod
    def read(cls, folder: Path) -> "BackupManifest":
        """Read it; whoever needs to believe it asks `seal_of`.

        :raises BackupWrong: when this is no backup, or one of a newer form.
        """
        said = _read(folder)
        try:
            return cls(
                instant=instant_of(said["instant"]),
                software=str(said["software"]),
                database=str(said["database"]),
                revision=str(said["revision"]),
                versions=int(said["versions"]),
                journal=_seal_in(said["journal"]),
                salt=bytes.fromhex(said["salt"]),
                files=tuple(
                    SealedFile(file["name"], file["bytes"], file["sha256"]) for file in said["files"]
                ),
            )
        except (KeyError, TypeError, ValueError) as wrong:
            raise BackupWrong(_DAMAGED.format(folder)) from wrong

    def seal_of(self, folder: Path, passphrase: str) -> Seal:
        """Draw the keys of a backup, and hold the manifest against its signature.

        :raises BackupWrong: when the passphrase is another one, or somebody changed the manifest.
        """
        seal, said = Seal.of(passphrase, self.salt), _read(folder)
        if said.pop(_SECRET, None) != seal.mac(_page(said)):
            raise BackupWrong(
                f"La phrase secrète n’est pas celle de {folder.name}, ou son manifeste a changé."
                " Cherchez la phrase de ce jour-là."
            )
        return seal

    def check_files(self, folder: Path) -> None:
        """Hold every file against its size and hash.

        :raises BackupWrong: when one is missing, or another than was written.
        """
        for file in self.files:
            path = folder / file.name
            is_there = path.is_file() and path.stat().st_size == file.size
            if not is_there or sha256_of(path) != file.sha256:
                raise BackupWrong(f"Le fichier {path} manque ou est abîmé. Prenez une autre sauvegarde.")

    def _said(self) -> dict[str, Any]:
        return {
            "form": FORM,
            "instant": name_of(self.instant),
            "software": self.software,
            "database": self.database,
            "revision": self.revision,
            "versions": self.versions,
            "journal": dict(zip(("number", "chain"), self.journal, strict=True)) if self.journal else None,
            "salt": self.salt.hex(),
            "files": [{"name": file.name, "bytes": file.size, "sha256": file.sha256} for file in self.files],
        }


_DAMAGED = "Le manifeste de {} est abîmé. Prenez une autre sauvegarde."


def _seal_in(said: dict[str, Any] | None) -> tuple[int, str] | None:
    return (int(said["number"]), str(said["chain"])) if said else None


def _read(folder: Path) -> dict[str, Any]:
    try:
        said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        form = said["form"]
    except OSError as missing:
        raise BackupWrong(
            f"{folder} n’est pas une sauvegarde. Donnez un dossier dont le nom est un instant."
        ) from missing
    except (ValueError, KeyError, TypeError) as wrong:
        raise BackupWrong(_DAMAGED.format(folder)) from wrong
    if form != FORM:
        raise BackupWrong(
            f"La sauvegarde {folder.name} est d’une forme ({form}) que cette version ne connaît pas."
            " Installez une version plus récente."
        )
    return dict(said)


def _page(said: dict[str, Any]) -> bytes:
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()
