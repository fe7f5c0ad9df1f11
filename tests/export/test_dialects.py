"""CSV has two dialects: the standard one, as it always was, and what Excel in French opens in columns."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import frictionless
import pandas as pd
import pytest
from click.testing import CliRunner

from tests.builders import Clock, People, activity, actor, content, week
from tests.export.conftest import Desk
from tests.pages import JudgingClient
from xprsa.declare.keeping import withdraw_week
from xprsa.domain.person import Account
from xprsa.export import commands
from xprsa.export.claims import directory_of
from xprsa.export.forms import FILE_LABELS, FILES
from xprsa.export.service import run_waiting
from xprsa.scoring.document import FIELDS
from xprsa.storage.export_runs import Dialect, Format


@pytest.fixture
def town(desk: Desk, people: People, clock: Clock) -> Desk:
    """Some weeks, and one that was taken back since it left."""
    gone = people.beneficiary()
    people.sends(gone, week(), content(activity("training", "2h")))
    desk.run()
    clock.advance(hours=1)
    withdraw_week(desk.service, actor=actor(gone.account), week=week(), number=1)
    for hours in range(1, 5):
        people.sends(people.beneficiary(), week(), content(activity("training", f"{hours}h")))
    return desk


def resource(run: Path) -> dict[str, object]:
    (found,) = json.loads((run / "datapackage.json").read_text("utf-8"))["resources"]
    return dict(found)


def cells(row: dict[str, object]) -> list[str]:
    """Write the cells of a row as CSV has them."""
    return [
        "" if value is None else value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
        for value in row.values()
    ]


def test_the_standard_dialect_is_written_and_described_as_it_always_was(town: Desk) -> None:
    rows, run = town.rows(), town.run(written=Format.CSV)
    expected = io.StringIO(newline="")
    csv.writer(expected).writerows([list(FIELDS), *map(cells, rows)])
    assert (run / "documents.csv").read_bytes() == expected.getvalue().encode()
    assert list(resource(run)) == [
        "name", "type", "path", "format", "mediatype", "encoding", "bytes", "hash", "schema",
    ]  # fmt: skip


def test_excel_in_french_gets_semicolons_after_a_mark_of_utf_8(town: Desk) -> None:
    rows, run = town.rows(), town.run(written=Format.CSV, dialect=Dialect.EXCEL_FR)
    written = (run / "documents.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbfschema;document;")
    assert written.count(b"\r\n") == written.count(b"\n") == 1 + len(rows)
    table = list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert table == [list(FIELDS), *map(cells, rows)]


def test_the_data_package_says_the_dialect_and_others_tools_read_it(town: Desk) -> None:
    rows, run = town.rows(), town.run(written=Format.CSV, dialect=Dialect.EXCEL_FR)
    assert resource(run)["dialect"] == {
        "delimiter": ";", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True,
    }  # fmt: skip
    report = frictionless.validate(str(run / "datapackage.json"))
    assert report.valid, report.to_summary()
    assert report.tasks[0].stats["rows"] == len(rows)
    file, total = run / "documents.csv", sum(row["declared_minutes"] or 0 for row in rows)
    assert pd.read_csv(file, sep=";")["declared_minutes"].sum() == total
    assert list(pd.read_csv(file, sep=";").columns) == list(FIELDS)
    assert duckdb.sql(f"SELECT sum(declared_minutes)::BIGINT FROM read_csv('{file}')").fetchall() == [
        (total,)
    ]


def test_a_run_keeps_its_dialect_until_it_is_carried_out_and_when_it_is_begun_again(
    town: Desk, tmp_path: Path
) -> None:
    run = town.waits(town.request(written=Format.CSV, dialect=Dialect.EXCEL_FR))
    assert run_waiting(town.service) == 1
    assert town.found(run).dialect is Dialect.EXCEL_FR
    place = directory_of(town.service, run)
    left = {path.name: path.read_bytes() for path in place.iterdir()}
    assert left["documents.csv"].startswith(b"\xef\xbb\xbf")
    place.rename(tmp_path / "lost")
    with town.service.database.writing() as store:
        store.exports.put_back(run)
    assert run_waiting(town.service) == 1
    assert {path.name: path.read_bytes() for path in place.iterdir()} == left


def test_the_page_offers_excel_in_french_and_names_it(
    town: Desk, people: People, as_adviser: Callable[[Account], JudgingClient]
) -> None:
    exporter = as_adviser(people.exporter())
    started = exporter.press(exporter.get("/gestion/exports"), "Préparer l’export", written="excel-fr")
    assert "<dd>CSV pour Excel en français</dd>" in exporter.get(started.location).text
    standard = exporter.press(exporter.get("/gestion/exports"), "Préparer l’export")
    assert "<dd>CSV</dd>" in exporter.get(standard.location).text


def test_the_page_offers_every_format_and_every_dialect() -> None:
    assert {written for written, _ in FILES.values()} == set(Format)
    assert {dialect for written, dialect in FILES.values() if written is Format.CSV} == set(Dialect)
    assert FILES.keys() == FILE_LABELS.keys()


def call(desk: Desk, to: Path, *words: str) -> tuple[int, str]:
    ordinary = ["--purpose", "support", "--weeks", "2026-W47", "--to", str(to)]
    done = CliRunner().invoke(commands.export, [*ordinary, *words], obj=desk.service)
    return done.exit_code, done.output


def test_the_command_takes_a_dialect(town: Desk, tmp_path: Path) -> None:
    code, said = call(town, tmp_path / "out", "--format", "csv", "--dialect", "excel-fr")
    assert code == 0, said
    assert (tmp_path / "out/documents.csv").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("written", ["jsonl", "parquet"])
def test_a_dialect_of_csv_is_refused_to_other_formats(town: Desk, tmp_path: Path, written: str) -> None:
    code, said = call(town, tmp_path / "out", "--format", written, "--dialect", "excel-fr")
    assert (code, "Choisissez le format CSV" in said) == (1, True)
    assert not (tmp_path / "out").exists()
