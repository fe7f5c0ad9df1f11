"""`xprsa export`: one summary line, exit code 0, 1 with a reason, or 2."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.builders import Clock, People, activity, content, week
from tests.export.conftest import Desk
from xprsa.export import commands
from xprsa.scoring import schemas

ORDINARY = ("--purpose", "support", "--weeks", "2026-W46..2026-W47", "--format", "jsonl")


def call(desk: Desk, *words: str) -> Result:
    return CliRunner().invoke(commands.export, words, obj=desk.service)


@pytest.fixture
def target(desk: Desk, people: People, tmp_path: Path) -> Path:
    people.sends(people.beneficiary(), week(), content(activity("training", "5h")))
    return tmp_path / "out"


def test_a_run_ends_with_one_line_and_its_directory(desk: Desk, target: Path) -> None:
    done = call(desk, *ORDINARY, "--to", str(target))
    assert done.exit_code == 0, done.output
    assert done.stdout == f"1\u00a0document, 1\u00a0personne lue, 2026-W46 à 2026-W47, dans {target}.\n"
    assert done.stderr == ""
    assert json.loads((target / "manifest.json").read_text("utf-8"))["rows"] == 1


def test_the_cut_off_may_be_an_instant_that_has_passed(desk: Desk, target: Path, clock: Clock) -> None:
    clock.advance(hours=1)
    done = call(desk, *ORDINARY, "--to", str(target), "--as-of", "2026-11-24T10:30:00+00:00")
    assert done.exit_code == 0, done.output
    manifest = json.loads((target / "manifest.json").read_text("utf-8"))
    assert manifest["as_of"] == "2026-11-24T10:30:00Z"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--weeks", "2026-W47..2026-W46"), "vient avant la première"),
        (("--weeks", "2020-W01..2026-W46"), "semaines au plus"),
        (("--weeks", "2026-W50"), "n’a pas commencé"),
        (("--as-of", "2027-01-01T00:00:00Z"), "pas encore passé"),
        (("--purpose", "research"), "n’est pas ouverte"),
        (("--to", "/proc/nowhere/run"), "Impossible d’écrire"),
    ],
    ids=["reversed", "too many", "ahead", "cut-off ahead", "purpose shut", "nowhere"],
)
def test_what_makes_no_sense_is_refused_with_a_reason(
    desk: Desk, target: Path, words: tuple[str, ...], reason: str
) -> None:
    done = call(desk, *ORDINARY, "--to", str(target), *words)
    assert done.exit_code == 1
    assert reason in done.output
    assert not target.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("--weeks", "2027-W53"),
        ("--weeks", "last"),
        ("--purpose", "control"),
        ("--format", "xls"),
        ("--as-of", "2026-11-24T10:00:00"),
    ],
)
def test_what_cannot_be_read_is_wrong_usage(desk: Desk, target: Path, words: tuple[str, ...]) -> None:
    done = call(desk, *ORDINARY, "--to", str(target), *words)
    assert done.exit_code == 2
    assert not target.exists()


def test_two_territories_with_the_purpose_must_be_told_apart(
    desk: Desk, people: People, target: Path
) -> None:
    other = people.territory("Z2")
    with desk.service.database.writing() as store:
        store.purposes.seed_support(other, at=desk.service.now())
    desk.service.forget_territories()
    assert call(desk, *ORDINARY, "--to", str(target)).exit_code == 2
    done = call(desk, *ORDINARY, "--to", str(target), "--territory", desk.territory.code)
    assert done.exit_code == 0, done.output


def test_the_schemas_are_written_where_asked(tmp_path: Path) -> None:
    done = CliRunner().invoke(commands.schemas, ["--to", str(tmp_path)])
    assert done.exit_code == 0
    assert {path.name for path in tmp_path.iterdir()} == set(schemas.published())
