"""What programs post: the answers of a module about the documents of a run."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from xprsa.answers import posting
from xprsa.api.openapi import JSON, JSON_LINES
from xprsa.api.service import find_run
from xprsa.domain.permission import Permission
from xprsa.running.machines import MachineRefused, Problem
from xprsa.scoring.purpose import Purpose
from xprsa.web.access import requires
from xprsa.web.current import current_service
from xprsa.web.machines import machine

blueprint = Blueprint("posting", __name__, url_prefix="/api/v1")
_BLOCK = 1 << 20  # bytes written at a time
_TAKEN = {"Accept": JSON_LINES, "Accept-Encoding": "identity"}


@blueprint.url_value_preprocessor
def let_answers_in(_endpoint: str | None, _values: object) -> None:
    """Raise the limit of a body, before anything reads it."""
    request.max_content_length = posting.LARGEST_ANSWERS


@blueprint.post(
    "/exports/<purpose:purpose>/runs/<uuid:run>/answers", provide_automatic_options=False
)  # no browser of another site has anything to ask here
@requires(Permission.BRING_ANSWERS)
def bring_answers(purpose: Purpose, run: UUID) -> ResponseReturnValue:  # noqa: ARG001 # as in api/views.py
    """Take what a module answered about the documents of a run: all of it, or nothing."""
    found = find_run(current_service(), machine(), run)
    with _received() as file:
        told, is_new = posting.bring(current_service(), machine(), found, file)
    status = HTTPStatus.CREATED if is_new else HTTPStatus.OK
    return Response(told.model_dump_json(), status, mimetype=JSON)


@contextmanager
def _received() -> Iterator[Path]:
    """Put what is sent into a file of its own, as it is; it goes at the end.

    :raises MachineRefused: MEDIA_TYPE, or NO_ANSWERS when nothing is in it.
    :raises RequestEntityTooLarge: when it is longer than an address takes.
    """
    if request.mimetype != JSON_LINES or request.content_encoding not in (None, "", "identity"):
        raise MachineRefused(Problem.MEDIA_TYPE, headers=_TAKEN)
    with TemporaryDirectory(prefix="answers-") as folder:
        path, is_blank = Path(folder) / "posted", True
        with path.open("wb") as file:
            while block := request.stream.read(_BLOCK):
                file.write(block)
                is_blank = is_blank and block.isspace()
        if is_blank:
            raise MachineRefused(Problem.NO_ANSWERS)
        yield path
