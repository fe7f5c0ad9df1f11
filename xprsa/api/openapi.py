"""The description of the interface for machines: OpenAPI 3.1, made from the forms of its answers."""

import json
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from xprsa.api.answers import (
    ANSWER,
    DOCUMENT,
    BroughtAnswers,
    ManifestForm,
    ProblemForm,
    RunFacts,
    RunList,
    SignatureForm,
)
from xprsa.running.machines import Problem
from xprsa.scoring.answer import Answer
from xprsa.scoring.document import SummaryDocument
from xprsa.scoring.purpose import Purpose
from xprsa.web.problems import PROBLEM_MEDIA, WORDS

JSON, JSON_LINES = "application/json", "application/x-ndjson"
_FORMS = (
    RunList,
    RunFacts,
    ManifestForm,
    SignatureForm,
    SummaryDocument,
    Answer,
    BroughtAnswers,
    ProblemForm,
)
_EXAMPLES = {SummaryDocument: DOCUMENT, Answer: ANSWER}  # a line of each
_REF = "#/components/schemas/"
_ANY_TOKEN = (Problem.BAD_REQUEST, Problem.TOKEN_REFUSED, Problem.NOT_FOUND, Problem.TOO_OFTEN, Problem.AWAY)
_RUNS = "/api/v1/exports/{purpose}/runs"
_RUN = f"{_RUNS}/{{run}}"
_INTRODUCTION = (
    "Lire les exports d’une finalité. Un responsable du territoire donne le jeton, pour cette finalité et ce"
    " destinataire. Un export ne change jamais\u00a0: son adresse donne toujours les mêmes octets."
    " L’en-tête `ETag` des documents est leur SHA-256, que dit aussi le manifeste signé. Un jeton fait pour"
    " cela apporte aussi les réponses d’un module."
)


@dataclass(frozen=True, slots=True)
class Operation:
    """One address and what it answers.

    :ivar form: of the answer; None for the description itself.
    :ivar after: how the answer goes on after another one; "" when it is whole.
    :ivar kept: it is a file, which never changes.
    :ivar brings: of what each line that is sent is; None where nothing is. What is kept is then new (201), or
        was so already (200).
    """

    name: str
    path: str
    tells: str
    form: type[BaseModel] | None
    media: str = JSON
    after: str = ""
    kept: bool = False
    problems: tuple[Problem, ...] = ()
    brings: type[BaseModel] | None = None

    @property
    def method(self) -> str:
        """How it is asked for."""
        return "post" if self.brings else "get"


OPERATIONS = (
    Operation("openapi", "/api/v1/openapi.json", "Cette description.", None),
    Operation(
        "runs",
        _RUNS,
        "Les exports partis, le dernier d’abord.",
        RunList,
        after="L’export après lequel continuer\u00a0: le `next` de la réponse d’avant.",
        problems=(Problem.CURSOR,),
    ),
    Operation("run", _RUN, "Un export, en ce que dit son manifeste.", RunFacts),
    Operation(
        "documents",
        f"{_RUN}/documents",
        "Les documents d’un export, un par ligne.",
        SummaryDocument,
        media=JSON_LINES,
        after="Le nombre de lignes déjà reçues en entier\u00a0: la réponse commence à la suivante.",
        kept=True,
        problems=(Problem.NOT_JSON_LINES, Problem.NOT_KEPT, Problem.CURSOR),
    ),
    Operation(
        "manifest",
        f"{_RUN}/manifest",
        "Le manifeste, octet pour octet.",
        ManifestForm,
        kept=True,
        problems=(Problem.NOT_KEPT,),
    ),
    Operation(
        "signature",
        f"{_RUN}/manifest/signature",
        "La signature du manifeste.",
        SignatureForm,
        kept=True,
        problems=(Problem.NOT_KEPT,),
    ),
    Operation(
        "bring_answers",
        f"{_RUN}/answers",
        "Apporter les réponses d’un module à un export, une par ligne\u00a0: toutes, ou aucune. Les mêmes"
        " octets une seconde fois ne changent rien.",
        BroughtAnswers,
        problems=(
            Problem.NO_ANSWERS,
            Problem.TOO_SLOW,
            Problem.ANSWERED,
            Problem.RUN_UNFIT,
            Problem.MODULE_REFUSED,
            Problem.NOT_KEPT,
            Problem.TOO_LARGE,
            Problem.MEDIA_TYPE,
            Problem.ANSWERS_WRONG,
            Problem.BUSY,
        ),
        brings=Answer,
    ),
)
_IN_PATH = {
    "purpose": ({"enum": [purpose.value for purpose in Purpose]}, Purpose.SUPPORT.value),
    "run": ({"type": "string", "format": "uuid"}, "3f0c1f4e-6a53-4b53-9d3a-0c6a2f5f9a11"),
}
_AFTER: dict[str, dict[str, Any]] = {
    "runs": {"type": "string", "format": "uuid"},
    "documents": {"type": "integer", "minimum": 0, "maximum": 999_999_999_999, "default": 0},
}


