"""The command `xprsa migration`: what a developer changed in the tables becomes the next revision."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.source import PACKAGE, ROOT

ROWS = "tests/contracts/rows"
VERSIONS = "xprsa/storage/migrations/versions"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The product alone in a folder, as an installation has it."""
    shutil.copytree(PACKAGE, tmp_path / "xprsa", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


@pytest.fixture
def checkout(package: Path) -> Path:
    """The same beside the rows on which migrations are tried, with one more column in a table."""
    shutil.copytree(ROOT / ROWS, package / ROWS)
    tables = package / "xprsa/storage/tables_weeks.py"
    text = tables.read_text(encoding="utf-8")
    column = "    saved_at: Mapped[datetime]\n"
    assert column in text
    more = f"{column}    read_at: Mapped[datetime | None]\n"
    tables.write_text(text.replace(column, more), encoding="utf-8")
    return package


def test_a_new_column_becomes_the_next_revision(checkout: Path) -> None:
    last = max(path.stem for path in (checkout / ROWS).iterdir())
    done = types(checkout, "remember when a draft was read")
    assert done.returncode == 0, done.stderr
    revision = f"{int(last) + 1:04}"
    written = (checkout / VERSIONS / f"{revision}_remember_when_a_draft_was_read.py").read_text("utf-8")
    assert "import sqlalchemy as sa\n" in written
    assert f'revision = "{revision}"\ndown_revision = "{last}"' in written
    assert "batch_alter_table('draft'" in written
    assert "sa.Column('read_at', sa.DateTime(timezone=True), nullable=True)" in written
    assert f"{revision}.sql" in done.stdout
    assert "à la main" not in done.stdout


@pytest.mark.slow
def test_a_word_more_in_a_check_becomes_the_next_revision(package: Path) -> None:
    shutil.copytree(ROOT / ROWS, package / ROWS)
    allow_pigeons(package)
    assert types(package, "allow pigeons").returncode == 0
    (written,) = (package / VERSIONS).glob("*_allow_pigeons.py")
    lines = written.read_text("utf-8")
    assert "drop_constraint(batch_op.f('ck_message_channel'), type_='check')" in lines
    assert "channel IN ('mail', 'sms', 'letter', 'pigeon')" in lines
    assert lines.count("_constraint(") == 2


@pytest.mark.parametrize("asked", [("check",), ("format", "--check")], ids=" ".join)
def test_what_is_written_passes_the_check_of_style(package: Path, asked: tuple[str, ...]) -> None:
    shutil.copytree(ROOT / ROWS, package / ROWS)
    shutil.copy(ROOT / "pyproject.toml", package)
    allow_pigeons(package)
    assert types(package, "allow pigeons").returncode == 0
    style = [sys.executable, "-m", "ruff", *asked, "--no-cache", VERSIONS]
    done = subprocess.run(style, cwd=package, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_its_rows_begin_as_those_of_the_revision_before(checkout: Path) -> None:
    before = max((checkout / ROWS).iterdir())
    assert types(checkout, "something").returncode == 0
    assert max((checkout / ROWS).iterdir()).read_bytes() == before.read_bytes()
    assert max((checkout / ROWS).iterdir()) != before


@pytest.mark.slow
def test_where_nothing_was_seen_the_command_says_so(package: Path) -> None:
    shutil.copytree(ROOT / ROWS, package / ROWS)
    done = types(package, "allow another word")
    assert done.returncode == 0, done.stderr
    assert "s’écrivent à la main" in done.stdout


def test_an_installed_package_has_nowhere_to_write_one(package: Path) -> None:
    done = types(package, "something")
    assert done.returncode == 1
    assert "copie du dépôt" in done.stderr
    assert not list((package / VERSIONS).glob("*something*"))


def allow_pigeons(folder: Path) -> None:
    """Let a column of the package hold one more word."""
    tables = folder / "xprsa/storage/tables_access.py"
    text = tables.read_text(encoding="utf-8")
    allowed = 'one_of("channel", "mail", "sms", "letter"'
    assert allowed in text
    tables.write_text(text.replace(allowed, f'{allowed}, "pigeon"'), encoding="utf-8")


def types(folder: Path, what_changes: str) -> "subprocess.CompletedProcess[str]":
    """Type the command in a folder whose package is the one that runs; no setting is needed."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("XPRSA_")}
    return subprocess.run(
        [sys.executable, "-m", "xprsa", "migration", what_changes],
        cwd=folder,
        env=environ | {"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        timeout=60,
    )
