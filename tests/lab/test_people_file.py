"""Fictitious people in the files of an export: read by other tools, and the same for the same seed."""

import json
from collections import defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from frictionless import Package

from xprsa.lab.commands import lab
from xprsa.lab.people_file import PeopleRequest, write_people
from xprsa.lab.report.refused import ReportWrong
from xprsa.scoring.card import PurposeCard
from xprsa.scoring.document import FIELDS, SummaryDocument
from xprsa.scoring.purpose import Purpose

DAY = date(2026, 11, 30)


def request(*, people: int = 30, seed: str = "2026") -> PeopleRequest:
    return PeopleRequest.ordinary(people=people, seed=seed, asked_on=DAY)


def rows_in(directory: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (directory / "documents.jsonl").read_text("utf-8").splitlines()]


def test_each_row_is_a_document_as_it_is_published(tmp_path: Path) -> None:
    count = write_people(tmp_path, request())
    rows = rows_in(tmp_path)
    assert count == len(rows)
    for row in rows:
        assert tuple(row) == FIELDS
        SummaryDocument(**row)
    weeks = defaultdict(list)
    for row in rows:
        weeks[row["person"]].append(row["week"])
    assert len(weeks) == 30
    assert all(len(set(of_person)) == len(of_person) <= 52 for of_person in weeks.values())
    assert len({row["document"] for row in rows}) == len(rows)
    assert len({row["as_of"] for row in rows}) == 1


def test_a_tool_that_we_did_not_write_reads_the_package(tmp_path: Path) -> None:
    write_people(tmp_path, request())
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["message"])


def test_the_same_seed_and_day_give_the_same_bytes_and_another_seed_other_people(tmp_path: Path) -> None:
    for name, seed in (("one", "a"), ("again", "a"), ("other", "b")):
        write_people(tmp_path / name, request(seed=seed))
    one, again, other = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}
        for name in ("one", "again", "other")
    )
    assert one == again
    assert one["documents.jsonl"] != other["documents.jsonl"]


def test_the_order_of_rows_tells_nothing_of_people_or_weeks(tmp_path: Path) -> None:
    write_people(tmp_path, request())
    rows = rows_in(tmp_path)
    assert [row["document"] for row in rows] == sorted(row["document"] for row in rows)
    neighbours = sum(one["person"] == other["person"] for one, other in pairwise(rows))
    assert neighbours < len(rows) / 10


def test_more_people_begin_with_the_same_ones(tmp_path: Path) -> None:
    write_people(tmp_path / "few", request(people=10))
    write_people(tmp_path / "many", request(people=20))
    few, many = ({row["person"] for row in rows_in(tmp_path / name)} for name in ("few", "many"))
    assert few < many


def test_another_card_writes_its_own_fields_rounded_as_its_purpose_demands(tmp_path: Path) -> None:
    card = PurposeCard(
        purpose=Purpose.RESEARCH,
        title="Recherche",
        recipient="Un laboratoire",
        owner="Un service",
        legal_basis="Règlement (UE) 2016/679, article 89.",
        fields=(*(name for name in FIELDS if name in {"schema", "document", "supersedes", "as_of", "purpose",
                  "person", "week", "status"}), "declared_minutes"),
    )  # fmt: skip
    write_people(tmp_path, PeopleRequest(people=10, seed="2026", asked_on=DAY, card=card))
    rows = rows_in(tmp_path)
    assert {tuple(row) for row in rows} == {card.fields}
    assert all(row["declared_minutes"] % 30 == 0 for row in rows)


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("à garder", encoding="utf-8")
    with pytest.raises(ReportWrong, match="n’est pas vide"):
        write_people(tmp_path, request())
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_the_command_says_what_it_wrote_and_that_nothing_left(tmp_path: Path) -> None:
    done = CliRunner().invoke(lab, ["people", "--to", str(tmp_path / "out"), "--people", "12"])
    assert done.exit_code == 0, done.output
    assert "Personnes fictives\u202f: 12." in done.output
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert manifest["fictitious"] is True
    assert manifest["people"] == 12
    again = CliRunner().invoke(lab, ["people", "--to", str(tmp_path / "out")])
    assert (again.exit_code, "n’est pas vide" in again.output) == (1, True)
