"""A run in Parquet says what the same run says in JSON Lines and CSV, and others' tools read it."""

import csv
import importlib.util
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from tests.builders import Clock, People, activity, actor, content, could_not, week
from tests.export.conftest import Desk, rows_of
from tests.pages import JudgingClient
from xprsa.declare.keeping import withdraw_week
from xprsa.domain.person import Account
from xprsa.export import commands, parquet
from xprsa.export.demands import CannotAsk
from xprsa.export.service import export_to, run_waiting
from xprsa.scoring.document import FIELDS, MINUTES
from xprsa.storage.export_runs import Failure, Format

COUNTED = [name for name in MINUTES if name.endswith("_minutes")]


@pytest.fixture
def town(desk: Desk, people: People, clock: Clock) -> Desk:
    """A purpose that has a tombstone to tell of, weeks without a target to hold against, and others."""
    gone = people.beneficiary()
    people.sends(gone, week(), content(activity("training", "2h")))
    desk.run()
    clock.advance(hours=1)
    withdraw_week(desk.service, actor=actor(gone.account), week=week(), number=1)
    people.sends(people.beneficiary(), week(), content(prevented=could_not()))
    for hours in range(1, 12):
        said = content(activity("training", f"{hours}h"), activity("job_search", "45min"))
        people.sends(people.beneficiary(), week(), said)
    return desk


def in_parquet(run: Path) -> Path:
    return run / "documents.parquet"


def test_each_format_has_the_same_rows_in_the_same_order(town: Desk) -> None:
    lines = rows_of(town.run())
    read = pq.read_table(in_parquet(town.run(written=Format.PARQUET))).to_pylist()
    assert [{**row, "as_of": row["as_of"].isoformat().replace("+00:00", "Z")} for row in read] == lines
    with (town.run(written=Format.CSV) / "documents.csv").open(encoding="utf-8", newline="") as file:
        cells = list(csv.DictReader(file))
    assert [row["document"] for row in cells] == [row["document"] for row in lines]
    assert {row["status"] for row in lines} == {"declared", "withdrawn"}


def test_others_tools_find_the_same_totals_in_each_format(town: Desk) -> None:
    lines, cells, columns = (
        town.run(written=written) / f"documents.{written}"
        for written in (Format.JSONL, Format.CSV, Format.PARQUET)
    )
    said = [json.loads(line) for line in lines.read_text("utf-8").splitlines()]
    expected = {name: sum(row[name] or 0 for row in said) for name in COUNTED}
    families = sum(row["minutes_by_family"]["search"] for row in said if row["minutes_by_family"])
    sums = ", ".join(f"sum({name})::BIGINT" for name in COUNTED)
    for read, family in (
        (f"read_json('{lines}')", "minutes_by_family.search"),
        (f"read_csv('{cells}')", "(minutes_by_family::JSON->>'search')::INT"),
        (f"read_parquet('{columns}')", "minutes_by_family.search"),
    ):
        found = duckdb.sql(f"SELECT count(*), {sums}, sum({family})::BIGINT FROM {read}").fetchall()
        assert found == [(len(said), *expected.values(), families)], read
    for frame in (pd.read_csv(cells), pd.read_parquet(columns)):
        assert frame[COUNTED].sum().to_dict() == expected
    assert {str(kind) for kind in pd.read_parquet(columns)[COUNTED].dtypes} == {"Int32"}
    in_families = pd.json_normalize(pd.read_parquet(columns)["minutes_by_family"].dropna().tolist())
    assert in_families["search"].sum() == families
    assert pq.read_table(columns).group_by([]).aggregate([(name, "sum") for name in COUNTED]).to_pylist() == [
        {f"{name}_sum": total for name, total in expected.items()}
    ]


@pytest.mark.parametrize("written", Format)
def test_frictionless_reads_the_data_package_of_each_format(town: Desk, written: Format) -> None:
    package = str(town.run(written=written) / "datapackage.json")
    report = frictionless.validate(package)
    assert report.valid, report.to_summary()
    read = frictionless.Package(package).get_table_resource("documents").read_rows()
    assert sum(row["declared_minutes"] or 0 for row in read) == sum(range(60, 720, 60)) + 11 * 45


