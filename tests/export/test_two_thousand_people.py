"""Two thousand fictitious people, as the demonstration makes them, exported and read by others' tools."""

import json
from pathlib import Path

import frictionless
import pytest
from jsonschema import Draft202012Validator, FormatChecker

from xprsa.demo.filling import fill, plan_for
from xprsa.domain.week import Week
from xprsa.export.demands import ExportRequest
from xprsa.export.service import export_to
from xprsa.running.service import Service
from xprsa.scoring.purpose import Purpose
from xprsa.scoring.schemas import json_schema
from xprsa.storage.export_runs import Format

PEOPLE = 2000


@pytest.mark.slow
def test_frictionless_and_the_json_schema_accept_a_run_of_two_thousand_people(
    service: Service, tmp_path: Path
) -> None:
    fill(service, plan_for(service, people=PEOPLE, weeks=8, seed=1))
    with service.database.reading() as store:
        (territory,) = store.territories.all()
        purpose = store.purposes.ever_open(territory.id)[Purpose.SUPPORT]
    for written in Format:
        request = ExportRequest(purpose, (Week(2026, 42), Week(2026, 47)), written)
        run = export_to(service, request=request, directory=tmp_path / written, progress=lambda _p, _d: None)
        assert run.people == PEOPLE
        assert run.documents > PEOPLE
        report = frictionless.validate(str(tmp_path / written / "datapackage.json"))
        assert report.valid, report.to_summary()
        assert report.tasks[0].stats["rows"] == run.documents
    judge = Draft202012Validator(json_schema(), format_checker=FormatChecker())
    with (tmp_path / "jsonl" / "documents.jsonl").open(encoding="utf-8") as lines:
        assert all(judge.is_valid(json.loads(line)) for line in lines)
    told = json.loads((tmp_path / "jsonl" / "not_exported.json").read_text("utf-8"))["people"]
    assert told["not_declared"] >= 11
    assert all(count is None or count >= 11 for count in told.values())
