"""A copy holds what was committed before it, whole, and becomes a database where there is none."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url

from tests import postgresql
from tests.builders import People, activity, content, week
from xprsa.storage import copies
from xprsa.storage.database import DatabaseAway, DatabaseWrong


@pytest.fixture
def versions(people: People) -> int:
    """How many versions the database holds; a person is called as the line that ends rows in an archive."""
    person = people.beneficiary(first_name="\\.")
    people.sends(person, week(), content(activity("training", "2h", note="\\.\n\\.")))
    people.sends(person, week(), content(activity("training", "3h", note="\\.")))
    return 2


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Iterator[str]:
    """The address of another place of the same kind, where nothing is."""
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'restored.sqlite'}"
        return
    server: URL = request.getfixturevalue("server")
    with postgresql.new_database(server, postgresql.name_for("restored")) as url:
        yield url


def test_a_copy_tells_what_it_holds_and_becomes_a_database(
    database_url: str, elsewhere: str, versions: int, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    held = copies.copy_database(database_url, copy)
    assert held.versions == versions == copies.versions_in(copy, of=database_url)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert copies.is_free(elsewhere)
    copies.put_back(copy, to=elsewhere)
    assert not copies.is_free(elsewhere)
    assert copies.held_by(elsewhere) == held


def test_a_damaged_copy_is_found_out(database_url: str, versions: int, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copies.copy_database(database_url, copy)
    whole = copy.read_bytes()
    copy.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DatabaseWrong):
        copies.versions_in(copy, of=database_url)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "harm",
    [
        "PRAGMA writable_schema=ON; DELETE FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL",
        "DELETE FROM account",
    ],
    ids=["pages that nobody uses", "rows that point nowhere"],
)
def test_a_copy_that_opens_and_is_wrong_is_found_out(
    database_url: str, versions: int, tmp_path: Path, harm: str
) -> None:
    copy = tmp_path / "copy"
    copies.copy_database(database_url, copy)
    with closing(sqlite3.connect(copy)) as opened:
        opened.executescript(harm)
    with pytest.raises(DatabaseWrong, match="La copie de la base est abîmée"):
        copies.versions_in(copy, of=database_url)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_was_written_and_lies_beside_the_file_is_copied_too(
    database_url: str, versions: int, tmp_path: Path
) -> None:
    """SQLite's own: the newest lines stand in the -wal file."""
    alone = tmp_path / "alone.sqlite"
    alone.write_bytes(copies.file_of(database_url).read_bytes())
    assert copies.held_by(f"sqlite:///{alone}").versions < versions
    assert copies.copy_database(database_url, tmp_path / "copy").versions == versions


def test_a_database_that_holds_nothing_is_not_copied(elsewhere: str, tmp_path: Path) -> None:
    with pytest.raises(DatabaseWrong):
        copies.copy_database(elsewhere, tmp_path / "copy")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_where_postgresql_s_programs_are_missing_a_sentence_says_what_to_install(
    database_url: str, versions: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert copies.copy_database(database_url, tmp_path / "found").versions == versions
    monkeypatch.setattr("xprsa.storage.postgresql_archives._BESIDE_SERVERS", ())
    with pytest.raises(DatabaseWrong, match=r"Le programme pg_dump manque\. Installez"):
        copies.copy_database(database_url, tmp_path / "copy")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_a_program_says_of_its_failure_is_told_and_no_password_is_shown(
    database_url: str, versions: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "pg_dump"
    program.write_text('#!/bin/sh\necho "$@; $PGPASSWORD" > "$0.said"\necho too old >&2\nexit 1\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with_password = make_url(database_url).set(password="motsecret").render_as_string(hide_password=False)
    with pytest.raises(DatabaseWrong, match=r"pg_dump a échoué.*too old"):
        copies.copy_database(with_password, tmp_path / "copy")
    words, _, password = (tmp_path / "pg_dump.said").read_text().partition("; ")
    assert "motsecret" not in words
    assert password == "motsecret\n"


def test_a_database_that_is_away_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(DatabaseAway):
        copies.copy_database("postgresql+psycopg://127.0.0.1:1/nowhere", tmp_path / "copy")
