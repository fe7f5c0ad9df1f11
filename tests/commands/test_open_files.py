"""What the service keeps in files is for its own account alone, whatever the shell would let others read."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.shell import Operator


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a service with fictitious people, and an export."""
    folder = tmp_path_factory.mktemp("careless")
    operator = Operator(folder)
    operator.environ |= {
        "XPRSA_DATABASE_URL": f"sqlite:///{folder / 'kept' / 'xprsa.sqlite'}",
        "XPRSA_KEYRING": str(folder / "kept" / "keyring.json"),
        "XPRSA_DEMO": "1",
    }
    for words in (
        ("demo", "--people", "20", "--weeks", "3"),
        ("export", "--purpose", "support", "--weeks", "2026-W40", "--to", str(folder / "kept" / "out")),
        ("work", "--once"),
    ):
        done = operator.types(*words)
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def operator(filled: Path, tmp_path: Path) -> Operator:
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    made = Operator(tmp_path)
    made.environ |= {
        "XPRSA_DATABASE_URL": f"sqlite:///{tmp_path / 'kept' / 'xprsa.sqlite'}",
        "XPRSA_KEYRING": str(tmp_path / "kept" / "keyring.json"),
        "XPRSA_DEMO": "1",
    }
    return made


def test_database_exports_and_their_folders_are_for_their_owner_alone(filled: Path) -> None:
    made = sorted((filled / "kept").rglob("*"))
    names = {path.name for path in made}
    assert {"xprsa.sqlite", "keyring.json", "out"} <= names
    assert len(list((filled / "kept" / "out").iterdir())) > 1
    assert [path for path in (filled / "kept", *made) if path.stat().st_mode & 0o077] == []


@pytest.mark.parametrize("opened", ["xprsa.sqlite", "exports", "."])
def test_check_names_what_others_may_read(operator: Operator, opened: str) -> None:
    (operator.folder / "kept" / "exports").mkdir(exist_ok=True, mode=0o700)
    assert operator.types("check").returncode == 0
    (operator.folder / "kept" / opened).chmod(0o755)
    done = operator.types("check")
    assert done.returncode == 1
    assert f"chmod go= {(operator.folder / 'kept' / opened).resolve()}" in done.stderr
    subprocess.run(done.stderr.partition("Faites ")[2].splitlines()[0], shell=True, check=True)
    assert operator.types("check").returncode == 0


def test_the_log_that_sqlite_keeps_beside_is_as_shut_as_the_database(operator: Operator) -> None:
    """A process of its own holds the database open: its files are there."""
    opening = (
        "import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('CREATE TABLE t (a)');"
        "print([oct(os.stat(sys.argv[1] + end).st_mode & 0o777) for end in ('', '-wal', '-shm')])"
    )
    file = str(operator.folder / "kept" / "xprsa.sqlite")
    held = subprocess.run([sys.executable, "-c", opening, file], capture_output=True, text=True, check=True)
    assert held.stdout.strip() == "['0o600', '0o600', '0o600']"
