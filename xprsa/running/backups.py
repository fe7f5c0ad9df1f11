"""Which folders are backups: those that hold a manifest, as it is written last; their names say when."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

MANIFEST = "manifest.json"
_INSTANT = "%Y%m%dT%H%M%SZ"


def name_of(instant: datetime) -> str:
    """Name a backup by its instant, to the second, in UTC: names stand in the order of time."""
    return instant.astimezone(UTC).strftime(_INSTANT)


def instant_of(name: str) -> datetime:
    """Read the instant in a name.

    :raises ValueError: when there is none.
    """
    return datetime.strptime(name, _INSTANT).replace(tzinfo=UTC)


def backups_in(folder: Path) -> tuple[Path, ...]:
    """Give the backups of a folder, newest first; what is half made or half deleted is none."""
    return tuple(sorted(_whole(folder), key=lambda path: path.name, reverse=True))


def age_of_newest(folder: Path, *, at: datetime) -> timedelta | None:
    """Tell how long ago the newest backup of a folder was made, by its name; None when there is none."""
    newest = next(iter(backups_in(folder)), None)
    return None if newest is None else at - instant_of(newest.name)


def age_of_oldest(folder: Path, *, at: datetime) -> timedelta | None:
    """Tell how long ago the oldest backup of a folder was made, by its name; None when there is none."""
    found = backups_in(folder)
    return at - instant_of(found[-1].name) if found else None


def _whole(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (
            path for path in folder.iterdir() if _is_instant(path.name) and (path / MANIFEST).is_file()
        )


def _is_instant(name: str) -> bool:
    try:
        return name_of(instant_of(name)) == name
    except ValueError:
        return False
