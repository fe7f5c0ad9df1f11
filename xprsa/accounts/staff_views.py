"""Signing in as staff, accepting an invitation, replacing a forgotten password."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from xprsa.accounts import password_service, staff_service
from xprsa.accounts.answers import browser, carried, entered, is_sent, not_yet, patience, say
from xprsa.accounts.staff_forms import (
    ForgottenForm,
    InvitationForm,
    NewPasswordForm,
    StaffForm,
    weakness_sentence,
)
from xprsa.accounts.staff_service import LinkGone, NewSecrets, WeakPassword, WrongCode, WrongSecrets
from xprsa.accounts.throttle import TooSoon
from xprsa.domain.person import Account
from xprsa.gateways import totp
from xprsa.gateways.keyring import CannotOpen
from xprsa.web.access import open_to_all
from xprsa.web.current import current_service

blueprint = Blueprint("staff", __name__)

_ISSUER = "Service"  # neutral: the name shows on the phone
_SHOWN = "totp:"


@blueprint.route("/connexion/equipe", methods=["GET", "POST"])
@open_to_all
def sign_in() -> ResponseReturnValue:
    """Sign in with a password and a second factor."""
    brought = carried()
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(brought.then or "/", 303)
    form = StaffForm(request.form)
    if is_sent() and form.validate():
        try:
            opened = staff_service.enter(
                current_service(),
                email=form.email.data,
                password=form.password.data,
                code=form.code.data,
                browser=browser(),
                carried=brought,
            )
        except WrongSecrets:
            say(form.password, "L’adresse, le mot de passe et le code ne vont pas ensemble. Réécrivez-les.")
        except TooSoon as soon:
            say(form.password, patience(soon.wait))
            return not_yet(_sign_in_page(form, brought), soon)
        else:
            return entered(opened)
    return _sign_in_page(form, brought), 422 if form.errors else 200


@blueprint.route("/invitation/<token>", methods=["GET", "POST"])
@open_to_all
def invitation(token: str) -> ResponseReturnValue:
    """Choose a password and pair a phone."""
    form = InvitationForm(request.form)
    try:
        account = staff_service.invited(current_service(), token)
        secret = _shown_secret(form)
        if request.method == "POST" and form.validate():
            chosen = NewSecrets(form.password.data, totp_secret=secret, code=form.code.data)
            return entered(
                staff_service.accept(current_service(), token=token, chosen=chosen, browser=browser())
            )
    except LinkGone:
        return _link_gone()
    except WeakPassword as weak:
        say(form.password, weakness_sentence(weak))
    except WrongCode:
        say(form.code, "Ce n’est pas le code affiché. Attendez le suivant, puis écrivez-le.")
    return _invitation_page(form, account, secret), 422 if form.errors else 200


@blueprint.route("/connexion/oubli", methods=["GET", "POST"])
@open_to_all
def forgotten() -> ResponseReturnValue:
    """Ask for a link; the answer is the same for every address."""
    form = ForgottenForm(request.form)
    if request.method == "POST" and form.validate():
        try:
            password_service.ask_link(current_service(), email=form.email.data, browser=browser())
        except TooSoon as soon:
            say(form.email, patience(soon.wait))
            return not_yet(render_template("accounts/forgotten.html", form=form), soon)
        return redirect(url_for(".link_sent"), 303)
    return render_template("accounts/forgotten.html", form=form), 422 if form.errors else 200


@blueprint.get("/connexion/oubli/envoye")
@open_to_all
def link_sent() -> ResponseReturnValue:
    """Say what happens next."""
    return render_template("accounts/link_sent.html")


@blueprint.route("/connexion/oubli/<token>", methods=["GET", "POST"])
@open_to_all
def new_password(token: str) -> ResponseReturnValue:
    """Replace a forgotten password."""
    form = NewPasswordForm(request.form)
    try:
        account = password_service.forgetful(current_service(), token)
        if request.method == "POST" and form.validate():
            typed = {"password": form.password.data, "code": form.code.data}
            return entered(
                password_service.replace_forgotten(current_service(), token=token, browser=browser(), **typed)
            )
    except LinkGone:
        return _link_gone()
    except WeakPassword as weak:
        say(form.password, weakness_sentence(weak))
    except WrongCode:
        say(form.code, "Ce n’est pas ce code, ou il a déjà servi. Attendez le suivant.")
    except TooSoon as soon:
        say(form.code, patience(soon.wait))
        page = render_template("accounts/new_password.html", form=form, account=account)
        return not_yet(page, soon)
    page = render_template("accounts/new_password.html", form=form, account=account)
    return page, 422 if form.errors else 200


def _sign_in_page(form: StaffForm, brought: object) -> str:
    return render_template("accounts/staff_sign_in.html", form=form, carried=brought)


def _shown_secret(form: InvitationForm) -> str:
    """Give the secret whose QR code was shown before, or a fresh one."""
    try:
        shown = current_service().keyring.open(form.totp.data or "")
    except CannotOpen:
        shown = ""
    if not shown.startswith(_SHOWN):  # nothing, or something that was sealed for another use
        shown = _SHOWN + totp.new_secret()
    form.totp.data = current_service().keyring.seal(shown)
    return shown.removeprefix(_SHOWN)


def _invitation_page(form: InvitationForm, account: Account, secret: str) -> str:
    address = totp.address(secret, account=account.email or account.name, issuer=_ISSUER)
    spaced = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return render_template(
        "accounts/invitation.html", form=form, account=account, qr=totp.qr_code(address), secret=spaced
    )


def _link_gone() -> ResponseReturnValue:
    return make_response(render_template("accounts/link_gone.html"), 410)
