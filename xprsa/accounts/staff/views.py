"""Signing in as staff, accepting an invitation, replacing a forgotten password."""

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from xprsa.accounts.codes.letters import left_on_paper
from xprsa.accounts.sign_ins import network
from xprsa.accounts.sign_ins.answers import (
    brought_along,
    browser,
    is_sent,
    not_yet,
    patience,
    signed_in_response,
)
from xprsa.accounts.sign_ins.service import NewSignIn
from xprsa.accounts.sign_ins.throttle import TooSoon
from xprsa.accounts.staff import passwords, service
from xprsa.accounts.staff.forms import (
    ChangePasswordForm,
    ForgottenForm,
    InvitationForm,
    NewPasswordForm,
    StaffForm,
    closed_sentence,
    weakness_sentence,
)
from xprsa.accounts.staff.passwords import WrongPassword
from xprsa.accounts.staff.service import LinkGone, NewSecrets, WeakPassword, WrongSecrets, WrongTotp
from xprsa.accounts.staff.team import STAFF_ROLES
from xprsa.domain.permission import Permission
from xprsa.domain.person import Account
from xprsa.domain.sign_in import ClosedLink
from xprsa.gateways import totp
from xprsa.gateways.keyring import CannotOpen
from xprsa.web.access import open_to_all, requires
from xprsa.web.current import current_service
from xprsa.web.forms import say
from xprsa.web.who import account, sign_in_here, visitor

blueprint = Blueprint("staff", __name__)

_ISSUER = "Service"  # neutral: the name shows on the phone
_SHOWN = "totp:"


@blueprint.route("/connexion/equipe", methods=["GET", "POST"])
@open_to_all
def sign_in() -> ResponseReturnValue:
    """Sign in with a password and a second factor."""
    context = brought_along()
    if request.method == "GET" and visitor():
        return redirect(context.then or "/", 303)
    form = StaffForm(request.form)
    if is_sent() and form.validate():
        try:
            opened = service.enter(
                current_service(),
                email=form.email.data,
                password=form.password.data,
                code=form.code.data,
                browser=browser(),
                context=context,
            )
        except WrongSecrets:
            say(form.password, "L’adresse, le mot de passe et le code ne vont pas ensemble. Réécrivez-les.")
        except TooSoon as soon:
            say(form.password, patience(soon))
            return not_yet(_sign_in_page(form, context), soon)
        else:
            return signed_in_response(opened)
    return _sign_in_page(form, context), 422 if form.errors else 200


@blueprint.route("/invitation/<token>", methods=["GET", "POST"])
@open_to_all
def invitation(token: str) -> ResponseReturnValue:
    """Choose a password and pair a phone."""
    form = InvitationForm(request.form)
    try:
        account = service.invited(current_service(), token)
        secret = _shown_secret(form)
        if request.method == "POST" and form.validate():
            chosen = NewSecrets(form.password.data, totp_secret=secret, code=form.code.data)
            return signed_in_response(
                service.accept(current_service(), token=token, chosen=chosen, browser=browser())
            )
    except LinkGone as gone:
        return _link_gone(gone, otherwise="invitation")
    except WeakPassword as weak:
        say(form.password, weakness_sentence(weak))
    except WrongTotp:
        say(form.code, "Ce n’est pas le code affiché. Attendez le suivant, puis écrivez-le.")
    return _invitation_page(form, account, secret), 422 if form.errors else 200


@blueprint.route("/connexion/oubli", methods=["GET", "POST"])
@open_to_all
def forgotten() -> ResponseReturnValue:
    """Ask for a link; the answer is the same for every address."""
    form = ForgottenForm(request.form)
    if request.method == "POST" and form.validate():
        passwords.ask_link(current_service(), email=form.email.data)
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
        account = passwords.forgetful(current_service(), token)
        if request.method == "POST" and form.validate():
            typed = {"password": form.password.data, "code": form.code.data}
            return signed_in_response(
                passwords.replace_forgotten(current_service(), token=token, browser=browser(), **typed)
            )
    except LinkGone as gone:
        return _link_gone(gone, otherwise="forgotten")
    except WeakPassword as weak:
        say(form.password, weakness_sentence(weak))
    except WrongTotp:
        say(form.code, "Ce n’est pas ce code, ou il a déjà servi. Attendez le suivant.")
    except TooSoon as soon:
        say(form.code, patience(soon))
        page = render_template("accounts/new_password.html", form=form, account=account)
        return not_yet(page, soon)
    page = render_template("accounts/new_password.html", form=form, account=account)
    return page, 422 if form.errors else 200


def _sign_in_page(form: StaffForm, context: object) -> str:
    return render_template("accounts/staff_sign_in.html", form=form, context=context)


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


def _link_gone(gone: LinkGone, *, otherwise: str) -> ResponseReturnValue:
    """Say why a link does not open, and what to do.

    :param otherwise: where another one comes from.
    """
    way = otherwise
    if gone.why in (ClosedLink.NO_PASSWORD, ClosedLink.NO_ACCESS):
        way = "invitation"
    elif gone.why is ClosedLink.USED and otherwise == "invitation":
        way = "sign_in"
    page = render_template("accounts/link_gone.html", sentence=closed_sentence(gone), way=way)
    return make_response(page, 410)


@blueprint.route("/mon-acces", methods=["GET", "POST"])
@requires(Permission.KEEP_OWN_ACCOUNT)
def own_access() -> ResponseReturnValue:
    """How I sign in; staff change their password here."""
    is_staff = account().role in STAFF_ROLES
    if request.method == "POST" and not is_staff:
        abort(404)
    form = ChangePasswordForm(request.form)
    if request.method == "POST" and form.validate():
        try:
            return signed_in_response(_change_password(form))
        except WrongPassword:
            say(form.present, "Ce n’est pas votre mot de passe actuel. Réécrivez-le.")
        except WeakPassword as weak:
            say(form.password, weakness_sentence(weak))
        except TooSoon as soon:
            say(form.present, patience(soon))
            return not_yet(render_template("accounts/own_access.html", form=form, is_staff=True), soon)
    on_paper = 0 if is_staff else left_on_paper(current_service(), account=account().id)
    page = render_template("accounts/own_access.html", form=form, is_staff=is_staff, on_paper=on_paper)
    return page, 422 if form.errors else 200


def _change_password(form: ChangePasswordForm) -> NewSignIn:
    return passwords.change_password(
        current_service(),
        account=account(),
        open_now=sign_in_here(),
        present=form.present.data,
        password=form.password.data,
        network=network.here(),
    )
