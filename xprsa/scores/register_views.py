"""The public register of algorithms: a page that anybody may read, and the same for machines."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from xprsa.scores.audit_words import audit_in_words
from xprsa.scores.register import published, read_register
from xprsa.scores.usage import region_in_words, usage_in_words
from xprsa.scores.words import card_in_words, purpose_in_words
from xprsa.scoring.purpose import Purpose
from xprsa.web.access import open_to_all
from xprsa.web.current import current_service

blueprint = Blueprint("register", __name__)


@blueprint.get("/algorithmes")
@open_to_all
def page() -> ResponseReturnValue:
    """Every module that was ever active, every purpose, in plain words."""
    return render_template(
        "scores/register.html",
        parts=read_register(current_service()),
        purposes=Purpose,
        card_in_words=card_in_words,
        audit_in_words=audit_in_words,
        purpose_in_words=purpose_in_words,
        usage_in_words=usage_in_words,
        region_in_words=region_in_words,
    )


@blueprint.get("/algorithmes.json")
@open_to_all
def document() -> ResponseReturnValue:
    """Give the same as `xprsa.register/1`, with the field names of ATRS v3.0."""
    written = published(current_service()).model_dump_json(by_alias=True, indent=2)
    return Response(f"{written}\n", mimetype="application/json")
