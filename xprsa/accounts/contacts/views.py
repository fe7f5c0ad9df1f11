"""A person changes their own phone or e-mail, from « Mon accès »."""

from collections.abc import Mapping

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from xprsa.accounts.contacts import service
from xprsa.accounts.contacts.forms import CodesForm, NewContactForm
from xprsa.accounts.contacts.service import (
    CodesGone,
    NothingStays,
    Pending,
    WrongCodes,
    open_changed,
    seal_changed,
)
from xprsa.accounts.sign_ins import network
from xprsa.accounts.sign_ins.answers import not_yet, patience, tries_left, typed_or_gone
from xprsa.accounts.sign_ins.throttle import TooSoon
from xprsa.domain.contact import Contact, ContactKind
from xprsa.domain.permission import Permission
from xprsa.running.spending import BudgetSpent
from xprsa.web.access import Myself, requires
from xprsa.web.current import current_service
from xprsa.web.forms import say
from xprsa.web.who import account

blueprint = Blueprint("contacts", __name__)

_KINDS = {"courriel": ContactKind.MAIL, "telephone": ContactKind.SMS}
_CODES_GONE = "Ces codes ne servent plus. Demandez-en de nouveaux."
_NOTHING_STAYS = (
    "C’est le seul contact où un code arrive. Sans lui, vous ne pourriez plus vous connecter. "
    "Ajoutez d’abord l’autre contact."
)


@blueprint.route("/mon-acces/<any('courriel','telephone'):which>", methods=["GET", "POST"])
@requires(Permission.CHANGE_OWN_CONTACT, about=Myself)
def change(which: str) -> ResponseReturnValue:
    """Type the new one; the codes leave."""
    form = _form(which)
    if request.method == "POST" and form.validate():
        return _ask(which, form, new=form.where)
    return _change_page(which, form), 422 if form.errors else 200


@blueprint.post("/mon-acces/<any('courriel','telephone'):which>/retirer")
@requires(Permission.CHANGE_OWN_CONTACT, about=Myself)
def remove(which: str) -> ResponseReturnValue:
    """Remove it, if another one stays, to which a code leaves."""
    form = _form(which)
    if form.present is None:
        abort(404)
    return _ask(which, form, new=None)


@blueprint.route("/mon-acces/codes", methods=["GET", "POST"])
@requires(Permission.CHANGE_OWN_CONTACT, about=Myself)
def codes() -> ResponseReturnValue:
    """Type the codes that arrived; only then something changes."""
    pending = service.pending(current_service(), account().id)
    if pending is None:
        return redirect(url_for("staff.own_access"), 303)
    form, is_good = CodesForm(request.form).asking(pending), pending.is_good
    if request.method == "POST" and form.validate():
        try:
            done = service.confirm(current_service(), account=account().id, typed=form.typed)
        except WrongCodes as wrong:
            is_good = wrong.left > 0
            for end in wrong.ends:
                say(form[end], tries_left(wrong.left))
        except CodesGone:
            is_good = False
        else:
            return redirect(
                url_for(".changed", fait=seal_changed(current_service().keyring, done, account=account().id)),
                303,
            )
    return _codes_page(form, pending, is_good=is_good), typed_or_gone(is_good=is_good)


@blueprint.post("/mon-acces/codes/nouveaux")
@requires(Permission.CHANGE_OWN_CONTACT, about=Myself)
def new_codes() -> ResponseReturnValue:
    """Ask for fresh codes for the change that waits."""
    pending = service.pending(current_service(), account().id)
    if pending is None:
        return redirect(url_for("staff.own_access"), 303)
    try:
        service.ask_again(current_service(), account=account(), network=network.here())
    except (TooSoon, BudgetSpent) as soon:
        return not_yet(_refused_page(pending, patience(soon)), soon)
    except NothingStays:
        return _refused_page(pending, _NOTHING_STAYS), 422
    except CodesGone:
        return redirect(url_for("staff.own_access"), 303)
    return redirect(url_for(".codes"), 303)


@blueprint.get("/mon-acces/fait")
@requires(Permission.CHANGE_OWN_CONTACT, about=Myself)
def changed() -> ResponseReturnValue:
    """Say what was changed."""
    done = open_changed(current_service().keyring, request.args.get("fait", ""), account=account().id)
    if done is None:
        return redirect(url_for("staff.own_access"), 303)
    return render_template("accounts/contact_changed.html", done=done)


def _form(which: str) -> NewContactForm:
    kind = _KINDS[which]
    present = next((where.value for where in account().contacts if where.kind is kind), None)
    return NewContactForm(request.form).replacing(kind, present)


def _ask(which: str, form: NewContactForm, *, new: Contact | None) -> ResponseReturnValue:
    try:
        service.ask(current_service(), account=account(), kind=form.kind, new=new, network=network.here())
    except NothingStays:
        return _change_page(which, form, nothing_stays=_NOTHING_STAYS), 422
    except (TooSoon, BudgetSpent) as soon:
        say(form.contact, patience(soon))
        return not_yet(_change_page(which, form), soon)
    return redirect(url_for(".codes"), 303)


def _change_page(which: str, form: NewContactForm, *, nothing_stays: str = "") -> str:
    return render_template(
        "accounts/new_contact.html",
        form=form,
        which=which,
        nothing_stays=nothing_stays,
        pending=service.pending(current_service(), account().id),
    )


def _codes_page(form: CodesForm, pending: Pending, *, is_good: bool) -> str:
    problems = form.problems if is_good else {"nouveaux": _CODES_GONE}
    return _page_of_codes(form, pending, problems, is_good=is_good)


def _refused_page(pending: Pending, why: str) -> str:
    """Say why no fresh codes left."""
    form = CodesForm().asking(pending)
    return _page_of_codes(form, pending, {"nouveaux": why}, is_good=pending.is_good)


def _page_of_codes(form: CodesForm, pending: Pending, problems: Mapping[str, str], *, is_good: bool) -> str:
    return render_template(
        "accounts/contact_codes.html", form=form, pending=pending, problems=problems, is_good=is_good
    )