@cache
def description() -> bytes:
    """Write the description; the same for everybody."""
    _, forms = models_json_schema([(form, "validation") for form in _FORMS], ref_template=_REF + "{model}")
    for field in forms["$defs"][SummaryDocument.__name__]["properties"].values():
        field.pop("default", None)  # an absent field is not a null one
    described = {
        "openapi": "3.1.0",
        "info": {"title": "XP RSA", "version": "1.0.0", "description": _INTRODUCTION},
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": {operation.path: {operation.method: _described(operation)} for operation in OPERATIONS},
        "components": {
            "schemas": forms["$defs"],
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }
    return json.dumps(described, ensure_ascii=False, indent=1).encode()


def _described(operation: Operation) -> dict[str, Any]:
    told: dict[str, Any] = {"operationId": operation.name, "summary": operation.tells}
    named = [name for name in _IN_PATH if f"{{{name}}}" in operation.path]
    parameters = [_parameter(name) for name in named]
    if operation.after:
        parameters.append(
            {"name": "after", "in": "query", "description": operation.after, "schema": _AFTER[operation.name]}
        )
    if operation.form is None:
        told["security"] = []
    if parameters:
        told["parameters"] = parameters
    if operation.brings:
        told["requestBody"] = {"required": True, "content": {JSON_LINES: _lines(operation.brings)}}
    return told | {"responses": _responses(operation)}


def _parameter(name: str) -> dict[str, Any]:
    schema, example = _IN_PATH[name]
    return {"name": name, "in": "path", "required": True, "schema": schema, "example": example}


def _responses(operation: Operation) -> dict[str, Any]:
    found: dict[str, Any] = {"200": _answered(operation)}
    if operation.brings:
        found["201"] = found["200"] | {"description": HTTPStatus.CREATED.phrase}
    if operation.kept:
        found["304"] = {"description": "Rien n’a changé depuis `If-None-Match`."}
    for problem in (*(_ANY_TOKEN if operation.form else ()), *operation.problems):
        words = WORDS[problem]
        told = f"{words.title}\u00a0: `{problem.value}`"
        known = found.get(str(words.status.value))  # several problems may share a status
        answer: dict[str, Any] = {"description": f"{known['description']}\u00a0; {told}" if known else told}
        if problem is Problem.TOKEN_REFUSED:
            answer["headers"] = {"WWW-Authenticate": {"schema": {"const": 'Bearer realm="xprsa"'}}}
        if problem in (Problem.TOO_OFTEN, Problem.AWAY, Problem.BUSY):
            answer["headers"] = {"Retry-After": {"schema": {"type": "string", "pattern": "^[0-9]+$"}}}
        found[str(words.status.value)] = answer | _of_problem()
    return found | {"default": {"description": "Tout autre refus."} | _of_problem()}


def _of_problem() -> dict[str, Any]:
    return {"content": {PROBLEM_MEDIA: {"schema": {"$ref": f"{_REF}{ProblemForm.__name__}"}}}}


def _answered(operation: Operation) -> dict[str, Any]:
    form = operation.form
    schema: dict[str, Any] = {"type": "object"} if form is None else {"$ref": f"{_REF}{form.__name__}"}
    content: dict[str, Any] = {"schema": schema}
    if form and operation.media == JSON_LINES:
        content = _lines(form)
    answer = {"description": HTTPStatus.OK.phrase, "content": {operation.media: content}}
    if operation.kept:
        answer["headers"] = {"ETag": {"schema": {"type": "string"}}}
    return answer


def _lines(form: type[BaseModel]) -> dict[str, Any]:
    """Describe a text of which each line is one thing."""
    schema = {"$ref": f"{_REF}{form.__name__}"}
    return {
        "schema": {"type": "string", "contentMediaType": JSON_LINES, "contentSchema": schema},
        "example": json.dumps(_EXAMPLES[form]) + "\n",
    }
