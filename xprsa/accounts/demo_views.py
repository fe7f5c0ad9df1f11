"""One click signs in as somebody who does not exist: in demonstrations only."""

from uuid import UUID

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from xprsa.accounts import sign_in
from xprsa.accounts.answers import browser, carried, entered
from xprsa.storage.demo import demo_people
from xprsa.web.access import open_to_all
from xprsa.web.current import current_service

blueprint = Blueprint("demo", __name__)


@blueprint.get("/demo")
@open_to_all
def people() -> ResponseReturnValue:
    """Whom one may visit."""
    if not current_service().settings.demo:
        abort(404)
    with current_service().database.reading() as store:
        found = demo_people(store)
    return render_template("accounts/demo.html", people=found)


@blueprint.post("/demo/<uuid:person>")
@open_to_all
def enter(person: UUID) -> ResponseReturnValue:
    """Sign in as one of them."""
    if not current_service().settings.demo:
        abort(404)
    with current_service().database.writing() as store:
        named = [shown.account for shown in demo_people(store) if shown.account.public_id == person]
        if not named:
            abort(404)
        opened = sign_in.begin(
            current_service(), store, account=named[0], browser=browser(), carried=carried()
        )
    return entered(opened)
