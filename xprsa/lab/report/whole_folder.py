"""Putting a whole folder of files where it belongs: all or nothing, and never over somebody else's files."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from xprsa.durable import sync
from xprsa.lab.report.refused import ReportWrong

_OLD = ".remplacé"


def refuse_other_folder(directory: Path, *, known_by: str, replaces: bool = False) -> None:
    """Refuse to write over anything but an empty folder, or nothing.

    :param known_by: name of a file that every folder of this make holds.
    :param replaces: whether a finished folder of the same make may be replaced.
    :raises ReportWrong: when something else is there.
    """
    if not directory.exists() and not directory.is_symlink():
        return
    if not directory.is_dir() or directory.is_symlink():
        raise ReportWrong(f"« {directory} » n’est pas un dossier : choisissez-en un autre.")
    if not any(directory.iterdir()):
        return
    if not is_finished(directory, known_by=known_by):
        raise ReportWrong(
            f"« {directory} » contient autre chose qu’un rapport : choisissez un autre dossier."
        )
    if not replaces:
        raise ReportWrong(
            f"« {directory} » contient déjà un rapport fini : choisissez un autre dossier,"
            " ou ajoutez --replace."
        )


def is_finished(directory: Path, *, known_by: str) -> bool:
    """Tell whether a folder of this make is there, whole."""
    return (directory / known_by).is_file()


def write_folder(
    files: Mapping[str, bytes], directory: Path, *, known_by: str, replaces: bool = False
) -> Path:
    """Write files into a new folder and put it where an older one may stand.

    :param files: by name, all in the folder itself.
    :param replaces: whether a finished folder of the same make may be replaced.
    :raises ReportWrong: when something else is there.
    """
    refuse_other_folder(directory, known_by=known_by, replaces=replaces)
    directory.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{directory.name}-", dir=directory.parent))
    try:
        made.chmod(0o755)
        for name, content in files.items():
            _write(made / name, content)
        _exchange(made, directory)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return directory


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
    sync(path)


def _exchange(made: Path, directory: Path) -> None:
    """Move the new folder in; the older one comes back when that fails."""
    if not directory.exists():
        made.rename(directory)
        return
    old = made.with_name(made.name + _OLD)
    directory.rename(old)
    try:
        made.rename(directory)
    except OSError:
        old.rename(directory)
        raise
    shutil.rmtree(old)
