"""Signing in as a beneficiary, and signing out."""

from contextlib import suppress
from http import HTTPStatus

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from xprsa.accounts import service
from xprsa.accounts import sign_in as sign_ins
from xprsa.accounts.answers import (
    browser,
    carried,
    code_held,
    entered,
    expecting,
    is_sent,
    not_yet,
    patience,
    say,
)
from xprsa.accounts.cookies import Cookie, drop
from xprsa.accounts.forms import CodeForm, ContactForm, LetterForm, WhoForm
from xprsa.accounts.service import Choice, CodeGone, WrongCode
from xprsa.accounts.throttle import TooSoon
from xprsa.domain.permission import Permission
from xprsa.storage.database import DatabaseAway
from xprsa.web.access import open_to_all, requires
from xprsa.web.current import current_service

blueprint = Blueprint("accounts", __name__)
GIVEN_BACK = "given-back"  # the field that tells a form sent again


@blueprint.route("/connexion", methods=["GET", "POST"])
@open_to_all
def sign_in() -> ResponseReturnValue:
    """Ask for a code by mail or SMS."""
    brought = carried()
    if request.method == "GET":
        if current_user.is_authenticated:
            return redirect(brought.then or "/", 303)
        asked = service.asked(current_service(), code_held())  # came back to change the contact
        brought = brought if brought.then or asked is None else asked.carried
    form = ContactForm(request.form)
    page = {
        "form": form,
        "carried": brought,
        "remembered": service.is_remembered(current_service(), browser()),
    }
    if not is_sent() or not form.validate():
        return render_template("accounts/sign_in.html", **page), 422 if form.errors else 200
    try:
        code = service.ask_code(current_service(), where=form.where, browser=browser(), carried=brought)
    except TooSoon as soon:
        say(form.contact, patience(soon.wait))
        return not_yet(render_template("accounts/sign_in.html", **page), soon)
    return expecting(code, url_for(".type_code"))


@blueprint.route("/connexion/code", methods=["GET", "POST"])
@open_to_all
def type_code() -> ResponseReturnValue:
    """Type the code that arrived."""
    code = code_held()
    asked = service.asked(current_service(), code)
    if code is None or asked is None:
        return redirect(url_for(".sign_in"), 303)
    form = CodeForm(request.form)
    is_good = asked.is_good
    if request.method == "POST" and form.validate():
        try:
            done = service.type_code(
                current_service(),
                code=code,
                typed=form.code.data,
                browser=browser(),
                remember=form.remember.data,
            )
        except WrongCode as wrong:
            is_good = wrong.left > 0
            say(form.code, _tries_left(wrong.left))
        except CodeGone:
            is_good = False
        else:
            return expecting(done.code, url_for(".who")) if isinstance(done, Choice) else entered(done)
    return _code_page(form, is_good=is_good), 200 if request.method == "GET" else 422


@blueprint.post("/connexion/code/nouveau")
@open_to_all
def new_code() -> ResponseReturnValue:
    """Ask for a fresh code where the last one went."""
    code = code_held()
    if code is None:
        return redirect(url_for(".sign_in"), 303)
    try:
        fresh = service.ask_again(current_service(), code=code, browser=browser())
    except CodeGone:
        return redirect(url_for(".sign_in"), 303)
    except TooSoon as soon:
        form = CodeForm()
        say(form.code, patience(soon.wait))
        return not_yet(_code_page(form, is_good=True), soon)
    return expecting(fresh, url_for(".type_code"))


@blueprint.route("/connexion/qui", methods=["GET", "POST"])
@open_to_all
def who() -> ResponseReturnValue:
    """Choose whose account, when the contact is shared."""
    code = code_held()
    if code is None:
        return redirect(url_for(".sign_in"), 303)
    form = WhoForm(request.form)
    try:
        form.offer(service.choices(current_service(), code=code))
        if request.method == "POST" and form.validate():
            return entered(
                service.choose(current_service(), code=code, account=form.chosen, browser=browser())
            )
    except CodeGone:
        return redirect(url_for(".sign_in"), 303)
    return render_template("accounts/who.html", form=form), 422 if form.errors else 200


@blueprint.route("/connexion/lettre", methods=["GET", "POST"])
@open_to_all
def letter() -> ResponseReturnValue:
    """Sign in with the code of a letter."""
    brought = carried()
    form = LetterForm(request.form)
    if is_sent() and form.validate():
        try:
            opened = service.enter_by_letter(
                current_service(),
                file_reference=form.file_reference.data,
                typed=form.code.data,
                browser=browser(),
                carried=brought.remembering(form.remember.data),
            )
        except WrongCode:
            say(form.code, "Le dossier et le code ne vont pas ensemble. Relisez votre courrier.")
        except TooSoon as soon:
            say(form.code, patience(soon.wait))
            return not_yet(render_template("accounts/letter.html", form=form, carried=brought), soon)
        else:
            return entered(opened)
    return render_template("accounts/letter.html", form=form, carried=brought), 422 if form.errors else 200


@blueprint.post("/connexion/telephone")
@open_to_all
def remembered() -> ResponseReturnValue:
    """Sign in on a remembered phone, in one tap."""
    brought = carried()
    opened = service.enter_by_phone(current_service(), browser=browser(), carried=brought)
    if opened is not None:
        return entered(opened)
    page = render_template(
        "accounts/sign_in.html", form=ContactForm(), carried=brought, remembered=False, forgotten=True
    )
    answer = make_response(page, 422)
    drop(answer, Cookie.PHONE)
    return answer


@blueprint.post("/deconnexion")
@open_to_all
def sign_out() -> ResponseReturnValue:
    """Sign out: the cookie is taken back, and a copy of it is worth nothing."""
    if current_user.is_authenticated:
        sign_ins.sign_out(current_service(), current_user.sign_in)
    answer = make_response(redirect(url_for(".sign_in"), 303))
    drop(answer, Cookie.SIGN_IN)
    return answer


@blueprint.get("/connexion/reprendre")
@requires(Permission.KEEP_OWN_ACCOUNT)
def give_back() -> ResponseReturnValue:
    """Give back what was typed while nobody was signed in, ready to be sent again."""
    kept = sign_ins.to_give_back(current_service(), current_user.sign_in)
    if kept is None:
        abort(404)
    typed = [(name, value) for name, values in kept.fields.items() for value in values]
    return render_template("accounts/give_back.html", typed=typed, path=kept.path)


@blueprint.after_app_request
def drop_given_back(answer: Response) -> Response:
    """Drop what was given back once it arrived; until then its page can be asked for again."""
    arrived = request.method == "POST" and answer.status_code < HTTPStatus.BAD_REQUEST
    if arrived and g.get("sign_in") and GIVEN_BACK in request.form:
        with suppress(DatabaseAway):  # the answer is ready: it leaves; the worker will drop the text
            sign_ins.drop_given_back(current_service(), g.sign_in)
    return answer


def _code_page(form: CodeForm, *, is_good: bool) -> str:
    return render_template("accounts/code.html", form=form, is_good=is_good)


def _tries_left(left: int) -> str:
    return f"Ce n’est pas ce code. Il reste {left}\u00a0essai{'s' if left > 1 else ''}."
