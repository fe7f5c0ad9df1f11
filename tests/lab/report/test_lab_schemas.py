"""The published forms of findings and manifests: current on disk, valid, and met by a real report."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.lab.audits import a_graded_audit, a_green_audit, an_audit
from tests.source import ROOT
from xprsa.scoring.schemas import published

FOLDER = ROOT / "docs" / "schemas"


@pytest.mark.parametrize("name", ["xprsa.audit.1.json", "xprsa.audit-manifest.1.json"])
def test_the_published_file_is_current_valid_and_closed(name: str) -> None:
    text = published()[name]
    assert (FOLDER / name).read_text("utf-8") == text, "run `xprsa schemas`"
    schema = json.loads(text)
    Draft202012Validator.check_schema(schema)
    assert schema["additionalProperties"] is False
    assert set(schema["required"]) == set(schema["properties"])


@pytest.mark.parametrize(
    ("file", "form"),
    [("findings.json", "xprsa.audit.1.json"), ("manifest.json", "xprsa.audit-manifest.1.json")],
)
def test_what_a_report_holds_meets_the_published_form(printed: Path, file: str, form: str) -> None:
    validator = Draft202012Validator(json.loads(published()[form]))
    assert not list(validator.iter_errors(json.loads((printed / file).read_bytes())))


def test_findings_of_every_sort_meet_the_form_and_others_do_not() -> None:
    validator = Draft202012Validator(json.loads(published()["xprsa.audit.1.json"]))
    for audit in (an_audit(), a_green_audit(), a_graded_audit()):
        payload = json.loads(audit.model_dump_json(by_alias=True))
        assert not list(validator.iter_errors(payload))
    assert list(validator.iter_errors(payload | {"light": "blue"}))
    assert list(validator.iter_errors(payload | {"approved": True}))
