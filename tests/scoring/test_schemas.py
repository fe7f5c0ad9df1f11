"""The published schemas: current on disk, valid, and saying the same as the document."""

import json
from pathlib import Path

import frictionless
from jsonschema import Draft202012Validator

from tests.source import ROOT
from xprsa.scoring import schemas
from xprsa.scoring.document import ENVELOPE, FIELDS

FOLDER = ROOT / "docs" / "schemas"


def test_the_files_of_the_schemas_are_current() -> None:
    written = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.json")}
    assert written == schemas.published(), "run `xprsa schemas`"


def test_the_json_schema_is_one_of_2020_12_and_closed() -> None:
    schema = schemas.json_schema()
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert tuple(schema["properties"]) == FIELDS
    assert tuple(schema["required"]) == ENVELOPE
    assert schema["additionalProperties"] is False


def test_the_table_schema_is_one_that_frictionless_reads() -> None:
    schema = frictionless.Schema.from_descriptor(schemas.table_schema())
    assert tuple(schema.field_names) == FIELDS
    assert schema.get_field("as_of").type == "datetime"
    assert schema.get_field("minutes_by_family").type == "object"


def test_the_table_schema_of_a_card_holds_its_fields_only() -> None:
    fields = (*ENVELOPE, "comparable")
    assert [column["name"] for column in schemas.table_schema(fields)["fields"]] == list(fields)


def test_writing_the_schemas_gives_what_is_published(tmp_path: Path) -> None:
    paths = schemas.write(tmp_path / "schemas")
    assert {path.name: path.read_text("utf-8") for path in paths} == schemas.published()
    assert all(json.loads(path.read_text("utf-8")) for path in paths)
