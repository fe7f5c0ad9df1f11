"""The published schemas, made from the document itself: JSON Schema 2020-12 and Table Schema."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from xprsa.scoring.document import ENVELOPE, FIELDS, SCHEMA, SummaryDocument

JSON_SCHEMA_FILE = "xprsa.summary.1.json"
TABLE_SCHEMA_FILE = "xprsa.summary.1.table.json"


def json_schema() -> dict[str, Any]:
    """Give the JSON Schema (2020-12) of one document."""
    made = SummaryDocument.model_json_schema(by_alias=True, mode="validation")
    for field in made["properties"].values():
        field.pop("default", None)  # an absent field is not a null one
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{SCHEMA.replace('.', ':').replace('/', ':')}",
        **made,
    }


def table_schema(fields: Sequence[str] = FIELDS) -> dict[str, Any]:
    """Give the Table Schema of a file that holds these fields, in this order."""
    described = SummaryDocument.model_json_schema(by_alias=True, mode="validation")
    columns = []
    for name in fields:
        about = described["properties"][name]
        column: dict[str, Any] = {"name": name, "type": _kind(about, described["$defs"])}
        column["description"] = about["description"]
        if constraints := _constraints(name, about, described["$defs"]):
            column["constraints"] = constraints
        columns.append(column)
    return {"fields": columns, "primaryKey": ["document"], "missingValues": [""]}


def _constraints(name: str, about: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if name in ENVELOPE and name != "supersedes":
        found["required"] = True
    for option in _options(about, definitions):
        for ours, theirs in (
            ("enum", "enum"),
            ("pattern", "pattern"),
            ("minimum", "minimum"),
            ("maximum", "maximum"),
            ("maxLength", "maxLength"),
        ):
            if ours in option:
                found[theirs] = option[ours]
        if "const" in option:
            found["enum"] = [option["const"]]
    return found


def _kind(about: dict[str, Any], definitions: dict[str, Any]) -> str:
    option = next(one for one in _options(about, definitions) if one.get("type") != "null")
    if option.get("format") == "date-time":
        return "datetime"
    return str(option["type"])


def _options(about: dict[str, Any], definitions: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the shapes that a field may take, references followed."""
    options = about.get("anyOf", [about])
    return [definitions[one["$ref"].rsplit("/", 1)[1]] if "$ref" in one else one for one in options]


def published() -> dict[str, str]:
    """Give every published schema as text, by file name."""
    return {
        JSON_SCHEMA_FILE: _written(json_schema()),
        TABLE_SCHEMA_FILE: _written(table_schema()),
    }


def _written(schema: dict[str, Any]) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def write(directory: Path) -> tuple[Path, ...]:
    """Write every published schema into a directory, made when it is missing."""
    directory.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, text in published().items():
        path = directory / name
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return tuple(paths)
