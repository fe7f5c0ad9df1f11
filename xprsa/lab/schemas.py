"""The published forms of the lab as JSON Schema (2020-12): the findings, and the manifest of a report."""

import json
from typing import Any

from pydantic import BaseModel

from xprsa.lab.report.manifest import Manifest
from xprsa.scoring.audit import Audit

_PUBLISHED: dict[str, type[BaseModel]] = {
    "xprsa.audit.1.json": Audit,
    "xprsa.audit-manifest.1.json": Manifest,
}


def published() -> dict[str, str]:
    """Give every published schema as text, by file name."""
    return {name: _written(name, model) for name, model in _PUBLISHED.items()}


def _written(name: str, model: type[BaseModel]) -> str:
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{name.removesuffix('.json').replace('.', ':')}",
        **model.model_json_schema(by_alias=True, mode="serialization"),
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
