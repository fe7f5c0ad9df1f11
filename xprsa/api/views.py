"""What machines ask for: the runs of their purpose, their documents, and the description of all that."""

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from xprsa.api import service
from xprsa.api.openapi import JSON_LINES, description
from xprsa.domain.permission import Permission
from xprsa.running.machines import MachineRefused, Problem
from xprsa.scoring.purpose import Purpose
from xprsa.web.access import open_to_all, requires
from xprsa.web.current import current_service
from xprsa.web.machines import machine

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
_RUNS = "/exports/<purpose:purpose>/runs"
_RUN = f"{_RUNS}/<uuid:run>"
_READ_ONLY = {"provide_automatic_options": False}  # no browser of another site has anything to ask here


@blueprint.get("/openapi.json", **_READ_ONLY)
@open_to_all
def openapi() -> ResponseReturnValue:
    """Describe what is here, for programs and their authors."""
    return Response(description(), mimetype="application/json")


@blueprint.get(_RUNS, **_READ_ONLY)
@requires(Permission.READ_RUNS)
def runs(purpose: Purpose) -> ResponseReturnValue:  # noqa: ARG001 # compared with the token before
    """The runs that left, the last one first."""
    found = service.list_runs(current_service(), machine(), after=_run_before())
    return Response(found.model_dump_json(), mimetype="application/json")


@blueprint.get(_RUN, **_READ_ONLY)
@requires(Permission.READ_RUNS)
def run(purpose: Purpose, run: UUID) -> ResponseReturnValue:  # noqa: ARG001 # as above
    """One run, in what its manifest says."""
    found = service.run_facts(current_service(), machine(), run)
    return Response(found.model_dump_json(), mimetype="application/json")


@blueprint.get(f"{_RUN}/documents", **_READ_ONLY)
@requires(Permission.READ_RUNS)
def documents(purpose: Purpose, run: UUID) -> ResponseReturnValue:  # noqa: ARG001 # as above
    """The documents of a run, as they left; the journal says so before the first of them."""
    found, kept = service.documents(current_service(), machine(), run, after=_lines_before())
    answer = _answer(kept, JSON_LINES)
    if request.method == "GET" and answer.status_code == HTTPStatus.OK:
        service.note_taken(current_service(), machine(), found)
    return answer


@blueprint.get(f"{_RUN}/manifest", **_READ_ONLY)
@requires(Permission.READ_RUNS)
def manifest(purpose: Purpose, run: UUID) -> ResponseReturnValue:  # noqa: ARG001 # as above
    """The manifest of a run, byte for byte."""
    return _answer(service.manifest(current_service(), machine(), run), "application/json")


@blueprint.get(f"{_RUN}/manifest/signature", **_READ_ONLY)
@requires(Permission.READ_RUNS)
def signature(purpose: Purpose, run: UUID) -> ResponseReturnValue:  # noqa: ARG001 # as above
    """What signs the manifest."""
    return _answer(service.signature(current_service(), machine(), run), "application/json")


def _answer(kept: service.KeptFile, media: str) -> Response:
    """Answer with a file, a block at a time: nobody waits for whoever reads it slowly."""
    if request.if_none_match.contains_weak(kept.tag):
        answer = Response(status=HTTPStatus.NOT_MODIFIED)
    else:
        answer = Response(kept.blocks(), mimetype=media)
        answer.content_length = kept.size - kept.start
    answer.set_etag(kept.tag)
    return answer


def _run_before() -> UUID | None:
    """Read `after` as the run after which a list goes on."""
    try:
        return UUID(request.args["after"]) if "after" in request.args else None
    except ValueError:
        raise MachineRefused(Problem.BAD_REQUEST) from None


def _lines_before() -> int:
    """Read `after` as how many lines a machine has already."""
    typed = request.args.get("after", "0")
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= 12):
        raise MachineRefused(Problem.BAD_REQUEST)
    return int(typed)
