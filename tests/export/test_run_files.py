"""The parts that write: sorting on disk, cells of a spreadsheet, a directory that appears at once, a ZIP."""

import hashlib
import io
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xprsa.domain.cell import harmless
from xprsa.export.archive import zip_of
from xprsa.export.run_directory import CannotWrite, RunDirectory
from xprsa.export.spool import Spool

CLAIM = "0" * 32
LINES = st.lists(
    st.lists(
        st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=8), max_size=9
    ),
    max_size=5,
)


@given(LINES)
@settings(max_examples=60, deadline=None)
def test_the_spool_gives_every_line_back_in_the_order_of_its_key(batches: list[list[str]]) -> None:
    pairs = [
        (hashlib.sha256(f"{place}{line}".encode()).digest(), line.encode())
        for place, batch in enumerate(batches)
        for line in batch
    ]
    with TemporaryDirectory() as folder:
        spool = Spool(Path(folder) / "spool")
        for start in range(0, len(pairs), 3):
            spool.add(pairs[start : start + 3])
        given_back = list(spool.in_order())
        assert list(spool.in_order()) == given_back
    assert given_back == sorted((key[:16], line) for key, line in pairs)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+33",
        "-2",
        "@SUM(A1)",
        " =1",
        "\t=1",
        "\x00=1",
        "\u00a0@x",
        "＝1+1",
        "＠x",
        "\u200b=1",
        "\r=1",
        "\tx",
    ],
)
def test_what_a_spreadsheet_would_run_is_quoted(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "971", "2A", "FT", "2026-W47", "a=1", "{}"])
def test_what_is_only_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_a_run_appears_at_once_and_complete(tmp_path: Path) -> None:
    directory = RunDirectory(tmp_path / "runs" / "one", claim=CLAIM)
    directory.begin()
    written = directory.write("a.txt", [b"un", b" ", b"deux"])
    assert not directory.path.exists()
    directory.publish()
    assert [path.name for path in (tmp_path / "runs").iterdir()] == ["one"]
    assert (written.size, written.sha256) == (7, hashlib.sha256(b"un deux").hexdigest())
    assert (directory.path / "a.txt").read_bytes() == b"un deux"


def test_only_what_a_dead_writer_left_is_removed(tmp_path: Path) -> None:
    dead, mine = tmp_path / f".one.{'f' * 32}.partial", tmp_path / ".one.notes"
    dead.mkdir()
    mine.mkdir()
    RunDirectory(tmp_path / "one", claim=CLAIM).begin()
    assert not dead.exists()
    assert mine.is_dir()


def test_a_place_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(CannotWrite, match="Impossible d’écrire"):
        RunDirectory(tmp_path / "file" / "one", claim=CLAIM).begin()


def test_the_archive_holds_every_file_and_never_varies(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_bytes(b"b" * 200_000)
    (tmp_path / "a.txt").write_bytes(b"a")
    once, twice = b"".join(zip_of(tmp_path)), b"".join(zip_of(tmp_path))
    assert once == twice
    with zipfile.ZipFile(io.BytesIO(once)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["a.txt", "b.txt"]
        assert archive.read("b.txt") == b"b" * 200_000
