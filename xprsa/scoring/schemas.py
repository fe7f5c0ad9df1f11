"""The published schemas, made from the forms themselves: JSON Schema 2020-12 and Table Schema."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode

from xprsa.scoring.answer import ANSWER, Answer
from xprsa.scoring.audit import AuditFindings
from xprsa.scoring.audit_manifest import Manifest
from xprsa.scoring.document import ENVELOPE, FIELDS, SCHEMA, SummaryDocument
from xprsa.scoring.intensity import ENGAGEMENT, INTENSITY, ReceivedEngagement, WeeklyIntensity
from xprsa.scoring.module import ModuleCard
from xprsa.scoring.question import QUESTION, QuestionForm
from xprsa.scoring.register import REGISTER, AlgorithmRegister

JSON_SCHEMA_FILE = "xprsa.summary.1.json"
TABLE_SCHEMA_FILE = "xprsa.summary.1.table.json"
MODULE = "xprsa.module/1"
AUDIT = "xprsa.audit/1"
AUDIT_MANIFEST = "xprsa.audit-manifest/1"


def json_schema() -> dict[str, Any]:
    """Give the JSON Schema (2020-12) of one document."""
    made = _made(SummaryDocument, SCHEMA)
    _without_defaults(made)
    return made


def question_schema() -> dict[str, Any]:
    """Give the JSON Schema of a question; its documents hold the fields of the module's card only."""
    made = _made(QuestionForm, QUESTION)
    document = made["properties"]["documents"]["items"]
    _without_defaults(document)
    del document["required"]
    return made


def answer_schema() -> dict[str, Any]:
    """Give the JSON Schema of an answer: a value, a grade or an abstention, exactly one of them."""
    made = _made(Answer, ANSWER)
    made["properties"]["contributions"]["propertyNames"] = {"enum": list(FIELDS)}
    types = {"value": "number", "grade": "string", "abstains": "string"}
    made["oneOf"] = [
        {"required": [name], "properties": {name: {"type": kind}}} for name, kind in types.items()
    ]
    return made


def module_schema() -> dict[str, Any]:
    """Give the JSON Schema of a module's card."""
    made = _made(ModuleCard, MODULE)
    made["properties"]["fields"] |= {"items": {"enum": list(FIELDS)}, "uniqueItems": True}
    return made


def audit_schema() -> dict[str, Any]:
    """Give the JSON Schema of the findings of an audit; nothing in them is optional."""
    return _made(AuditFindings, AUDIT, mode="serialization")


def audit_manifest_schema() -> dict[str, Any]:
    """Give the JSON Schema of the manifest of an audit's report."""
    return _made(Manifest, AUDIT_MANIFEST, mode="serialization")


def register_schema() -> dict[str, Any]:
    """Give the JSON Schema of the public register of modules and purposes."""
    return _made(AlgorithmRegister, REGISTER, mode="serialization")


def intensity_schema() -> dict[str, Any]:
    """Give the JSON Schema of a week that leaves by name."""
    made = _made(WeeklyIntensity, INTENSITY)
    _without_defaults(made)
    return made


def engagement_schema() -> dict[str, Any]:
    """Give the JSON Schema of a contract that comes in."""
    return _made(ReceivedEngagement, ENGAGEMENT)


def _made(form: type[BaseModel], name: str, mode: JsonSchemaMode = "validation") -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{name.replace('.', ':').replace('/', ':')}",
        **form.model_json_schema(by_alias=True, mode=mode),
    }


def _without_defaults(schema: dict[str, Any]) -> None:
    for field in schema["properties"].values():
        field.pop("default", None)  # an absent field is not a null one


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
    option = next(shape for shape in _options(about, definitions) if shape.get("type") != "null")
    if option.get("format") == "date-time":
        return "datetime"
    return str(option["type"])


def _options(about: dict[str, Any], definitions: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the shapes that a field may take, references followed."""
    options = about.get("anyOf", [about])
    return [definitions[shape["$ref"].rsplit("/", 1)[1]] if "$ref" in shape else shape for shape in options]


def published() -> dict[str, str]:
    """Give every published schema as text, by file name."""
    return {
        JSON_SCHEMA_FILE: _written(json_schema()),
        TABLE_SCHEMA_FILE: _written(table_schema()),
        "xprsa.question.1.json": _written(question_schema()),
        "xprsa.answer.1.json": _written(answer_schema()),
        "xprsa.module.1.json": _written(module_schema()),
        "xprsa.audit.1.json": _written(audit_schema()),
        "xprsa.audit-manifest.1.json": _written(audit_manifest_schema()),
        "xprsa.register.1.json": _written(register_schema()),
        "xprsa.intensity.1.json": _written(intensity_schema()),
        "xprsa.engagement.1.json": _written(engagement_schema()),
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
