"""A disk on which nothing more fits: no backup appears, what was there stays, and a sentence says so."""

import shutil
from pathlib import Path

import pytest

from tests.faults.drill import Drill


@pytest.fixture
def drill(migrated_file: Path, keyring_file: Path, tmp_path: Path) -> Drill:
    shutil.copy(migrated_file, tmp_path / "xprsa.sqlite")
    return Drill(f"sqlite:///{tmp_path / 'xprsa.sqlite'}", tmp_path, keyring_file)


@pytest.mark.parametrize(
    "room", ["for half a copy", pytest.param("for a copy that is not sealed", marks=pytest.mark.slow)]
)
def test_no_backup_appears_and_the_earlier_one_stays(drill: Drill, room: str) -> None:
    first = drill.backs_up()
    size = (drill.folder / "xprsa.sqlite").stat().st_size
    least = size // 2 if room == "for half a copy" else size
    process = drill.begins("backup", str(drill.backups), most=least)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 1, said
    assert "Traceback" not in said
    assert "Vérifiez le disque" in said
    assert [path.name for path in drill.backups.iterdir()] == [first.name]
    assert not any((drill.home / ".xprsa-backup").iterdir())
