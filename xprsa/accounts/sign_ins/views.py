"""Where one is signed in, signing out, remembered phones, and text given back after signing in again."""

from uuid import UUID

from flask import Blueprint, abort, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from xprsa.accounts.sign_ins import service
from xprsa.accounts.sign_ins.cookies import Cookie, drop
from xprsa.domain.permission import Permission
from xprsa.web.access import open_to_all, requires
from xprsa.web.current import current_service
from xprsa.web.who import account, me, sign_in_here, visitor

blueprint = Blueprint("sign_ins", __name__)


@blueprint.get("/mes-connexions")
@requires(Permission.KEEP_OWN_ACCOUNT)
def sign_ins() -> ResponseReturnValue:
    """Where I am signed in, and the phones that know me."""
    open_ones, phones = service.open_ones(current_service(), account())
    return render_template(
        "accounts/sign_ins.html", sign_ins=open_ones, phones=phones, here=sign_in_here().public_id
    )


@blueprint.post("/mes-connexions/<uuid:public_id>/fermer")
@requires(Permission.KEEP_OWN_ACCOUNT)
def end(public_id: UUID) -> ResponseReturnValue:
    """Close one."""
    if not service.end_one(current_service(), actor=me(), sign_in=public_id):
        abort(404)
    return redirect(url_for(".sign_ins"), 303)


@blueprint.post("/mes-connexions/fermer-les-autres")
@requires(Permission.KEEP_OWN_ACCOUNT)
def end_others() -> ResponseReturnValue:
    """Close all but this one, and forget the phones."""
    service.end_others(current_service(), actor=me(), here=sign_in_here())
    return redirect(url_for(".sign_ins"), 303)


@blueprint.post("/mes-connexions/telephones/<uuid:public_id>/oublier")
@requires(Permission.KEEP_OWN_ACCOUNT)
def forget_phone(public_id: UUID) -> ResponseReturnValue:
    """Forget a phone."""
    if not service.end_phone(current_service(), actor=me(), phone=public_id):
        abort(404)
    return redirect(url_for(".sign_ins"), 303)


@blueprint.post("/deconnexion")
@open_to_all
def sign_out() -> ResponseReturnValue:
    """Sign out: the cookie is taken back, and a copy of it is worth nothing."""
    signed_in = visitor()
    if signed_in:
        service.sign_out(current_service(), signed_in.sign_in)
    answer = make_response(redirect(url_for("codes.sign_in"), 303))
    drop(answer, Cookie.SIGN_IN)
    return answer


@blueprint.get("/connexion/reprendre")
@requires(Permission.KEEP_OWN_ACCOUNT)
def give_back() -> ResponseReturnValue:
    """Give back what was typed while nobody was signed in, ready to be sent again."""
    kept = service.to_give_back(current_service(), sign_in_here())
    if kept is None:
        abort(404)
    typed = [(name, value) for name, values in kept.fields.items() for value in values]
    return render_template("accounts/give_back.html", typed=typed, path=kept.path)