def test_columns_have_types_and_may_be_missing_where_the_schema_says_so(town: Desk) -> None:
    columns = pq.read_schema(in_parquet(town.run(written=Format.PARQUET)))
    assert tuple(columns.names) == FIELDS
    assert columns.field("as_of") == pa.field("as_of", pa.timestamp("us", "UTC"), nullable=False)
    assert columns.field("document") == pa.field("document", pa.string(), nullable=False)
    assert columns.field("comparable").type == pa.bool_()
    assert {(columns.field(name).type, columns.field(name).nullable) for name in COUNTED} == {
        (pa.int32(), True)
    }
    families = columns.field("minutes_by_family").type
    assert [field.name for field in families] == ["work", "search", "project", "access", "other"]
    assert {field.type for field in families} == {pa.int32()}


def test_a_run_without_any_document_is_a_file_with_its_columns(desk: Desk) -> None:
    run = desk.run(written=Format.PARQUET)
    assert pq.read_table(in_parquet(run)).num_rows == 0
    assert pq.read_schema(in_parquet(run)).names == list(FIELDS)
    assert frictionless.validate(str(run / "datapackage.json")).valid


def test_memory_holds_one_group_of_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "GROUP_ROWS", 500)
    row: dict[str, Any] = dict.fromkeys(FIELDS) | {"as_of": "2026-11-24T10:00:00Z"}
    row |= {name: name for name in ("schema", "document", "purpose", "person", "week", "status")}
    read = 0

    def lines() -> Iterator[bytes]:
        nonlocal read
        for number in range(2_250):
            read += 1
            yield json.dumps({**row, "declared_minutes": number}).encode()

    chunks = parquet.parquet_chunks(FIELDS, lines())
    first = next(chunks)
    assert read == 500
    whole = first + b"".join(chunks)
    file = pq.ParquetFile(pa.BufferReader(whole))
    assert file.metadata.num_row_groups == 5
    assert file.read().column("declared_minutes").to_pylist() == list(range(2_250))


@pytest.fixture
def without_pyarrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Python find no pyarrow, as where the extra was not installed."""
    for name in ("pyarrow", "pyarrow.parquet"):
        monkeypatch.setitem(sys.modules, name, None)
    assert importlib.util.find_spec("pyarrow") is None


def test_without_the_extra_the_command_says_what_to_install(
    desk: Desk, without_pyarrow: None, tmp_path: Path
) -> None:
    words = [
        "--purpose",
        "support",
        "--weeks",
        "2026-W47",
        "--format",
        "parquet",
        "--to",
        str(tmp_path / "out"),
    ]
    refused = CliRunner().invoke(commands.export, words, obj=desk.service)
    assert refused.exit_code == 1
    assert "pip install pyarrow" in refused.output
    assert not (tmp_path / "out").exists()
    with pytest.raises(CannotAsk):
        export_to(
            desk.service,
            request=desk.request(written=Format.PARQUET),
            directory=tmp_path / "out",
            progress=lambda _p, _d: None,
        )


def test_without_the_extra_the_page_says_so_beside_the_format(
    people: People, desk: Desk, without_pyarrow: None, as_adviser: Callable[[Account], JudgingClient]
) -> None:
    exporter = as_adviser(people.exporter())
    answer = exporter.press(exporter.get("/gestion/exports"), "Préparer l’export", written="parquet")
    assert answer.status_code == 422
    assert '<a href="#written">Pour écrire en Parquet, il manque pyarrow.' in answer.text


def test_a_worker_without_the_extra_fails_the_run_and_goes_on(
    desk: Desk, people: People, without_pyarrow: None
) -> None:
    people.sends(people.beneficiary(), week(), content(activity("training", "5h")))
    waiting, after = (desk.waits(desk.request(written=form)) for form in (Format.PARQUET, Format.CSV))
    assert run_waiting(desk.service) == 1
    assert desk.found(waiting).failure is Failure.PARQUET_MISSING
    assert desk.found(after).failure is None


def test_the_page_names_the_format_of_a_run(
    people: People, desk: Desk, as_adviser: Callable[[Account], JudgingClient]
) -> None:
    exporter = as_adviser(people.exporter())
    started = exporter.press(exporter.get("/gestion/exports"), "Préparer l’export", written="parquet")
    assert run_waiting(desk.service) == 1
    page = exporter.get(started.location)
    assert "<dd>Parquet</dd>" in page.text
    assert exporter.get(f"{started.location}/archive.zip").data.count(b"documents.parquet") == 2
