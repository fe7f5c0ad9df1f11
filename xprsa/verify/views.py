"""The page that tells whether a receipt is ours, without a name and without what was declared."""

from http import HTTPStatus

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from xprsa.verify.service import verified
from xprsa.web.access import open_to_all
from xprsa.web.current import current_service

blueprint = Blueprint("verify", __name__)


@blueprint.get("/verifier/<receipt>")
@open_to_all
def receipt(receipt: str) -> ResponseReturnValue:
    """Tell for which week, which version and when a receipt was given."""
    found = verified(current_service(), receipt)
    page = render_template("verify/receipt.html", found=found)
    return page, HTTPStatus.OK if found else HTTPStatus.NOT_FOUND
