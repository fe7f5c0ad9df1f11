"""A run directory is readable by others' tools, signed, and tells small counts to nobody."""

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

import frictionless
import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests.builders import Clock, People, activity, content, could_not, week
from tests.export.conftest import Desk, rows_of
from xprsa.export.demands import MOST_WEEKS
from xprsa.export.formats import dialect_words
from xprsa.gateways.keyring import Keyring, Use
from xprsa.scoring.card import support_card
from xprsa.scoring.document import FIELDS
from xprsa.scoring.schemas import json_schema
from xprsa.storage.export_runs import Dialect, Format


@pytest.fixture
def some_people(people: People) -> People:
    """Twelve people who declared, of whom two could not on some day, and eleven who are silent."""
    for number in range(12):
        said = content(activity("training", f"{number}h"), prevented=could_not(1) if number > 9 else None)
        people.sends(people.beneficiary(), week(), said)
    for _ in range(11):
        people.beneficiary()
    return people


@pytest.mark.parametrize("written", list(Format))
def test_frictionless_accepts_a_run(desk: Desk, some_people: People, written: Format) -> None:
    directory = desk.run(written=written)
    report = frictionless.validate(str(directory / "datapackage.json"))
    assert report.valid, report.to_summary()
    assert report.tasks[0].stats["rows"] == 12


@pytest.mark.parametrize("written", list(Format))
def test_a_year_of_weeks_without_anybody_is_a_run_all_the_same(desk: Desk, written: Format) -> None:
    desk.weeks = (week().plus(1 - MOST_WEEKS), week())
    directory = desk.run(written=written)
    if written is not Format.JSONL:  # frictionless reads no JSON Lines without a line
        report = frictionless.validate(str(directory / "datapackage.json"))
        assert report.valid, report.to_summary()
    told = json.loads((directory / "manifest.json").read_text("utf-8"))
    assert (told["weeks"]["first"], told["rows"]) == ("2025-W47", 0)
    assert told["reidentification"]["people"] == 0


def test_frictionless_refuses_a_run_that_somebody_altered(desk: Desk, some_people: People) -> None:
    directory = desk.run(written=Format.CSV)
    path = directory / "documents.csv"
    path.write_bytes(path.read_bytes().replace(b"2026-W47", b"2026-W46", 1))
    assert not frictionless.validate(str(directory / "datapackage.json")).valid


def test_the_json_schema_accepts_every_row(desk: Desk, some_people: People) -> None:
    Draft202012Validator.check_schema(json_schema())
    judge = Draft202012Validator(json_schema(), format_checker=FormatChecker())
    rows = desk.rows()
    assert len(rows) == 12
    assert [list(judge.iter_errors(row)) for row in rows] == [[]] * 12
    assert list(judge.iter_errors(rows[0] | {"name": "Camille"}))


def test_csv_and_json_lines_say_the_same(desk: Desk, some_people: People, clock: Clock) -> None:
    cut_off = clock()
    rows = desk.rows(as_of=cut_off)
    with (desk.run(written=Format.CSV, as_of=cut_off) / "documents.csv").open(newline="") as file:
        cells = list(csv.DictReader(file))
    assert [row["document"] for row in cells] == [row["document"] for row in rows]
    assert [json.loads(row["minutes_by_family"]) for row in cells] == [
        row["minutes_by_family"] for row in rows
    ]
    assert [row["comparable"] for row in cells] == [str(row["comparable"]).lower() for row in rows]


@pytest.mark.parametrize("dialect", Dialect)
def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(
    dialect: Dialect, desk: Desk, people: People
) -> None:
    people.sends(people.beneficiary(territory="=1+1"), week(), content())
    desk.territory = people.territory("=1+1")
    desk.open(support_card(territory_name="Val-d’Essai"))
    desk.service.forget_territories()
    run = desk.run(written=Format.CSV, dialect=dialect)
    with (run / "documents.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file, delimiter=dialect_words(dialect)["delimiter"])
    assert row["department"] == "'=1+1"


def test_the_manifest_tells_what_left_why_and_how_to_check_it(
    desk: Desk, some_people: People, keyring: Keyring, clock: Clock
) -> None:
    first = desk.run()
    clock.advance(hours=1)
    directory = desk.run()
    manifest = read(directory, "manifest.json")
    assert manifest["schema"] == "xprsa.summary/1"
    assert manifest["purpose"]["code"] == "support"
    assert "2016/679" in manifest["purpose"]["legal_basis"]
    assert manifest["weeks"] == {"first": "2026-W47", "last": "2026-W47"}
    assert (manifest["as_of"], manifest["rows"]) == ("2026-11-24T11:00:00Z", 12)
    assert manifest["software"]["version"]
    assert manifest["previous_run"] == hashlib.sha256((first / "manifest.json").read_bytes()).hexdigest()
    for file in manifest["files"]:
        data = (directory / file["name"]).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (file["bytes"], file["sha256"])
    assert {file["name"] for file in manifest["files"]} | {"manifest.json", "manifest.sig"} == {
        path.name for path in directory.iterdir()
    }


def test_the_signature_holds_for_the_manifest_and_for_nothing_else(
    desk: Desk, some_people: People, keyring: Keyring
) -> None:
    directory = desk.run()
    signed, seal = (directory / "manifest.json").read_bytes(), read(directory, "manifest.sig")
    assert keyring.verify(Use.MANIFEST, seal["key"], signed, seal["signature"])
    assert not keyring.verify(Use.MANIFEST, seal["key"], signed + b" ", seal["signature"])


def test_the_manifest_measures_how_many_people_stand_alone(desk: Desk, people: People) -> None:
    for hours in ("2h", "2h", "2h", "5h"):
        people.sends(people.beneficiary(), week(), content(activity("training", hours)))
    measured = read(desk.run(), "manifest.json")["reidentification"]
    assert (measured["people"], measured["unique_share"]) == (4, 0.25)


def test_people_without_a_row_are_counted_from_eleven_on_only(desk: Desk, some_people: People) -> None:
    for _ in range(10):
        some_people.beneficiary(weekly_minutes=None)
    told = read(desk.run(), "not_exported.json")
    assert told == {
        "smallest_count": 11,
        "people": {"exempt": None, "not_asked": None, "not_declared": 11},
    }


def test_the_order_of_rows_tells_no_date_and_differs_by_recipient(
    desk: Desk, some_people: People, clock: Clock
) -> None:
    enrolled = [row["minutes_by_family"]["project"] for row in desk.rows()]
    assert enrolled != sorted(enrolled)
    card = support_card(territory_name="Val-d’Essai").model_copy(update={"recipient": "Une autre équipe"})
    desk.open(card)
    others = [row["minutes_by_family"]["project"] for row in desk.rows()]
    assert others != enrolled
    assert sorted(others) == sorted(enrolled)


def test_a_run_without_any_document_is_a_run_all_the_same(desk: Desk, people: People) -> None:
    directory = desk.run(written=Format.CSV)
    assert (directory / "documents.csv").read_text("utf-8").strip() == ",".join(FIELDS)
    assert rows_of(desk.run()) == []


def read(directory: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((directory / name).read_text("utf-8"))
    return found
