"""One click signs in as somebody who does not exist; registered in demonstrations only."""

from uuid import UUID

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from xprsa.accounts.sign_ins import service as sign_ins
from xprsa.accounts.sign_ins.answers import brought_along, browser, signed_in_response
from xprsa.demo.cast import demo_people
from xprsa.domain.sign_in import SignInWay
from xprsa.web.access import open_to_all
from xprsa.web.current import current_service

blueprint = Blueprint("demo", __name__)


@blueprint.route("/demo", methods=["GET", "POST"])
@open_to_all
def people() -> ResponseReturnValue:
    """Whom one may visit."""
    with current_service().database.reading() as store:
        found = demo_people(store)
    return render_template("demo/people.html", people=found, context=brought_along())


@blueprint.post("/demo/<uuid:person>")
@open_to_all
def enter(person: UUID) -> ResponseReturnValue:
    """Sign in as one of them."""
    with current_service().database.writing() as store:
        named = [shown.account for shown in demo_people(store) if shown.account.public_id == person]
        if not named:
            abort(404)
        opened = sign_ins.begin(
            current_service(),
            store,
            account=named[0],
            browser=browser(),
            context=brought_along(),
            way=SignInWay.DEMO,
        )
    return signed_in_response(opened)
