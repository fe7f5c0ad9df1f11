"""What a browser brings to the pages that are open to all: only what somebody can have back goes further."""

from flask import request
from werkzeug.datastructures import MultiDict

from xprsa.running.sealed_form import can_be_opened
from xprsa.web.current import current_service
from xprsa.web.requests import CleanFields

LONGEST_PATH = 600  # characters; the longest address of ours has some hundreds, and sealed it takes no room
KEPT, THEN = "kept", "suite"


def leave_out_useless() -> None:
    """Leave out what no author could open: the steps of signing in keep what they are brought."""
    request.args = _useful(request.args)
    request.form = _useful(request.form)


def _useful(fields: MultiDict[str, str]) -> CleanFields:
    return CleanFields([(name, value) for name, value in fields.items(multi=True) if _is_useful(name, value)])


def _is_useful(name: str, value: str) -> bool:
    if name == KEPT:
        return can_be_opened(current_service().keyring, value)
    return name != THEN or len(value) <= LONGEST_PATH
