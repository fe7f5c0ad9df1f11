"""The demonstration's folder, in which names and keys lie, is its owner's alone, made anew or found open."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.source import ROOT


@pytest.mark.parametrize("stands", [False, True])
def test_the_folder_of_a_demonstration_is_for_its_owner_alone(tmp_path: Path, stands: bool) -> None:
    for folder in ("scripts", ".venv/bin", "xprsa/storage/migrations/versions"):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copy(ROOT / "scripts/run", tmp_path / "scripts/run")
    (tmp_path / "xprsa/storage/migrations/versions/0001_first.py").touch()
    program = tmp_path / ".venv/bin/python"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o700)
    if stands:
        (tmp_path / "instance").mkdir(mode=0o755)
    subprocess.run(["sh", tmp_path / "scripts/run"], check=False, timeout=30, capture_output=True)
    assert (tmp_path / "instance").stat().st_mode & 0o077 == 0
