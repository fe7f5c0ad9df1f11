"""One click signs in as somebody who does not exist: in demonstrations only."""

from uuid import UUID

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from xprsa.accounts import sign_in
from xprsa.accounts.answers import browser, carried, entered
from xprsa.storage.demo import demo_people
from xprsa.web.access import open_to_all
from xprsa.web.house import house

blueprint = Blueprint("demo", __name__)


@blueprint.get("/demo")
@open_to_all
def people() -> ResponseReturnValue:
    """Whom one may visit."""
    if not house().settings.demo:
        abort(404)
    with house().database.reading() as memory:
        found = demo_people(memory)
    return render_template("accounts/demo.html", people=found)


@blueprint.post("/demo/<uuid:person>")
@open_to_all
def enter(person: UUID) -> ResponseReturnValue:
    """Sign in as one of them."""
    if not house().settings.demo:
        abort(404)
    with house().database.writing() as memory:
        named = [one.account for one in demo_people(memory) if one.account.public_id == person]
        if not named:
            abort(404)
        opened = sign_in.begin(house(), memory, account=named[0], browser=browser(), carried=carried())
    return entered(opened)
