"""The parts of a long run add up to the whole, on one database and of one code."""

from dataclasses import replace
from pathlib import Path

from tests.faults.parts import Part, added_up, code_digest, keep, parts_of, told

ONE = Part(
    database="sqlite",
    seed=2,
    date="2026-11-30",
    commit="abc",
    code="this",
    kills=40,
    acknowledged=3000,
    cut=9,
    minutes=10.0,
    found={"lost": 0, "unfinished": 0},
)


def test_parts_on_the_same_database_and_code_add_up(tmp_path: Path) -> None:
    assert parts_of("sqlite", tmp_path, code="this") == []
    for part in (
        ONE,
        replace(ONE, seed=3, kills=60, found={"lost": 1, "unfinished": 0}),
        replace(ONE, code="other"),
        replace(ONE, database="postgresql"),
    ):
        keep(part, tmp_path)
    counted = parts_of("sqlite", tmp_path, code="this")
    whole = added_up(counted)
    assert whole is not None
    assert [part.seed for part in counted] == [2, 3]
    assert (whole.kills, whole.acknowledged, whole.cut) == (100, 6000, 18)
    assert whole.found == {"lost": 1, "unfinished": 0}
    assert not whole.is_clean


def test_what_remains_is_said() -> None:
    def remains(*parts: Part) -> str:
        return told(list(parts), "sqlite", kills=100, acknowledged=5000).rpartition("; ")[2]

    assert remains() == "100 kills and 5000 acknowledged remain"
    assert remains(ONE) == "60 kills and 2000 acknowledged remain"
    assert remains(ONE, ONE, ONE) == "nothing remains"


def test_the_code_has_one_digest() -> None:
    assert len(code_digest()) == 64
