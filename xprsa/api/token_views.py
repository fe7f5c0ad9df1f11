"""The manager's pages of tokens: which there are, make one, revoke one."""

from http import HTTPStatus

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from xprsa.api import tokens as service
from xprsa.api.forms import TokenForm
from xprsa.api.words import (
    CARD_CHANGED,
    MADE_ALREADY,
    MODULE_STOPPED,
    STATES,
    answers_of,
    once_made,
    once_revoked,
)
from xprsa.domain.machine_token import TokenState
from xprsa.domain.permission import Permission
from xprsa.web.access import requires
from xprsa.web.current import current_service
from xprsa.web.errors import sentence_page
from xprsa.web.forms import say
from xprsa.web.who import me

blueprint = Blueprint("tokens", __name__)


@blueprint.get("/gestion/jetons")
@requires(Permission.OPEN_TO_MACHINES)
def listed() -> ResponseReturnValue:
    """Every token of the territory, and whether it opens something."""
    known = service.tokens(current_service(), territory=me().territory)
    now = current_service().now()
    return render_template("api/tokens.html", tokens=known, states=STATES, answers_of=answers_of, now=now)


@blueprint.route("/gestion/jetons/nouveau", methods=["GET", "POST"])
@requires(Permission.OPEN_TO_MACHINES)
def new() -> ResponseReturnValue:
    """Say what a token is for, then read what follows from it."""
    form = _form()
    if request.method == "POST" and "correct" not in request.form and form.validate():
        return _reading_page(form)
    return _form_page(form)


@blueprint.post("/gestion/jetons")
@requires(Permission.OPEN_TO_MACHINES)
def make() -> ResponseReturnValue:
    """Make the token that was read about, and show it, once."""
    form = _form()
    if not form.validate():
        return _form_page(form)
    if form.seen.data != form.request.purpose.digest:
        return _form_anew(form)
    try:
        token = service.make_token(current_service(), form.request, actor=me().account)
    except service.TokenMade:
        return sentence_page("Jeton déjà fait", MADE_ALREADY, HTTPStatus.CONFLICT)
    except service.PurposeNotOpen:
        return _form_anew(form)
    except service.ModuleNotActive:
        say(form.answers_of, MODULE_STOPPED)
        return render_template("api/new.html", form=form), HTTPStatus.CONFLICT
    return render_template("api/made.html", token=token, made=form.request)


@blueprint.route("/gestion/jetons/<handle>/revoquer", methods=["GET", "POST"])
@requires(Permission.OPEN_TO_MACHINES)
def revoke(handle: str) -> ResponseReturnValue:
    """Revoke a token, once it was said what follows."""
    found = service.find_token(current_service(), handle, territory=me().territory)
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    if request.method == "POST":
        service.revoke_token(current_service(), found, actor=me().account)
        return redirect(url_for(".listed"), HTTPStatus.SEE_OTHER)
    is_live = found.state(current_service().now()) is TokenState.LIVE
    follows = once_revoked(found.answers_of)
    return render_template("api/revoking.html", token=found, is_live=is_live, once_revoked=follows)


def _form() -> TokenForm:
    open_now = service.purposes(current_service(), territory=me().territory)
    active = service.answering(current_service(), territory=me().territory)
    return TokenForm(request.form, purposes=open_now, answering=active)


def _reading_page(form: TokenForm) -> ResponseReturnValue:
    form.seen.data = form.request.purpose.digest
    wanted = form.request
    return render_template(
        "api/making.html",
        form=form,
        wanted=wanted,
        gives=answers_of(wanted.answers_of) if wanted.answers_of else "",
        once_made=once_made(wanted.answers_of),
    )


def _form_page(form: TokenForm) -> ResponseReturnValue:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_template("api/new.html", form=form), status


def _form_anew(form: TokenForm) -> ResponseReturnValue:
    """Give back the form: what its token would open is not what was read."""
    say(form.purpose, CARD_CHANGED)
    return render_template("api/new.html", form=form), HTTPStatus.CONFLICT
