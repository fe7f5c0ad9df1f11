"""The description says every address of the interface, and no other; what it shows as an example is one."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.api.conftest import Border, address_of, lines_of
from xprsa.api import answers, openapi
from xprsa.scoring.answer import Answer
from xprsa.scoring.document import FIELDS, SummaryDocument
from xprsa.scoring.purpose import Purpose

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
DESCRIBED: dict[str, Any] = json.loads(openapi.description())
FORMS = DESCRIBED["components"]["schemas"]


def test_it_is_openapi_3_1() -> None:
    OpenAPIV31SpecValidator(DESCRIBED).validate()


def test_it_would_be_seen_that_it_is_not() -> None:
    wrong = DESCRIBED | {"info": {}}
    assert list(OpenAPIV31SpecValidator(wrong).iter_errors())


@on_sqlite
def test_every_address_stands_in_it_and_no_other(app: Flask) -> None:
    served = {
        (method.lower(), rule.rule, rule.endpoint.partition(".")[2])
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api")
        for method in (rule.methods or set()) - {"HEAD"}
    }
    typed = {"{run}": "<uuid:run>", "{purpose}": "<purpose:purpose>"}
    assert served == {
        (method, re.sub(r"{\w+}", lambda named: typed[named[0]], path), told["operationId"])
        for path, described in DESCRIBED["paths"].items()
        for method, told in described.items()
    }


@on_sqlite
def test_it_is_served_to_everybody(border: Border, app: Flask) -> None:
    answer = FlaskClient(app).get("/api/v1/openapi.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert answer.get_json() == DESCRIBED


def test_each_example_is_of_its_form() -> None:
    shown = {name: form["examples"] for name, form in FORMS.items() if "examples" in form}
    assert set(shown) == {
        "BroughtAnswers", "ManifestForm", "ProblemForm", "RunFacts", "RunList", "SignatureForm",
    }  # fmt: skip
    for name, examples in shown.items():
        for example in examples:
            getattr(answers, name).model_validate_json(json.dumps(example))
            _validator(name).validate(example)
    path = "/api/v1/exports/{purpose}/runs/{run}/documents"
    answer = DESCRIBED["paths"][path]["get"]["responses"]["200"]["content"]["application/x-ndjson"]
    SummaryDocument.model_validate_json(answer["example"])
    asked = DESCRIBED["paths"]["/api/v1/exports/{purpose}/runs/{run}/answers"]["post"]["requestBody"]
    Answer.model_validate_json(asked["content"]["application/x-ndjson"]["example"])


@on_sqlite
def test_what_is_answered_is_of_the_form_that_is_described(
    border: Border, weeks_of: Callable[[int], None]
) -> None:
    weeks_of(1)
    border.open(Purpose.STATISTICS)  # whose card names few fields
    few = border.program(Purpose.STATISTICS).get(f"{address_of(border.run(Purpose.STATISTICS))}/documents")
    run, program = border.run(), border.program()
    for answer in (few, program.get(f"{address_of(run)}/documents")):
        (line,) = lines_of(answer)
        _validator("SummaryDocument").validate(json.loads(line))
    _validator("RunList").validate(program.get().get_json())
    _validator("RunFacts").validate(program.get(address_of(run)).get_json())
    _validator("ManifestForm").validate(program.get(f"{address_of(run)}/manifest").get_json())
    _validator("SignatureForm").validate(program.get(f"{address_of(run)}/manifest/signature").get_json())
    _validator("ProblemForm").validate(program.get("nowhere").get_json(force=True))


def test_a_document_is_described_as_it_is_published() -> None:
    assert set(FORMS["SummaryDocument"]["properties"]) == set(FIELDS)


def _validator(name: str) -> Any:
    whole = {"$ref": f"#/components/schemas/{name}", "components": DESCRIBED["components"]}
    return Draft202012Validator(whole)
