"""One's own access: where one is signed in, remembered phones, password."""

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from xprsa.accounts import network, password_service, sign_in
from xprsa.accounts.answers import entered, not_yet, patience, say
from xprsa.accounts.password_service import WrongPassword
from xprsa.accounts.sign_in import Opened
from xprsa.accounts.staff_forms import ChangePasswordForm, weakness_sentence
from xprsa.accounts.staff_service import WeakPassword
from xprsa.accounts.team_service import STAFF_ROLES
from xprsa.accounts.throttle import TooSoon
from xprsa.domain.permission import Permission
from xprsa.web.access import account, me, requires
from xprsa.web.current import current_service

blueprint = Blueprint("own_access", __name__)


@blueprint.get("/mes-connexions")
@requires(Permission.KEEP_OWN_ACCOUNT)
def sign_ins() -> ResponseReturnValue:
    """Where I am signed in, and the phones that know me."""
    open_ones, phones = sign_in.open_ones(current_service(), account())
    return render_template(
        "accounts/sign_ins.html", sign_ins=open_ones, phones=phones, here=current_user.sign_in.public_id
    )


@blueprint.post("/mes-connexions/<uuid:public_id>/fermer")
@requires(Permission.KEEP_OWN_ACCOUNT)
def end(public_id: UUID) -> ResponseReturnValue:
    """Close one."""
    if not sign_in.end_one(current_service(), actor=me(), sign_in=public_id):
        abort(404)
    return redirect(url_for(".sign_ins"), 303)


@blueprint.post("/mes-connexions/fermer-les-autres")
@requires(Permission.KEEP_OWN_ACCOUNT)
def end_others() -> ResponseReturnValue:
    """Close all but this one, and forget the phones."""
    sign_in.end_others(current_service(), actor=me(), here=current_user.sign_in)
    return redirect(url_for(".sign_ins"), 303)


@blueprint.post("/mes-connexions/telephones/<uuid:public_id>/oublier")
@requires(Permission.KEEP_OWN_ACCOUNT)
def forget_phone(public_id: UUID) -> ResponseReturnValue:
    """Forget a phone."""
    if not sign_in.end_phone(current_service(), actor=me(), phone=public_id):
        abort(404)
    return redirect(url_for(".sign_ins"), 303)


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
            return entered(_change_password(form))
        except WrongPassword:
            say(form.present, "Ce n’est pas votre mot de passe actuel. Réécrivez-le.")
        except WeakPassword as weak:
            say(form.password, weakness_sentence(weak))
        except TooSoon as soon:
            say(form.present, patience(soon.wait))
            return not_yet(render_template("accounts/own_access.html", form=form, is_staff=True), soon)
    page = render_template("accounts/own_access.html", form=form, is_staff=is_staff)
    return page, 422 if form.errors else 200


def _change_password(form: ChangePasswordForm) -> Opened:
    return password_service.change_password(
        current_service(),
        account=account(),
        open_now=current_user.sign_in,
        present=form.present.data,
        password=form.password.data,
        network=network.here(),
    )
