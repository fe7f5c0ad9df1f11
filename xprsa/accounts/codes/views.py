"""Signing in as a beneficiary, and signing out."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from xprsa.accounts.codes import at_hand, service
from xprsa.accounts.codes.forms import CodeForm, ContactForm, LetterForm, WhoForm
from xprsa.accounts.codes.service import AccountChoice, CodeGone, WrongCode
from xprsa.accounts.sign_ins.answers import (
    brought_along,
    browser,
    code_held,
    expecting,
    is_sent,
    not_yet,
    patience,
    signed_in_response,
    tries_left,
    typed_or_gone,
)
from xprsa.accounts.sign_ins.cookies import Cookie, drop
from xprsa.accounts.sign_ins.service import NewSignIn
from xprsa.running.spending import BudgetSpent
from xprsa.web.access import open_to_all
from xprsa.web.current import current_service
from xprsa.web.forms import say
from xprsa.web.who import visitor

blueprint = Blueprint("codes", __name__)

# True of a file that is not there, of a wrong code and of one that was used: it tells none from another.
_OPENS_NOTHING = (
    "Ce dossier et ce code n’ouvrent rien. Relisez le papier."
    " Un code sert une seule fois\u00a0: sur une carte, prenez le suivant."
)


@blueprint.route("/connexion", methods=["GET", "POST"])
@open_to_all
def sign_in() -> ResponseReturnValue:
    """Ask for a code by mail or SMS."""
    context = brought_along()
    if request.method == "GET":
        if visitor():
            return redirect(context.then or "/", 303)
        asked = service.asked(current_service(), code_held())  # came back to change the contact
        context = context if context.then or asked is None else asked.context
    form = ContactForm(request.form)
    page = {
        "form": form,
        "context": context,
        "remembered": at_hand.remembered(current_service(), browser()),
    }
    if not is_sent() or not form.validate():
        return render_template("accounts/sign_in.html", **page), 422 if form.errors else 200
    try:
        code = service.ask_code(current_service(), where=form.where, browser=browser(), context=context)
    except BudgetSpent as spent:
        say(form.contact, patience(spent))
        return not_yet(render_template("accounts/sign_in.html", **page), spent)
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
            typed = {"typed": form.code.data, "remember": form.remember.data}
            done = service.type_code(current_service(), code=code, browser=browser(), **typed)
        except WrongCode as wrong:
            is_good = wrong.left > 0
            say(form.code, tries_left(wrong.left))
        except CodeGone:
            is_good = False
        else:
            return _after_the_code(done)
    return _code_page(form, is_good=is_good), typed_or_gone(is_good=is_good)


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
    except BudgetSpent as spent:
        form = CodeForm()
        say(form.code, patience(spent))
        return not_yet(_code_page(form, is_good=True), spent)
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
            return signed_in_response(
                service.choose(current_service(), code=code, account=form.chosen, browser=browser())
            )
    except CodeGone:
        return redirect(url_for(".sign_in"), 303)
    return render_template("accounts/who.html", form=form), 422 if form.errors else 200


@blueprint.route("/connexion/lettre", methods=["GET", "POST"])
@open_to_all
def letter() -> ResponseReturnValue:
    """Sign in with the code of a letter."""
    context = brought_along()
    form = LetterForm(request.form)
    if is_sent() and form.validate():
        try:
            opened = at_hand.enter_by_letter(
                current_service(),
                file_reference=form.file_reference.data,
                typed=form.code.data,
                browser=browser(),
                context=context.remembering(form.remember.data),
            )
        except WrongCode:
            say(form.code, _OPENS_NOTHING)
        else:
            return signed_in_response(opened)
    return render_template("accounts/letter.html", form=form, context=context), 422 if form.errors else 200


@blueprint.post("/connexion/telephone")
@open_to_all
def remembered() -> ResponseReturnValue:
    """Sign in on a remembered phone, in one tap."""
    context = brought_along()
    opened = at_hand.enter_by_phone(current_service(), browser=browser(), context=context)
    if opened is not None:
        return signed_in_response(opened)
    page = render_template(
        "accounts/sign_in.html", form=ContactForm(), context=context, remembered=None, forgotten=True
    )
    answer = make_response(page, 422)
    drop(answer, Cookie.PHONE)
    return answer


@blueprint.post("/connexion/telephone/oublier")
@open_to_all
def forget_remembered() -> ResponseReturnValue:
    """Forget the phone at hand, signed in or not."""
    at_hand.forget_remembered(current_service(), browser())
    answer = make_response(redirect(url_for(".sign_in"), 303))
    drop(answer, Cookie.PHONE)
    return answer


def _after_the_code(done: NewSignIn | AccountChoice) -> ResponseReturnValue:
    """Go on: signed in, or to the choice between those who share the contact."""
    return (
        expecting(done.code, url_for(".who")) if isinstance(done, AccountChoice) else signed_in_response(done)
    )


def _code_page(form: CodeForm, *, is_good: bool) -> str:
    return render_template("accounts/code.html", form=form, is_good=is_good)
